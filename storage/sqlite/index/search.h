// Finds in memory which resources may meet a query.
#pragma once

#include "storage/snapshot.h"
#include "storage/sqlite/index/facet_index.h"
#include "storage/sqlite/index/link_index.h"

namespace taqvim::storage {

// See Snapshot::Search, at the revision. Whatever of the query leaves the fewest
// leads: the links and keys of a criterion, the days, or all ids; what they come
// upon is held against the rest. Looks at some ten thousand ids at most, and holds no
// lock for longer than it takes to look at a few thousand.
SearchPage Search(const LinkIndex& links, const FacetIndex& facets, const SearchQuery& query,
                  int64_t revision);

}  // namespace taqvim::storage
