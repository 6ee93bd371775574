// All that a store knows in memory.
#pragma once

#include <cstdint>
#include <tuple>
#include <utility>

#include "storage/engine/index/claim_index.h"
#include "storage/engine/index/due_index.h"
#include "storage/engine/index/facet_index.h"
#include "storage/engine/index/link_index.h"
#include "storage/engine/index/name_index.h"
#include "storage/engine/index/request_index.h"
#include "storage/engine/index/resource_cache.h"

namespace taqvim::storage {

// How far the edits of each index have come.
template <class... Index>
std::tuple<typename Index::Mark...> MarksOf(const std::tuple<Index...>& indexes) {
  return std::apply([](const Index&... index) { return std::tuple(index.mark()...); }, indexes);
}

// `Indexes`: the indexes of one store, which are edited, taken back and made final
// together, as rows are by a transaction. They are rebuilt from what is stored when
// the store opens.
//
// They stand in one list, and what is done to all is done to the list: an index that
// is added to it is taken back and made final with the others. For that each has
// - `Mark`, and `mark()`: how far its edits have come; `Mark()` after a commit;
// - `UndoTo(mark)`: takes back what was edited since;
// - `Commit(revision)`: makes the edits final; `revision` is the newest that made any;
// - `Purge(oldest)`: forgets what nobody needs who reads at `oldest` or later.
//
// Edits, and these four, are for the writer's thread. What a constant reference gives
// may be searched by all threads at any time.
class Indexes {
  using All = std::tuple<NameIndex, FacetIndex, ClaimIndex, LinkIndex, DueIndex, RequestIndex,
                         ResourceCache>;

 public:
  static constexpr size_t kCount = std::tuple_size_v<All>;
  using Mark = decltype(MarksOf(std::declval<const All&>()));

  // Counts until the next commit, or until what came before it is taken back.
  Mark mark() const { return MarksOf(all_); }
  void UndoTo(const Mark& mark);
  // Takes back all since the latest commit.
  void Undo() { UndoTo(Mark()); }
  void Commit(int64_t revision);
  void Purge(int64_t oldest);

  const NameIndex& names() const { return std::get<NameIndex>(all_); }
  const FacetIndex& facets() const { return std::get<FacetIndex>(all_); }
  const ClaimIndex& claims() const { return std::get<ClaimIndex>(all_); }
  const LinkIndex& links() const { return std::get<LinkIndex>(all_); }

  // The writer's.
  NameIndex& names() { return std::get<NameIndex>(all_); }
  FacetIndex& facets() { return std::get<FacetIndex>(all_); }
  ClaimIndex& claims() { return std::get<ClaimIndex>(all_); }
  LinkIndex& links() { return std::get<LinkIndex>(all_); }
  DueIndex& due() { return std::get<DueIndex>(all_); }
  RequestIndex& requests() { return std::get<RequestIndex>(all_); }
  ResourceCache& cache() { return std::get<ResourceCache>(all_); }

 private:
  All all_;
};

}  // namespace taqvim::storage
