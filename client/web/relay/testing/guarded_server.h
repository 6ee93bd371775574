// A taqvimd that knows nobody without credentials, and secrets for it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "proto/check.h"
#include "taqvim/v1/access.pb.h"
#include "taqvim/v1/access_service.pb.h"
#include "tests/support/taqvimd.h"

namespace taqvim::web::testing {

// Each ends the process where it does not come about. Not thread-safe.
class GuardedServer {
 public:
  explicit GuardedServer(std::vector<std::string> flags = {},
                         const std::string& anonymous_role = "none");

  taqvim::testing::Taqvimd& process() { return *server_; }
  std::string address() const { return server_->address(); }

  // Of a principal with that role everywhere.
  std::string MakeToken(v1::Role role, const std::string& principal);
  std::string MakeInvitation(v1::Role role, const std::string& principal);
  // Opens a session with a new token of that role; returns its secret.
  std::string MakeSession(v1::Role role, const std::string& principal);
  // Revokes all sessions of the principal.
  void RevokeSessions(const std::string& principal);

  // Calls as the operator.
  template <class Response, class Request>
  Response Call(const Request& request) {
    auto response = server_->client().Call<Response>(request);
    CHECK(response.ok());
    return *std::move(response);
  }

 private:
  std::unique_ptr<taqvim::testing::Taqvimd> server_;
};

}  // namespace taqvim::web::testing
