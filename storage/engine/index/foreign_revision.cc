#include "storage/engine/index/foreign_revision.h"

#include "proto/check.h"
#include "storage/engine/index/request_index.h"

namespace taqvim::storage {
namespace {

void TakeOut(const ForeignRow& row, int64_t revision, Indexes& indexes) {
  for (const Link& link : row.before->links) indexes.links().Remove(row.id, link, revision);
  for (const Claim& claim : row.before->claims) indexes.claims().Remove(claim, revision);
  if (row.before->due != 0) indexes.due().Remove(row.id, row.before->due, revision);
}

void Add(const ForeignRow& row, int64_t revision, Indexes& indexes) {
  for (const Link& link : row.after->links) indexes.links().Add(row.id, link, revision);
  for (const Claim& claim : row.after->claims) indexes.claims().Add(claim, revision);
  if (row.after->due != 0) indexes.due().Add(row.id, row.after->due, revision);
}

// Names and facets of what goes stay for as long as a snapshot may have them.
void Propose(const ForeignRow& row, Indexes& indexes) {
  const bool existed = row.before.has_value(), exists = row.after.has_value();
  if (exists && !existed) indexes.names().Add(row.kind, row.name, row.id);
  if (existed && !exists) indexes.names().Remove(row.kind, row.name, row.id);
  if (existed && exists && row.before->facets == row.after->facets) return;
  if (exists) indexes.facets().Add(row.id, row.kind, row.after->facets);
  if (existed) indexes.facets().Remove(row.id, row.kind, row.before->facets);
}

}  // namespace

void TakeIn(const ForeignRevision& foreign, Memory& memory) {
  const int64_t number = foreign.revision.number;
  CHECK(number == memory.position.revision.number + 1);
  // What goes away first, as in a mutation: what others take may have been theirs.
  for (const ForeignRow& row : foreign.rows) {
    if (row.before.has_value()) TakeOut(row, number, memory.indexes);
  }
  for (const ForeignRow& row : foreign.rows) {
    if (row.after.has_value()) Add(row, number, memory.indexes);
    Propose(row, memory.indexes);
    memory.indexes.cache().Touch(row.id);
  }
  if (!foreign.request_id.empty()) {
    memory.indexes.requests().Add(RequestIndex::KeyOf(foreign.principal, foreign.request_id),
                                  number, foreign.time);
  }
  memory.indexes.Commit(number);
  memory.position = {foreign.revision, foreign.time, foreign.next_id};
}

}  // namespace taqvim::storage
