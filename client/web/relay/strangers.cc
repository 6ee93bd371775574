#include "client/web/relay/strangers.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "client/web/relay/call_ends.h"
#include "taqvim/v1/access.pb.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::web {
namespace {

constexpr absl::Duration kHolds = absl::Seconds(10);
constexpr absl::Duration kPatience = absl::Seconds(10);

bool OnlyLooks(const v1::GetCallerResponse& caller) {
  return std::all_of(caller.grants().begin(), caller.grants().end(), [](const v1::Grant& grant) {
    return grant.role() == v1::ROLE_PUBLIC || grant.role() == v1::ROLE_VIEWER;
  });
}

grpc::Status RefusalFor(const grpc::Status& status, const grpc::ByteBuffer& answer) {
  // Nobody is known: the server says so itself to each call.
  if (status.error_code() == grpc::UNAUTHENTICATED) return grpc::Status::OK;
  if (!status.ok()) return EndFor(status);
  v1::GetCallerResponse caller;
  if (!caller.ParseFromString(ToBytes(answer))) return NotForStrangers();
  return OnlyLooks(caller) ? grpc::Status::OK : NotForStrangers();
}

}  // namespace

void Strangers::Ask(Then then) {
  if (const auto refusal = Known()) return then(*refusal);
  if (Wait(std::move(then))) AskServer();
}

std::optional<grpc::Status> Strangers::Known() {
  const absl::MutexLock lock(&mutex_);
  if (clock_() >= holds_until_) return std::nullopt;
  return refusal_;
}

bool Strangers::Wait(Then then) {
  const absl::MutexLock lock(&mutex_);
  waiting_.push_back(std::move(then));
  return waiting_.size() == 1;
}

void Strangers::AskServer() {
  UnaryCall::Make(upstream_,
                  {.path = "/taqvim.v1.AccessService/GetCaller",
                   .authorization = "",
                   .deadline = absl::Now() + kPatience},
                  ToBuffer(""))
      ->Start([this](const grpc::Status& status, const grpc::ByteBuffer& answer) {
        Answered(status, answer);
      });
}

void Strangers::Answered(const grpc::Status& status, const grpc::ByteBuffer& answer) {
  const grpc::Status refusal = RefusalFor(status, answer);
  std::vector<Then> waiting;
  {
    const absl::MutexLock lock(&mutex_);
    refusal_ = refusal;
    // Who was not reached is asked again with the next call.
    const bool is_answer = status.ok() || status.error_code() == grpc::UNAUTHENTICATED;
    holds_until_ = is_answer ? clock_() + kHolds : absl::InfinitePast();
    waiting.swap(waiting_);
  }
  for (const Then& then : waiting) then(refusal);
}

}  // namespace taqvim::web
