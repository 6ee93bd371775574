// The way up from an event to those that it takes place inside.
#pragma once

#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace taqvim::schedule {

// Calls `visit`, a function that returns absl::StatusOr<std::string>, with the name of a
// host, then with that of its host, which `visit` returned, and so on until it returns an
// empty one, or one that was visited: in drafts that are not checked yet an event may be inside
// itself, and in files of versions that took such a one if it was cancelled in the same write.
template <class Visit>
absl::Status ForEachHost(std::string host, Visit visit) {
  absl::flat_hash_set<std::string> visited;
  while (!host.empty() && visited.insert(host).second) {
    absl::StatusOr<std::string> next = visit(host);
    if (!next.ok()) return next.status();
    host = *std::move(next);
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
