#include "client/web/app/mounts.h"

#include <utility>

namespace taqvim::web {

Handler Mounted(Relay& relay, Handler site) {
  return [&relay, site = std::move(site)](Request request, std::shared_ptr<Reply> reply) {
    if (Relay::Answers(request.path)) return relay.Answer(request, std::move(reply));
    site(std::move(request), std::move(reply));
  };
}

}  // namespace taqvim::web
