// Audiences: groups of streams with the same filter, options and rights, for which each
// revision is encoded once.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "server/watch/interest.h"
#include "server/watch/ring.h"
#include "server/watch/stream.h"
#include "server/watch/view.h"

namespace taqvim::watch {

// A view with what it tells and those who are waiting for it. All but the view is
// under the lock of the streams (streams.h).
struct Audience {
  Audience(const Interest& interest, int64_t from) : view(interest), ring(from), upto(from) {}

  const View view;
  Ring ring;
  int64_t upto;  // up to which the ring has all
  StreamList idle;
  int streams = 0;
};

// All audiences with streams. Not thread-safe.
class Audiences {
 public:
  // That of the interest; made when there is none, with a ring from there on.
  std::shared_ptr<Audience> Join(const Interest& interest, int64_t from);
  // A stream has left.
  void Leave(Audience& audience);

  bool empty() const { return by_key_.empty(); }
  size_t size() const { return by_key_.size(); }
  std::vector<std::shared_ptr<Audience>> All() const;

 private:
  // The filter as bytes, whether before-images are shown, and the rights.
  using Key = std::tuple<std::string, bool, access::Rights>;
  using Map = std::map<Key, std::shared_ptr<Audience>>;

  Map by_key_;
  std::map<const Audience*, Map::iterator> places_;
};

}  // namespace taqvim::watch
