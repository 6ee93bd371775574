// The way up from an event to those that it takes place inside.
#pragma once

#include <string>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace taqvim::schedule {

// Calls `visit`, a function that returns absl::StatusOr<std::string>, with the name of a
// host, then with that of its host, which `visit` returned, and so on until there is none.
// Each is visited once: where a write would put an event inside itself, the way ends.
template <class Visit>
absl::Status ForEachHost(std::string host, Visit visit) {
  absl::InlinedVector<std::string, 4> visited;
  while (!host.empty()) {
    for (const std::string& name : visited) {
      if (name == host) return absl::OkStatus();
    }
    absl::StatusOr<std::string> next = visit(host);
    if (!next.ok()) return next.status();
    visited.push_back(std::exchange(host, *std::move(next)));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
