// `ForeignRevision`: what memory takes in of a revision that another server wrote.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "storage/engine/bytes/ties.h"
#include "storage/engine/index/memory.h"
#include "storage/resource.h"
#include "storage/revision.h"

namespace taqvim::storage {

// A row that it wrote, as memory knows rows. What stood in it before is said as well: the
// indexes find by what a row has and not by its id, so what is taken out must be named.
struct ForeignRow {
  ResourceId id = 0;
  Kind kind = Kind::kEvent;
  std::string name;
  std::optional<Ties> before;  // unset: created
  std::optional<Ties> after;   // unset: deleted
};

struct ForeignRevision {
  Revision revision;
  absl::Time time;
  ResourceId next_id = 1;  // all below were given out by then
  // The request that made it, of that principal; an empty id for none.
  std::string principal;
  std::string request_id;
  // Each resource once.
  std::vector<ForeignRow> rows;
};

// Makes the revision part of memory, final at once: its edits are seen at it and later ones.
// It is the next after the newest there, and no group is running. For the writing thread.
void TakeIn(const ForeignRevision& foreign, Memory& memory);

}  // namespace taqvim::storage
