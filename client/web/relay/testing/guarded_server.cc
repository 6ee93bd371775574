#include "client/web/relay/testing/guarded_server.h"

#include <utility>

namespace taqvim::web::testing {

using taqvim::testing::Taqvimd;

GuardedServer::GuardedServer(std::vector<std::string> flags, const std::string& anonymous_role)
    : server_(Taqvimd::Guarded(std::move(flags), anonymous_role)) {}

std::string GuardedServer::MakeToken(v1::Role role, const std::string& principal) {
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_principal(principal);
  request.add_grants()->set_role(role);
  return Call<v1::CreateAccessTokenResponse>(request).secret();
}

std::string GuardedServer::MakeInvitation(v1::Role role, const std::string& principal) {
  v1::CreateInvitationRequest request;
  request.set_principal(principal);
  request.add_grants()->set_role(role);
  return Call<v1::CreateInvitationResponse>(request).secret();
}

std::string GuardedServer::MakeSession(v1::Role role, const std::string& principal) {
  const auto client =
      taqvim::testing::ConnectOnce(address(), {.token = MakeToken(role, principal)});
  v1::CreateSessionRequest request;
  request.set_device("a browser");
  const auto response = client->Call<v1::CreateSessionResponse>(request);
  CHECK(response.ok());
  return response->secret();
}

void GuardedServer::RevokeSessions(const std::string& principal) {
  v1::ListAccessTokensRequest list;
  list.set_principal(principal);
  list.add_kinds(v1::ACCESS_TOKEN_KIND_SESSION);
  const auto listed = Call<v1::ListAccessTokensResponse>(list);
  for (const auto& token : listed.access_tokens()) {
    v1::RevokeAccessTokenRequest request;
    request.set_name(token.name());
    Call<v1::RevokeAccessTokenResponse>(request);
  }
}

}  // namespace taqvim::web::testing
