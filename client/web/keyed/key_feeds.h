// Answers to requests for feeds, and for screens at doors, by feed keys.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/client.h"
#include "client/web/feeds/feed.h"
#include "client/web/feeds/feed_cache.h"
#include "client/web/http/callers.h"
#include "client/web/http/limits.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"
#include "client/web/keyed/key_address.h"
#include "client/web/keyed/key_screens.h"
#include "client/web/published/copy.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::web {

// The server is asked with the key at each request: what its owner may see, and whether the key
// counts, is decided there and then, and nothing of that is kept here. Bytes are kept, by a hash of
// the key and the language, as long as the server's answer about the key, the revision in it, is
// the same.
//
// Thread-safe; it may take seconds, as the server is asked, so on threads of its own.
class KeyFeeds {
 public:
  // A client of the server for whoever shows that feed key.
  using ClientOf =
      std::function<absl::StatusOr<std::unique_ptr<client::Client>>(const std::string& secret)>;

  struct Options {
    ClientOf client_of;
    FeedSite site;
    // How many keys that do not count an address may show at once, and then one in how long a time:
    // more are 429, whatever they show, and the server is not asked.
    int failures = 20;
    absl::Duration failure_apart = absl::Seconds(30);
    // What time it is; and a clock that never goes back, by which failures are counted.
    std::function<absl::Time()> now = [] { return absl::Now(); };
    Callers::Clock clock = SteadyNow;
  };

  // What venues and the like are called is said as in the copy, which must outlive it.
  KeyFeeds(const Copy& copy, Options options);

  // The feed of the key in the path with its ETag, or 304, or its screen; 404, in the same words,
  // for a key that is wrong, was revoked or has ended, and for one whose owner may see nothing any
  // more; 400 for parameters that are not understood; 429 as above; 503 while the server cannot be
  // asked, and where the feed is too large. No answer is for anybody else to keep, or to be found
  // by.
  Response Answer(const Request& request);

 private:
  Response AnswerKey(const Request& request, const KeyAddress& address);
  absl::StatusOr<Response> AskFor(const Request& request, const KeyAddress& address,
                                  absl::Time now);
  absl::StatusOr<Response> FeedOf(const KeyAddress& address, const KeyScreens::Shown& shown,
                                  absl::Time now);
  absl::StatusOr<FeedBytes> MakeFeed(client::Client& client, const KeyAddress& address,
                                     const v1::GetCallerResponse& caller, absl::Time now) const;
  absl::StatusOr<FeedEdition> EditionOf(const v1::GetCallerResponse& caller, absl::Time now) const;

  const Copy& copy_;
  const Options options_;
  const HttpLimits failure_limits_;
  Callers failures_;
  FeedCache cache_;
  KeyScreens screens_;
};

}  // namespace taqvim::web
