// RelayUnary: a part of relayed_call.h.
#include <utility>

#include "client/web/relay/answer.h"
#include "client/web/relay/call_ends.h"
#include "client/web/relay/frames.h"
#include "client/web/relay/relayed_call.h"
#include "client/web/relay/trailers.h"

namespace taqvim::web {
namespace {

// The answer, of which `end` becomes what its caller is told.
Response Whole(grpc::Status& end, const grpc::ByteBuffer& message,
               std::shared_ptr<UnderWay::Place> place) {
  if (!end.ok()) {
    end = place->has_ended() ? Stopping() : EndFor(end);
    return AnswerOf(end);
  }
  const std::string trailers = TrailerFrame(TrailersOf(end));
  const size_t size = kFrameHeadBytes + message.Length() + trailers.size();
  if (!place->Hold(size)) {
    end = TooMuchUnread();
    return AnswerOf(end);
  }
  std::string frames;
  frames.reserve(size);
  frames += MessageFrameHead(message.Length());
  AppendBytes(message, &frames);
  frames += trailers;
  return AnswerOf(std::move(frames), std::move(place));
}

}  // namespace

void RelayUnary(Upstream& upstream, RelayedCall relayed) {
  const auto call = UnaryCall::Make(upstream, relayed.call, relayed.request);
  const auto cancel = [weak = std::weak_ptr<UnaryCall>(call)] {
    if (const auto there = weak.lock()) there->Cancel();
  };
  relayed.place->OnEnd(cancel);
  relayed.reply->OnGone(cancel);
  call->Start([place = std::move(relayed.place), reply = std::move(relayed.reply),
               ended = std::move(relayed.ended)](const grpc::Status& status,
                                                 const grpc::ByteBuffer& message) {
    grpc::Status end = status;
    Response answer = Whole(end, message, place);
    ended(end);
    reply->Send(std::move(answer));
  });
}

}  // namespace taqvim::web
