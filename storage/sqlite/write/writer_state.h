// State of the writer's thread: its connection, its position in history, and the
// indexes.
#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "storage/engine/index/indexes.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/tables/table_reader.h"
#include "storage/sqlite/tables/table_writer.h"

namespace taqvim::storage {

// Members are destroyed from the last: statements before their connection.
struct WriterState {
  // The newest revision, including those of the running group.
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
  // The data version as of which all this was loaded: TableWriter::DataVersion.
  int64_t data_version = 0;
  Position position;
};

}  // namespace taqvim::storage
