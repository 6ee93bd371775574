// What callers were told, held against what the store's log says.
#pragma once

#include <set>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "storage/store.h"

namespace taqvim::simulation {

// Checks fail the test. Not thread-safe.
class History {
 public:
  // Takes down how a write ended. Success under one request id always has the
  // same body, answer and revision.
  void Add(const storage::WriteOptions& options, const storage::WriteOutcome& outcome);

  // Every success is in the log once, at its revision; besides them only writes
  // whose outcome is unknown; and the revisions have no gap.
  void Check(storage::Store& store) const;

 private:
  struct Success {
    std::array<uint64_t, 2> request_hash;
    std::string answer;
    storage::Revision revision;
  };

  // By request id.
  absl::flat_hash_map<std::string, Success> successes_;
  std::set<std::string> unknown_;
};

// Whether a write may or may not have happened.
bool IsUnknown(const storage::WriteOutcome& outcome);

// The whole log.
std::vector<storage::LogEntry> ReadLog(storage::Store& store);
// The same as bytes: equal when the logs are.
std::string LogBytes(storage::Store& store);

}  // namespace taqvim::simulation
