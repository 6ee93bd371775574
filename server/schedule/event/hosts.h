// The way up from an event to those that it takes place inside.
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace taqvim::schedule {

// Calls `visit`, a function that returns absl::StatusOr<std::string>, with the name of a
// host, then with that of its host, which `visit` returned, and so on until it returns an
// empty one. What is stored is never inside itself; in drafts that are not checked yet it
// may be, and `visit` has to end that.
template <class Visit>
absl::Status ForEachHost(std::string host, Visit visit) {
  while (!host.empty()) {
    absl::StatusOr<std::string> next = visit(host);
    if (!next.ok()) return next.status();
    host = *std::move(next);
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
