// What the writer's thread owns.
#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/index/indexes.h"
#include "storage/sqlite/tables/table_reader.h"
#include "storage/sqlite/tables/table_writer.h"

namespace taqvim::storage {

// Members are destroyed from the last: statements before their connection.
struct WriterState {
  // How far the history has come, with what the running group has added.
  struct Position {
    Revision revision;
    absl::Time time = absl::UnixEpoch();  // of the newest revision
    ResourceId next_id = 1;
    ResourceId reserved_id = 1;  // the table says that ids from here on are free
  };

  std::string store_id;
  Indexes indexes;
  std::unique_ptr<Connection> connection;
  std::unique_ptr<TableReader> reader;
  std::unique_ptr<TableWriter> writer;
  // As of which all this was loaded: TableWriter::DataVersion.
  int64_t data_version = 0;
  Position position;
};

}  // namespace taqvim::storage
