#include "server/rpc/watch_call.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "google/protobuf/arena.h"
#include "server/rpc/call_parts.h"
#include "server/rpc/changes.h"
#include "server/rpc/decode.h"
#include "server/rpc/status.h"
#include "server/schedule/errors.h"
#include "server/watch/refusals.h"

namespace taqvim::rpc {

grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchCall::Start(const Method& method, Serving& serving,
                                                             const Authenticator& authenticator,
                                                             grpc::CallbackServerContext& context,
                                                             const grpc::ByteBuffer& request) {
  auto* call = new WatchCall(method, serving, authenticator, context);
  call->Begin(request);
  return call;
}

WatchCall::WatchCall(const Method& method, Serving& serving, const Authenticator& authenticator,
                     grpc::CallbackServerContext& context)
    : method_(method),
      serving_(serving),
      identity_(authenticator.Authenticate(context)),
      start_(absl::Now()),
      context_(&context) {}

void WatchCall::Begin(const grpc::ByteBuffer& request) {
  counted_ = serving_.in_flight.Enter();
  if (!counted_) return Finish(schedule::ShuttingDown(kRetryAfterStop));
  if (!identity_.ok()) return Refuse(schedule::Unauthenticated(), identity_.status());
  absl::Status status =
      Admit(serving_, method_, identity_->principal, Limits::Use::kStream, start_, pass_);
  if (status.ok()) status = access::CheckRole(*method_.access, *identity_->rights);
  if (status.ok()) status = Join(request);
  if (!status.ok()) return Finish(status);
  if (identity_->expires != absl::InfiniteFuture()) EndWithItsCaller();
}

void WatchCall::EndWithItsCaller() {
  entry_ = serving_.streams.Enter(*identity_, [this](const absl::StatusOr<access::Identity>& now) {
    if (!now.ok()) serving_.hub.End(*this, schedule::Unauthenticated());
  });
}

absl::Status WatchCall::Join(const grpc::ByteBuffer& bytes) {
  google::protobuf::Arena arena;
  auto* request = method_.request->New(&arena);
  const absl::StatusOr<grpc::Slice> slice = BytesOf(bytes);
  if (!slice.ok()) return slice.status();
  const auto decoded = DecodeRequest(TextOf(*slice), *method_.type, *request);
  if (!decoded.ok()) return decoded.status();
  if (absl::Status status = method_.receive(*request); !status.ok()) return status;
  auto start = ToStart(static_cast<const v1::WatchChangesRequest&>(*request), identity_->rights,
                       serving_.tokens);
  if (!start.ok()) return start.status();
  serving_.hub.Join(*this, *start);
  return absl::OkStatus();
}

void WatchCall::OnWriteDone(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    response_.Clear();
  }
  serving_.hub.Written(*this, ok);
}

void WatchCall::OnCancel() { serving_.hub.End(*this, schedule::Cancelled()); }

void WatchCall::OnDone() {
  {
    absl::MutexLock lock(&mutex_);
    context_ = nullptr;
  }
  entry_.Leave();
  serving_.hub.Left(*this);
  pass_.GiveBack();
  if (counted_) serving_.in_flight.Leave();
  Unref();
}

void WatchCall::Write(const grpc::ByteBuffer& response) {
  absl::MutexLock lock(&mutex_);
  if (finished_) return;
  response_ = response;
  StartWrite(&response_);
}

void WatchCall::Finish(const absl::Status& status) { Refuse(status, status); }

void WatchCall::Refuse(const absl::Status& status, const absl::Status& cause) {
  const absl::Status told = ForCaller(status, "");
  absl::MutexLock lock(&mutex_);
  if (std::exchange(finished_, true)) return;
  LogEnd(told, cause);
  ServerWriteReactor::Finish(ToGrpc(told));
}

void WatchCall::Cancel() {
  absl::MutexLock lock(&mutex_);
  if (context_ != nullptr) context_->TryCancel();
}

absl::Status WatchCall::CheckRights() {
  const auto today = serving_.directory.Renew(*identity_, serving_.store.due_time());
  if (!today.ok()) return schedule::Unauthenticated();
  return *today->rights == *identity_->rights ? absl::OkStatus() : watch::RightsChanged();
}

void WatchCall::LogEnd(const absl::Status& told, const absl::Status& cause) const {
  const std::string_view principal = identity_.ok() ? identity_->principal : std::string_view();
  LogCallEnd(serving_.log, {.what = "Ended a stream.",
                            .method = method_,
                            .told = told,
                            .cause = cause,
                            .principal = principal,
                            .start = start_,
                            .context = context_});
}

}  // namespace taqvim::rpc
