// Paged reader of the change log, for ListChanges.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "server/watch/interest.h"
#include "server/watch/large_revision.h"
#include "server/watch/view.h"
#include "storage/store.h"

namespace taqvim::watch {

struct ChangesQuery {
  Interest interest;
  // The revision to go on after; none: only say where to begin.
  std::optional<storage::Revision> after;
  // Or the beginning of what is kept.
  bool from_oldest = false;
  // How far inside the revision after that to go on.
  Inside inside = {};
  int page_size = 100;
};

struct ChangesPage {
  // A ListChangesResponse without its tokens.
  std::string response;
  // Up to where all that matches was listed; and of the revision after it, so much.
  storage::Revision upto;
  Inside inside = {};
};

// Reads the log from there on until the page is full, a bounded stretch was
// looked at, or nothing is left. Takes up to some ten milliseconds; thread-safe.
absl::StatusOr<ChangesPage> ListChanges(storage::Store& store, const Tokens& tokens,
                                        const ChangesQuery& query);

}  // namespace taqvim::watch
