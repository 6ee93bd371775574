#include "server/rpc/callers/authenticate.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/access/principals.h"
#include "server/rpc/listening/listen.h"

namespace taqvim::rpc {
namespace {

constexpr char kAuthorization[] = "authorization";
// As what a secret is shown, by the word before it.
struct Scheme {
  absl::string_view word;
  v1::AccessTokenKind kind;
};
constexpr Scheme kSchemes[] = {{"Bearer ", v1::ACCESS_TOKEN_KIND_BEARER},
                               {"FeedKey ", v1::ACCESS_TOKEN_KIND_FEED_KEY},
                               {"Invitation ", v1::ACCESS_TOKEN_KIND_INVITATION}};
constexpr char kCertificate[] = GRPC_X509_PEM_CERT_PROPERTY_NAME;
constexpr char kChain[] = GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME;

absl::string_view View(const grpc::string_ref& text) { return {text.data(), text.size()}; }

// The property of the connection; empty without it.
absl::string_view Find(const grpc::AuthContext& connection, const char* name) {
  const std::vector<grpc::string_ref> values = connection.FindPropertyValues(name);
  return values.empty() ? absl::string_view() : View(values[0]);
}

}  // namespace

Authenticator::Authenticator(Options options)
    : options_(std::move(options)),
      unnamed_(options_.directory->OfPrincipal(
          options_.way == Way::kOperatorSocket ? access::kOperator : access::kAnonymous)) {}

absl::StatusOr<access::Identity> Authenticator::Authenticate(
    const grpc::CallbackServerContext& context) const {
  const auto& metadata = context.client_metadata();
  EdgeWord word;
  if (options_.way == Way::kEdge) {
    ASSIGN_OR_RETURN(auto said, ReadEdgeHeaders(metadata));
    word = std::move(said);
  } else if (HasEdgeHeaders(metadata)) {
    return absl::UnauthenticatedError(
        "It sends a header that only an edge may send, such as x-client-cert, and does not come by "
        "--edge-socket.");
  }
  const auto [first, last] = metadata.equal_range(kAuthorization);
  if (first == last) return OfClient(word, context);
  if (std::next(first) != last) {
    return absl::UnauthenticatedError("It shows more than one token.");
  }
  if (options_.require_certificate) {
    if (auto client = OfClient(word, context); !client.ok()) return client.status();
  }
  return OfToken(View(first->second), context);
}

absl::StatusOr<access::Identity> Authenticator::OfToken(
    absl::string_view authorization, const grpc::CallbackServerContext& context) const {
  if (options_.way == Way::kPlainText && !IsLocalPeer(context.peer())) {
    return absl::UnauthenticatedError(
        "It sends a token from another machine in plain text, where others could read it; revoke "
        "that token, and let its holder use TLS.");
  }
  for (const Scheme& scheme : kSchemes) {
    if (!absl::StartsWithIgnoreCase(authorization, scheme.word)) continue;
    const absl::string_view secret = authorization.substr(scheme.word.size());
    return options_.directory->Identify({secret.data(), secret.size()}, options_.now(),
                                        scheme.kind);
  }
  return absl::UnauthenticatedError(
      "It shows credentials of another kind than a bearer token, a feed key or an invitation.");
}

absl::StatusOr<access::Identity> Authenticator::OfClient(
    const EdgeWord& word, const grpc::CallbackServerContext& context) const {
  if (options_.way == Way::kEdge) return OfCertificate(word.certificate, "");
  if (options_.certificates == nullptr) return OfNothing();
  const auto connection = context.auth_context();
  return OfCertificate(Find(*connection, kCertificate), Find(*connection, kChain));
}

absl::StatusOr<access::Identity> Authenticator::OfCertificate(absl::string_view certificate,
                                                              absl::string_view chain) const {
  if (certificate.empty()) return OfNothing();
  if (options_.certificates == nullptr) {
    return absl::UnauthenticatedError(
        "The edge shows a certificate, and there is no --tls-client-ca by which to check it.");
  }
  ASSIGN_OR_RETURN(const auto certified,
                   options_.certificates->Check(certificate, chain, options_.now()));
  access::Identity identity = options_.directory->OfPrincipal(certified.principal);
  identity.expires = certified.not_after;
  return identity;
}

absl::StatusOr<access::Identity> Authenticator::OfNothing() const {
  if (options_.require_certificate) {
    return absl::UnauthenticatedError(
        "It shows no certificate, which --require-client-certificate wants.");
  }
  if (unnamed_.rights->any()) return unnamed_;
  if (options_.certificates == nullptr) {
    return absl::UnauthenticatedError("It shows no credentials, and --anonymous-role is none.");
  }
  return absl::UnauthenticatedError(
      "It shows neither a certificate nor a token, and --anonymous-role is none.");
}

std::string Authenticator::PeerOf(const grpc::CallbackServerContext& context) const {
  if (options_.way != Way::kEdge) return context.peer();
  return absl::StrCat("edge:", ReadEdgeAddress(context.client_metadata()));
}

std::string Authenticator::AccountOf(const access::Identity& identity,
                                     const grpc::CallbackServerContext& context) const {
  if (options_.way != Way::kEdge || identity.principal != access::kAnonymous) {
    return identity.principal;
  }
  return absl::StrCat(identity.principal, " ",
                      NetworkOf(ToPeer(ReadEdgeAddress(context.client_metadata()))));
}

}  // namespace taqvim::rpc
