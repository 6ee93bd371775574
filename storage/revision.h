// A revision, and what the log holds of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "storage/resource.h"

namespace taqvim::storage {

// An accepted write's place in history. Revisions are consecutive from 1;
// number 0 is the empty store. The nonce tells apart histories that a restored
// file made diverge.
struct Revision {
  int64_t number = 0;
  uint64_t nonce = 0;
  friend bool operator==(const Revision&, const Revision&) = default;
};

// Whose revisions the store's duty makes (Store::SetDuty).
inline constexpr std::string_view kSystemPrincipal = "system";

// One resource changed by a revision.
struct Change {
  Kind kind;
  std::string name;
  std::optional<std::string> before;  // unset: created
  std::optional<std::string> after;   // unset: deleted
  int64_t before_revision = 0;        // the revision that wrote `before`; 0: created
};

// One revision of the log.
struct LogEntry {
  Revision revision;
  absl::Time time;
  std::string principal;
  std::string request_id;
  std::string method;
  std::vector<Change> changes;  // in order of resource id
  // Of a revision with more than about 1 MiB of changes: how many parts of about that
  // size follow the first, which `changes` is (Store::MoreChanges).
  int more_parts = 0;
};

struct HistoryPage {
  // The newest first; each with this one change of all that its revision made, and not
  // in parts.
  std::vector<LogEntry> entries;
  // The revision with which the next page begins; 0 on the last.
  int64_t next = 0;
  // On the last page, whether it ends where the log was trimmed, and not with the
  // resource's creation.
  bool trimmed = false;
  // The body of the one that the first entry changed, as it is now or was when it was
  // deleted; empty when the log knows of none.
  std::string last;
  bool deleted = false;
};

// What of history the log holds: all that follows `start`, up to `newest`.
struct LogReach {
  Revision start;
  Revision newest;
};

struct LogPage {
  // A revision in parts is alone on its page.
  std::vector<LogEntry> entries;
  // Up to which revision the log was read: the last entry's, or, when the page
  // is empty, the newest one's.
  Revision scanned;
};

}  // namespace taqvim::storage
