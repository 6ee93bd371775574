#include "server/watch/pages.h"

#include <utility>

namespace taqvim::watch {
namespace {

constexpr size_t kMostPages = 8;

bool Holds(const Page& page, int64_t revision, const Inside& inside) {
  if (page.part) return page.told.from() == revision && page.inside == inside;
  return inside == Inside() && page.told.from() <= revision && revision < page.upto.number;
}

}  // namespace

const Page* Pages::Find(const Audience& audience, int64_t revision, const Inside& inside) const {
  for (auto page = pages_.rbegin(); page != pages_.rend(); ++page) {
    if (page->audience.get() == &audience && Holds(*page, revision, inside)) return &*page;
  }
  return nullptr;
}

const Page& Pages::Add(Page page) {
  if (pages_.size() == kMostPages) pages_.pop_front();
  return pages_.emplace_back(std::move(page));
}

}  // namespace taqvim::watch
