// A stream whose reader is the test.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/watch/hub.h"
#include "server/watch/stream.h"
#include "taqvim/v1/change_service.pb.h"

namespace taqvim::watch::testing {

// Holds what it is given, as it was given, until it is read. Thread-safe.
class Reader final : public Stream {
 public:
  // Waits for a response, without saying that it was taken.
  v1::WatchChangesResponse Peek();
  // The same, and takes it.
  v1::WatchChangesResponse Read(Hub& hub);
  // Reads until so many revisions have come, or it ends; their numbers.
  std::vector<int64_t> ReadRevisions(Hub& hub, size_t count);
  // The bytes of what waits to be read.
  size_t Unread();
  // Waits until it was finished; with what.
  absl::Status AwaitEnd();
  void AwaitCancel();
  bool finished();
  // What CheckRights answers from now on.
  void SetRights(absl::Status status);

  void Write(const grpc::ByteBuffer& response) override;
  void Finish(const absl::Status& status) override;
  void Cancel() override;
  absl::Status CheckRights() override;

 private:
  // False when it ends instead.
  bool AwaitResponse();

  absl::Mutex mutex_;
  std::optional<grpc::ByteBuffer> waiting_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status rights_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::watch::testing
