// State of the writer's thread: memory, and its connection.
#pragma once

#include <memory>

#include "storage/engine/index/memory.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/tables/table_reader.h"
#include "storage/sqlite/tables/table_writer.h"

namespace taqvim::storage {

// Members are destroyed from the last: statements before their connection.
struct WriterState {
  Memory memory;
  std::unique_ptr<Connection> connection;
  std::unique_ptr<TableReader> reader;
  std::unique_ptr<TableWriter> writer;
  // The data version as of which all this was loaded: TableWriter::DataVersion.
  int64_t data_version = 0;
  // The table says that ids from here on are free.
  ResourceId reserved_id = 1;
};

}  // namespace taqvim::storage
