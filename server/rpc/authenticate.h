// Who calls: the one place where a call gets its principal and its rights.
#pragma once

#include <grpcpp/server_context.h>

#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::rpc {

// Who makes one call and what they may do. Both stay as they are for as long as
// this lives, whatever is granted or taken back meanwhile. Copies are cheap.
struct Identity {
  std::string_view principal;
  const access::Rights* rights = nullptr;
  // What both are kept alive by; none when they outlive every call.
  std::shared_ptr<const void> owner = nullptr;
};

// Immutable; thread-safe.
class Authenticator {
 public:
  // Whoever shows nothing is `anonymous` with that role; ROLE_UNSPECIFIED: is
  // refused.
  explicit Authenticator(v1::Role anonymous);

  // The one principal of the call: that of the token which it shows, else
  // `anonymous`. UNAUTHENTICATED with the reason as a sentence, which is for the
  // log and not for the caller. Without credentials nothing is looked up.
  absl::StatusOr<Identity> Authenticate(const grpc::CallbackServerContext& context) const;

 private:
  std::optional<access::Rights> anonymous_;
};

}  // namespace taqvim::rpc
