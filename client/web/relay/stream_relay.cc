// RelayStream: a part of relayed_call.h.
#include <functional>
#include <utility>

#include "client/web/relay/answer.h"
#include "client/web/relay/call_ends.h"
#include "client/web/relay/frames.h"
#include "client/web/relay/relayed_call.h"
#include "client/web/relay/trailers.h"
#include "grpcpp/support/client_callback.h"

namespace taqvim::web {
namespace {

// Reads and writes take turns: gRPC's threads and the loop of the caller's connection hand it
// to each other, and never have it both. Only cancelling comes from anywhere.
class StreamRelay final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                          public std::enable_shared_from_this<StreamRelay> {
 public:
  StreamRelay(std::unique_ptr<Upstream::Lane> lane, RelayedCall relayed)
      : lane_(std::move(lane)),
        request_(relayed.request),
        reply_(std::move(relayed.reply)),
        place_(std::move(relayed.place)),
        ended_(std::move(relayed.ended)) {
    Prepare(relayed.call, &context_);
    lane_->stub().PrepareBidiStreamingCall(&context_, relayed.call.path, grpc::StubOptions(), this);
  }

  void Start() {
    until_done_ = shared_from_this();
    reply_->Begin(200, AnswerHeaders());
    const auto cancel = [call = weak_from_this()] {
      if (const auto there = call.lock()) there->context_.TryCancel();
    };
    place_->OnEnd(cancel);
    reply_->OnGone(cancel);
    // Until the last read has been started, as those after the first are started elsewhere.
    AddHold();
    StartWriteLast(&request_, grpc::WriteOptions());
    StartRead(&message_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return RemoveHold();
    const size_t size = kFrameHeadBytes + message_.Length();
    if (!place_->Hold(size)) {
      own_end_ = TooMuchUnread();
      return Leave();
    }
    std::string frame;
    frame.reserve(size);
    frame += MessageFrameHead(message_.Length());
    AppendBytes(message_, &frame);
    message_.Clear();
    reply_->Write(std::move(frame),
                  [call = shared_from_this()](bool still_there) { call->OnWritten(still_there); });
  }

  void OnDone(const grpc::Status& status) override {
    const auto self = std::exchange(until_done_, nullptr);
    const grpc::Status end = is_gone_ ? grpc::Status::CANCELLED : EndOf(status);
    ended_(end);
    // Where nobody is there any more the reply ends by being dropped.
    if (is_gone_) return;
    reply_->Write(TrailerFrame(TrailersOf(end)), [reply = reply_](bool still_there) {
      if (still_there) return reply->End();
      reply->Break();
    });
  }

 private:
  void OnWritten(bool still_there) {
    place_->Hold(0);
    if (still_there) return StartRead(&message_);
    is_gone_ = true;
    Leave();
  }

  // Reads no more.
  void Leave() {
    context_.TryCancel();
    RemoveHold();
  }

  grpc::Status EndOf(const grpc::Status& status) const {
    if (!own_end_.ok()) return own_end_;
    if (status.error_code() == grpc::CANCELLED && place_->has_ended()) return Stopping();
    return EndFor(status);
  }

  const std::unique_ptr<Upstream::Lane> lane_;
  grpc::ClientContext context_;
  const grpc::ByteBuffer request_;
  const std::shared_ptr<Reply> reply_;
  const std::shared_ptr<UnderWay::Place> place_;
  const std::function<void(const grpc::Status& end)> ended_;
  grpc::ByteBuffer message_;
  grpc::Status own_end_;
  bool is_gone_ = false;
  // gRPC has a bare pointer to it, up to OnDone.
  std::shared_ptr<StreamRelay> until_done_;
};

}  // namespace

void RelayStream(Upstream& upstream, RelayedCall relayed) {
  std::make_shared<StreamRelay>(upstream.Choose(), std::move(relayed))->Start();
}

}  // namespace taqvim::web
