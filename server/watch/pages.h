// Cache of the log pages that were read last for streams that are behind.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>

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
};

// A few pages, the oldest of which go first: streams that resume at about the same
// time from about the same place, as after a restart, read it once for all. Not
// thread-safe.
class Pages {
 public:
  // The page that has for this audience what follows the revision; nullptr when
  // there is none. Stays until the next page is added.
  const Page* Find(const Audience& audience, int64_t revision) const;
  const Page& Add(Page page);

 private:
  std::deque<Page> pages_;
};

}  // namespace taqvim::watch
