// Search over the indexes in memory.
#pragma once

#include "storage/engine/index/facet_index.h"
#include "storage/engine/index/link_index.h"
#include "storage/snapshot.h"

namespace taqvim::storage {

// Runs Snapshot::Search at the revision. The most selective part of the query leads
// (the links and keys of a criterion, the days, or all ids), and what it finds is
// checked against the rest. Looks at about ten thousand ids at most, and holds no lock
// for longer than it takes to look at a few thousand.
SearchPage Search(const LinkIndex& links, const FacetIndex& facets, const SearchQuery& query,
                  int64_t revision);

// Runs Snapshot::SearchStarts at the revision: goes through the starts in their order,
// and checks each against the rest of the query. Looks at about ten thousand starts at
// most, and holds no lock for longer than it takes to look at a few thousand.
StartPage SearchStarts(const LinkIndex& links, const FacetIndex& facets, const StartQuery& query,
                       int64_t revision);

}  // namespace taqvim::storage
