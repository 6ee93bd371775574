// Telling of revisions that the log holds in parts.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "server/watch/view.h"
#include "storage/revision.h"
#include "storage/store.h"

namespace taqvim::watch {

// How far inside a revision somebody is: after so many parts of the log, and so many
// changes of the next. Of what is before its first change, and of all others, nothing.
struct Inside {
  int parts = 0;
  int changes = 0;
  friend bool operator==(const Inside&, const Inside&) = default;
};

// The most that a part holds, so that with what is around it the response stays below
// 3 MiB. A revision of which no more matches is told whole.
inline constexpr size_t kMostPartBytes = 2 << 20;

// A part of a revision, as a view is told it.
struct ToldPart {
  // The bytes of a message Revision; empty when nothing of the whole revision matches.
  std::string revision;
  // Up to where it goes; and whether it is the last, after which nothing matches.
  Inside upto;
  bool last = false;
};

// Whether the page of the log is the first part of a revision in parts.
bool IsLarge(const storage::LogPage& page);

// What follows inside of a revision in parts, of which the log's first part is given: one
// change that matches at least, and up to `max_bytes`. Reads to the end of the revision if
// need be: as long as nothing matches, nobody knows whether a part is the last. Has a
// few MiB in memory, however large the revision is.
absl::StatusOr<ToldPart> TellPart(storage::Store& store, const View& view, const Tokens& tokens,
                                  const storage::LogEntry& first, const Inside& from,
                                  size_t max_bytes);

}  // namespace taqvim::watch
