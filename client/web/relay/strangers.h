// Whether calls without credentials may be handed on.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "client/web/relay/upstream.h"
#include "grpcpp/support/status.h"

namespace taqvim::web {

// The server trusts what comes over loopback, or by its operator's socket, more than what comes
// from elsewhere: there whoever shows nothing may be given any role. The site's callers come
// from anywhere. So before their calls are handed on without credentials the server is asked who
// that would be; unless it is nobody, or at most a viewer, they are refused. The answer holds for
// ten seconds, as the server may be started again in another way. Thread-safe.
class Strangers {
 public:
  using Clock = std::function<absl::Time()>;
  using Then = std::function<void(const grpc::Status& refusal)>;

  // The upstream outlives it, and it outlives what it calls.
  Strangers(Upstream& upstream, Clock clock) : upstream_(upstream), clock_(std::move(clock)) {}

  // Calls `then`, at once or on a thread of gRPC's: with OK, or why their calls are refused.
  void Ask(Then then);

 private:
  // What was answered, as long as it holds.
  std::optional<grpc::Status> Known();
  // Has it called with the next answer; whether nobody has asked for that yet.
  bool Wait(Then then);
  void AskServer();
  void Answered(const grpc::Status& status, const grpc::ByteBuffer& answer);

  Upstream& upstream_;
  const Clock clock_;
  absl::Mutex mutex_;
  // What was answered, and until when it holds.
  grpc::Status refusal_ ABSL_GUARDED_BY(mutex_);
  absl::Time holds_until_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // Whoever waits for the answer that is under way.
  std::vector<Then> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::web
