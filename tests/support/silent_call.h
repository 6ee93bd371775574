// How a server treats who says nothing.
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include <chrono>
#include <memory>
#include <string>

namespace taqvim::testing {

// A call that sends nothing, and does not say either that it has sent all. What the
// server does not end within a minute has ended with DEADLINE_EXCEEDED. One thread.
class SilentCall {
 public:
  SilentCall(grpc::GenericStub& stub, const std::string& method) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
    call_ = stub.PrepareCall(&context_, method, &queue_);
    call_->StartCall(nullptr);
    Next();
    call_->Finish(&status_, nullptr);
  }
  ~SilentCall() {
    context_.TryCancel();
    queue_.Shutdown();
    while (Next()) {
    }
  }

  bool Ended() {
    if (!ended_) ended_ = Next(std::chrono::system_clock::now());
    return ended_;
  }
  // How it ends, when it does.
  grpc::StatusCode Outcome() {
    if (!ended_) ended_ = Next();
    return status_.error_code();
  }

 private:
  bool Next(
      std::chrono::system_clock::time_point until = std::chrono::system_clock::time_point::max()) {
    void* tag = nullptr;
    bool ok = false;
    return queue_.AsyncNext(&tag, &ok, until) == grpc::CompletionQueue::GOT_EVENT;
  }

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::Status status_;
  bool ended_ = false;
};

inline grpc::StatusCode OutcomeOfSilentCall(grpc::GenericStub& stub, const std::string& method) {
  return SilentCall(stub, method).Outcome();
}

}  // namespace taqvim::testing
