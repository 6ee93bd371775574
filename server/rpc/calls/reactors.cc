#include "server/rpc/calls/reactors.h"

#include <utility>

#include "server/base/errors.h"
#include "server/rpc/calls/watch_call.h"
#include "server/rpc/wire/grpc_handlers.h"

namespace taqvim::rpc {
namespace {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using grpc::internal::RpcMethod;
using BidiReactor = grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>;
using WriteReactor = grpc::ServerWriteReactor<ByteBuffer>;

// gRPC has read the message of a call of one answer.
class UnaryCall final : public grpc::ServerUnaryReactor, public Call {
 public:
  UnaryCall(const Method& method, Serving& serving, const Authenticator& authenticator,
            CallbackServerContext& context, ByteBuffer& answer)
      : Call(method, serving, authenticator, context), answer_(answer) {}

  void OnCancel() override { GiveUp(); }
  void OnDone() override { delete this; }

 private:
  // Both reactions above are short and never block, so gRPC need not move them to
  // another thread.
  bool InternalInlineable() override { return true; }

  void SendAnswer(ByteBuffer answer) override {
    answer_.Swap(&answer);
    Finish(grpc::Status::OK);
  }
  void SendRefusal(const grpc::Status& status) override { Finish(status); }

  ByteBuffer& answer_;
};

// gRPC has read the message of a stream of answers.
class MessageWatch final : public WriteReactor, public WatchCall {
 public:
  using WatchCall::WatchCall;

  void OnWriteDone(bool ok) override { HasWritten(ok); }
  void OnCancel() override { GiveUp(); }
  void OnDone() override { WatchCall::End(); }

 private:
  void StartWriting(const ByteBuffer* response) override { StartWrite(response); }
  void Send(const grpc::Status& end) override { WriteReactor::Finish(end); }
};

// gRPC has read nothing but the headers. Reads the one message of a call that was
// let in, and what tells that there is no second, and serves it then.
template <class Served>
class OnHeaders : public BidiReactor, public Served {
 public:
  OnHeaders(const Method& method, Serving& serving, const Authenticator& authenticator,
            CallbackServerContext& context)
      : Served(method, serving, authenticator, context), context_(context) {}

  // Begins the call.
  void Begin() {
    this->LetIn([this] { StartRead(&request_); });
  }

  void OnReadDone(bool ok) override {
    if (ok && !std::exchange(has_read_, true)) return StartRead(&second_);
    if (ok) return this->Refuse(schedule::MalformedRequest("the call has two messages; send one"));
    // A call that its caller broke off had more to say.
    if (context_.IsCancelled()) return this->Refuse(schedule::Cancelled());
    this->Serve(request_);
    request_.Clear();
  }
  void OnCancel() override { this->GiveUp(); }

 private:
  CallbackServerContext& context_;
  bool has_read_ = false;
  ByteBuffer request_;
  ByteBuffer second_;
};

class HeadersCall final : public OnHeaders<Call> {
 public:
  using OnHeaders::OnHeaders;

  void OnDone() override { delete this; }

 private:
  void SendAnswer(ByteBuffer answer) override {
    answer_.Swap(&answer);
    StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void SendRefusal(const grpc::Status& status) override { Finish(status); }

  ByteBuffer answer_;
};

class HeadersWatch final : public OnHeaders<WatchCall> {
 public:
  using OnHeaders::OnHeaders;

  void OnWriteDone(bool ok) override { HasWritten(ok); }
  void OnDone() override { WatchCall::End(); }

 private:
  void StartWriting(const ByteBuffer* response) override { StartWrite(response); }
  void Send(const grpc::Status& end) override { BidiReactor::Finish(end); }
};

template <class Call>
grpc::internal::MethodHandler* OnHeadersHandler(const Method& method, Serving& serving,
                                                const Authenticator& authenticator) {
  return new grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>(
      [&method, &serving, &authenticator](CallbackServerContext* context) {
        auto* call = new Call(method, serving, authenticator, *context);
        call->Begin();
        return call;
      });
}

grpc::internal::MethodHandler* UnaryHandler(const Method& method, Serving& serving,
                                            const Authenticator& authenticator) {
  return new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
      [&method, &serving, &authenticator](CallbackServerContext* context, const ByteBuffer* request,
                                          ByteBuffer* answer) {
        auto* call = new UnaryCall(method, serving, authenticator, *context, *answer);
        call->LetIn([call, request] { call->Serve(*request); });
        return call;
      });
}

grpc::internal::MethodHandler* WatchHandler(const Method& method, Serving& serving,
                                            const Authenticator& authenticator) {
  return new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
      [&method, &serving, &authenticator](CallbackServerContext* context,
                                          const ByteBuffer* request) {
        auto* call = new MessageWatch(method, serving, authenticator, *context);
        call->LetIn([call, request] { call->Serve(*request); });
        return call;
      });
}

}  // namespace

RpcMethod::RpcType TypeOf(const Method& method, LettingIn letting_in) {
  if (letting_in == LettingIn::kOnHeaders) return RpcMethod::BIDI_STREAMING;
  return method.watches ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC;
}

grpc::internal::MethodHandler* MakeHandler(const Method& method, Serving& serving,
                                           const Authenticator& authenticator,
                                           LettingIn letting_in) {
  if (letting_in == LettingIn::kOnMessage) {
    return method.watches ? WatchHandler(method, serving, authenticator)
                          : UnaryHandler(method, serving, authenticator);
  }
  return method.watches ? OnHeadersHandler<HeadersWatch>(method, serving, authenticator)
                        : OnHeadersHandler<HeadersCall>(method, serving, authenticator);
}

}  // namespace taqvim::rpc
