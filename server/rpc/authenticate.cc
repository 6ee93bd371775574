#include "server/rpc/authenticate.h"

#include "absl/status/status.h"

namespace taqvim::rpc {
namespace {

constexpr char kAnonymous[] = "anonymous";
constexpr char kAuthorization[] = "authorization";

}  // namespace

Authenticator::Authenticator(v1::Role anonymous) {
  if (anonymous != v1::ROLE_UNSPECIFIED) anonymous_.emplace().Add(anonymous);
}

absl::StatusOr<Identity> Authenticator::Authenticate(
    const grpc::CallbackServerContext& context) const {
  if (context.client_metadata().contains(kAuthorization)) {
    return absl::UnauthenticatedError("It shows a token that this server has not made.");
  }
  if (anonymous_.has_value()) return Identity{kAnonymous, &*anonymous_};
  return absl::UnauthenticatedError("It shows no credentials, and --anonymous-role is none.");
}

}  // namespace taqvim::rpc
