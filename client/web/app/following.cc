#include "client/web/app/following.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "taqvim/v1/access.pb.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::web {
namespace {

constexpr absl::Duration kAskAgain = absl::Seconds(1);

// Whether waiting does not mend it.
bool IsRefusal(const absl::Status& status) {
  return absl::IsPermissionDenied(status) || absl::IsUnauthenticated(status) ||
         absl::IsInvalidArgument(status) || absl::IsUnimplemented(status);
}

}  // namespace

absl::Status CheckIsPublic(client::Client& client) {
  ASSIGN_OR_RETURN(const auto caller, client.Call<v1::GetCallerResponse>(v1::GetCallerRequest()));
  for (const v1::Grant& grant : caller.grants()) {
    if (grant.role() == v1::ROLE_PUBLIC) continue;
    return absl::PermissionDeniedError(absl::StrCat(
        "The server knows this program as ", caller.principal(),
        ", who may see more than the public; what it reads as that must not be shown to everybody. "
        "Make a token with `taqvimd token create` that has the role public alone, and name its "
        "file with --token-file."));
  }
  return absl::OkStatus();
}

Following::Following(client::Client& client, Copy& copy, client::Environment environment,
                     std::function<void(const std::string&)> log,
                     std::function<void(const absl::Status&)> ended)
    : client_(client),
      copy_(copy),
      environment_(std::move(environment)),
      log_(std::move(log)),
      ended_(std::move(ended)),
      thread_([this] { Run(); }) {}

Following::~Following() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_.Notify();
    if (follower_ != nullptr) follower_->Stop();
  }
  thread_.join();
}

void Following::Run() {
  while (!stopping_.HasBeenNotified()) {
    const absl::Status status = CheckIsPublic(client_);
    if (status.ok()) {
      const absl::Status followed = Follow();
      if (!stopping_.HasBeenNotified()) ended_(followed);
      return;
    }
    if (IsRefusal(status)) return ended_(status);
    log_(absl::StrCat("The server does not answer, and is asked again: ", status.message()));
    environment_.wait(kAskAgain, stopping_);
  }
}

absl::Status Following::Follow() {
  FollowerOptions options;
  options.environment = environment_;
  options.log = log_;
  Follower follower(client_, copy_, std::move(options));
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_.HasBeenNotified()) return absl::OkStatus();
    follower_ = &follower;
  }
  const absl::Status ended = follower.Wait();
  absl::MutexLock lock(&mutex_);
  follower_ = nullptr;
  return ended;
}

}  // namespace taqvim::web
