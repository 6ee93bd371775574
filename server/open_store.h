// Store that taqvimd serves: in a data file, or in a PostgreSQL database.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/rpc/serving/flags.h"
#include "storage/store.h"

namespace taqvim {

// What a store tells while it is served; called on its threads.
struct StoreListener {
  // It answers nothing any more, and the process is to end.
  std::function<void(const absl::Status&)> fatal;
  // What an operator should know while it goes on.
  std::function<void(const absl::Status&)> alarm;
  // What it did at its start.
  std::function<void(const std::string&)> notice;
};

// Opens what the flags name; they outlive the store. An error says in a sentence what to do.
absl::StatusOr<std::unique_ptr<storage::Store>> OpenStore(const rpc::Flags& flags,
                                                          const StoreListener& listener);

// Where the store is, as the log says it.
std::string WhereStoreIs(const rpc::Flags& flags);

}  // namespace taqvim
