#include "storage/engine/index/memory.h"

#include <utility>

namespace taqvim::storage {

void LoadRow(KnownRow row, Indexes& indexes) {
  indexes.names().Load(row.kind, row.name, row.id);
  for (const Link& link : row.ties.links) indexes.links().Load(row.id, link);
  for (const Claim& claim : row.ties.claims) indexes.claims().Load(claim);
  if (row.ties.due != 0) indexes.due().Load(row.id, row.ties.due);
  indexes.facets().Load(row.id, row.kind, std::move(row.ties.facets));
}

}  // namespace taqvim::storage
