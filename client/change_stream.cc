#include "client/change_stream.h"

#include "client/error.h"

namespace taqvim::client {

ChangeStream::ChangeStream(const std::shared_ptr<grpc::Channel>& channel,
                           const v1::WatchChangesRequest& request)
    : stub_(v1::ChangeService::NewStub(channel)), request_(request) {}

ChangeStream::~ChangeStream() {
  if (reader_ != nullptr) {
    Cancel();
    WaitForEnd();
  }
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

bool ChangeStream::Read(absl::Duration patience, v1::WatchChangesResponse* response) {
  const Deadline deadline = std::chrono::system_clock::now() + absl::ToChronoMicroseconds(patience);
  if (reader_ == nullptr) {
    reader_ = stub_->PrepareAsyncWatchChanges(&context_, request_, &queue_);
    reader_->StartCall(this);
    if (!Completes(deadline)) return false;
  }
  reader_->Read(response, this);
  return Completes(deadline);
}

bool ChangeStream::Completes(Deadline deadline) {
  void* tag = nullptr;
  bool ok = false;
  if (queue_.AsyncNext(&tag, &ok, deadline) == grpc::CompletionQueue::GOT_EVENT) return ok;
  silent_ = true;
  Cancel();
  queue_.Next(&tag, &ok);
  return false;
}

absl::Status ChangeStream::Finish() {
  const grpc::Status status = WaitForEnd();
  if (silent_) return absl::UnavailableError("The server has said nothing for too long.");
  if (status.ok()) return absl::UnavailableError("The server has ended the stream.");
  return FromGrpc(status);
}

grpc::Status ChangeStream::WaitForEnd() {
  grpc::Status status;
  reader_->Finish(&status, this);
  void* tag = nullptr;
  bool ok = false;
  queue_.Next(&tag, &ok);
  reader_.reset();
  return status;
}

}  // namespace taqvim::client
