// Store of one of the servers of a database in memory: the engine without a disk, for tests.
#pragma once

#include <memory>

#include "storage/engine/engine_options.h"
#include "storage/engine/testing/memory_database.h"
#include "storage/log_retention.h"
#include "storage/manual_store.h"
#include "storage/store.h"

namespace taqvim::storage::testing {

struct MemoryStoreOptions {
  EngineOptions engine;
  // Looked at between groups. Only for a database with one server.
  LogRetention log;
};

// Takes in what others have written after each pause of the engine's options.
std::unique_ptr<Store> OpenMemoryStore(std::shared_ptr<MemoryDatabase> database,
                                       MemoryStoreOptions options);
// Takes it in where RunPendingWrites finds no write that waits.
std::unique_ptr<ManualStore> OpenManualMemoryStore(std::shared_ptr<MemoryDatabase> database,
                                                   MemoryStoreOptions options);

}  // namespace taqvim::storage::testing
