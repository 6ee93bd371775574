// Screens at doors that say, too, when a place is taken by what is not public: by a feed key.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "client/client.h"
#include "client/web/feeds/feed_cache.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"
#include "client/web/kiosk/kiosk_page.h"
#include "client/web/published/copy.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::web {

// Thread-safe.
class KeyScreens {
 public:
  // Both must outlive it.
  KeyScreens(const Copy& copy, const FeedSite& site) : copy_(copy), site_(site) {}

  // Whose screen it is, and under what of it is kept, of which edition.
  struct Shown {
    client::Client& client;
    const v1::GetCallerResponse& caller;
    const std::string& kept_as;
    const FeedEdition& edition;
  };

  // The page of KioskPage() for the one space or venue that the key's feed is of, with what is
  // confirmed there and not public as reserved, whatever the owner of the key may see of it: who
  // passes by sees the screen. 404 for a key of another feed. Errors are those of
  // ReadPlannedEvents() and Copy::Read().
  absl::StatusOr<Response> Show(const Request& request, const Shown& shown, absl::Time now);

 private:
  using Blocks = std::vector<ReservedBlock>;
  struct Kept {
    FeedEdition edition;
    Blocks blocks;
  };
  // As a screen asks each minute, they are kept as long as nothing has changed.
  absl::StatusOr<Blocks> BlocksFor(const Shown& shown, absl::Time now);

  const Copy& copy_;
  const FeedSite& site_;
  absl::Mutex mutex_;
  std::map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::web
