#include "server/rpc/calls/watch_call.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "google/protobuf/arena.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/rpc/calls/call_parts.h"
#include "server/rpc/calls/changes.h"
#include "server/rpc/wire/decode.h"
#include "server/rpc/wire/status.h"
#include "server/watch/refusals.h"

namespace taqvim::rpc {

WatchCall::WatchCall(const Method& method, Serving& serving, const Authenticator& authenticator,
                     grpc::CallbackServerContext& context)
    : method_(method),
      serving_(serving),
      authenticator_(authenticator),
      identity_(authenticator.Authenticate(context)),
      start_(absl::Now()),
      context_(&context) {}

void WatchCall::LetIn(Next serve) {
  if (!AsksOthers(serving_, method_, identity_)) return LetInNow(std::move(serve));
  serving_.directory.Confirm(
      [this, serve = std::make_shared<Next>(std::move(serve))](const absl::Status& status) {
        if (!status.ok()) return Finish(status);
        {
          absl::MutexLock lock(&mutex_);
          identity_ = authenticator_.Authenticate(*context_);
        }
        LetInNow(std::move(*serve));
      });
}

void WatchCall::LetInNow(Next serve) {
  if (!identity_.ok()) return Refuse(schedule::Unauthenticated(), identity_.status());
  const absl::Status status = CheckCaller();
  status.ok() ? serve() : Finish(status);
}

absl::Status WatchCall::CheckCaller() {
  std::string account;
  {
    absl::MutexLock lock(&mutex_);
    account = authenticator_.AccountOf(*identity_, *context_);
  }
  const absl::Status status =
      Admit(serving_, method_, account, Limits::Use::kStream, start_, pass_);
  RETURN_IF_ERROR(status);
  RETURN_IF_ERROR(access::CheckKind(*method_.access, identity_->kind));
  return access::CheckRole(*method_.access, *identity_->rights);
}

void WatchCall::Serve(const grpc::ByteBuffer& request) {
  counted_ = serving_.in_flight.Enter();
  if (!counted_) return Finish(schedule::ShuttingDown(kRetryAfterStop));
  if (absl::Status status = Join(request); !status.ok()) return Finish(status);
  // Who gave up before that told a hub that did not know the stream.
  if (given_up_) serving_.hub.End(*this, schedule::Cancelled());
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
  RETURN_IF_ERROR(DecodeRequest(TextOf(*slice), *method_.type, *request).status());
  RETURN_IF_ERROR(method_.receive(*request));
  ASSIGN_OR_RETURN(auto start, ToStart(static_cast<const v1::WatchChangesRequest&>(*request),
                                       identity_->rights, serving_.tokens));
  serving_.hub.Join(*this, start);
  return absl::OkStatus();
}

void WatchCall::HasWritten(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    response_.Clear();
  }
  serving_.hub.Written(*this, ok);
}

void WatchCall::GiveUp() {
  given_up_ = true;
  serving_.hub.End(*this, schedule::Cancelled());
}

void WatchCall::End() {
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
  StartWriting(&response_);
}

void WatchCall::Finish(const absl::Status& status) { Refuse(status, status); }

void WatchCall::Refuse(const absl::Status& status, const absl::Status& cause) {
  const absl::Status told = ForCaller(status, "");
  absl::MutexLock lock(&mutex_);
  if (std::exchange(finished_, true)) return;
  TellEnd(told, cause);
  Send(ToGrpc(told));
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

void WatchCall::TellEnd(const absl::Status& told, const absl::Status& cause) const {
  const std::string_view principal = identity_.ok() ? identity_->principal : std::string_view();
  const std::string_view token = identity_.ok() ? identity_->token : std::string_view();
  TellCallEnd(serving_, {.what = "Ended a stream.",
                         .method = method_,
                         .told = told,
                         .cause = cause,
                         .principal = principal,
                         .token = token,
                         .start = start_,
                         .authenticator = authenticator_,
                         .context = context_});
}

}  // namespace taqvim::rpc
