// Cache of the log pages that were read last for streams that are behind.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "server/watch/audience.h"
#include "server/watch/ring.h"

namespace taqvim::watch {

// A stretch of the log as an audience is told it.
struct Page {
  std::shared_ptr<const Audience> audience;
  // What was told after `told.from()`.
  Ring told;
  // Up to where it has all.
  storage::Revision upto;
  // Or a part of the revision after `told.from()`, from `inside` on: `told` is empty then.
  Inside inside = {};
  std::optional<Told> part = std::nullopt;
  Inside upto_inside = {};
};

// A few pages, the oldest of which go first: streams that resume at about the same
// time from about the same place, as after a restart, read it once for all. Not
// thread-safe.
class Pages {
 public:
  // The page that has for this audience what follows the revision, and so much of the
  // next; nullptr when there is none. Stays until the next page is added.
  const Page* Find(const Audience& audience, int64_t revision, const Inside& inside) const;
  const Page& Add(Page page);

 private:
  std::deque<Page> pages_;
};

}  // namespace taqvim::watch
