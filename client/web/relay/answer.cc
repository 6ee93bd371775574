#include "client/web/relay/answer.h"

#include <utility>

#include "client/web/relay/frames.h"
#include "client/web/relay/trailers.h"

namespace taqvim::web {

Headers AnswerHeaders() {
  return {{"Content-Type", "application/grpc-web+proto"},
          {"Cache-Control", "no-store, no-transform"},
          // nginx (proxy_buffering): a stream is to come as it is written.
          {"X-Accel-Buffering", "no"}};
}

Response AnswerOf(const grpc::Status& status) {
  return {.headers = AnswerHeaders(), .body = MakeBytes(TrailerFrame(TrailersOf(status)))};
}

Response AnswerOf(std::string frames, std::shared_ptr<UnderWay::Place> place) {
  struct Held {
    const std::string frames;
    const std::shared_ptr<UnderWay::Place> place;
  };
  auto held = std::make_shared<const Held>(Held{std::move(frames), std::move(place)});
  return {.headers = AnswerHeaders(), .body = Bytes(held, &held->frames)};
}

}  // namespace taqvim::web
