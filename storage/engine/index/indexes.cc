#include "storage/engine/index/indexes.h"

namespace taqvim::storage {
namespace {

template <class All, class Marks, size_t... i>
void UndoEach(All& all, const Marks& marks, std::index_sequence<i...>) {
  (std::get<i>(all).UndoTo(std::get<i>(marks)), ...);
}

}  // namespace

void Indexes::UndoTo(const Mark& mark) { UndoEach(all_, mark, std::make_index_sequence<kCount>()); }

void Indexes::Commit(int64_t revision) {
  std::apply([&](auto&... index) { (index.Commit(revision), ...); }, all_);
}

void Indexes::Purge(int64_t oldest) {
  std::apply([&](auto&... index) { (index.Purge(oldest), ...); }, all_);
}

}  // namespace taqvim::storage
