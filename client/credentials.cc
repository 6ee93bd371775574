#include "client/credentials.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "proto/status_macros.h"

namespace taqvim::client {
namespace {

// A page of 1,000 of the largest events.
constexpr int kMaxResponseBytes = 128 << 20;

class AccessToken final : public grpc::MetadataCredentialsPlugin {
 public:
  explicit AccessToken(const Credentials& credentials)
      : value_(absl::StrCat(credentials.token_scheme, " ", credentials.token)) {}

  bool IsBlocking() const override { return false; }
  const char* GetType() const override { return "access token"; }
  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    metadata->emplace("authorization", value_);
    return grpc::Status::OK;
  }
  grpc::string DebugString() override { return "an access token"; }

 private:
  const std::string value_;
};

constexpr absl::string_view kLocalhost = "localhost:";

bool IsUnix(absl::string_view address) { return absl::StartsWith(address, "unix:"); }

bool IsLoopback(absl::string_view address) {
  return absl::StartsWith(address, "127.") || absl::StartsWith(address, kLocalhost) ||
         absl::StartsWith(address, "[::1]:");
}

bool UsesTls(const Credentials& credentials) {
  return credentials.tls || !credentials.ca.empty() || !credentials.certificate.empty() ||
         !credentials.server_name.empty();
}

absl::Status CheckPem(absl::string_view text, absl::string_view what, absl::string_view label) {
  if (text.empty() || absl::StrContains(text, label)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("The ", what, " is not PEM text; it has no line with \"", label, "\"."));
}

absl::Status CheckCharacters(absl::string_view token) {
  if (std::all_of(token.begin(), token.end(), absl::ascii_isgraph)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "The token has characters that no token has; give the one line that `taqvimd token "
      "create` printed.");
}

absl::Status CheckToken(const std::string& address, const Credentials& credentials) {
  const std::string& token = credentials.token;
  RETURN_IF_ERROR(CheckCharacters(token));
  const bool has_secrets = !token.empty() || credentials.carries_secrets;
  if (!has_secrets || UsesTls(credentials) || IsUnix(address) || IsLoopback(address)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      token.empty() ? "Secrets are not sent to " : "The token is not sent to ", address,
      " in plain text, where others could read it; use TLS, for which the server needs a "
      "certificate and the client its authority."));
}

absl::Status Check(const std::string& address, const Credentials& credentials) {
  if (credentials.certificate.empty() != credentials.key.empty()) {
    return absl::InvalidArgumentError(
        "A client certificate and its key go together; give both or none.");
  }
  if (IsUnix(address) && UsesTls(credentials)) {
    return absl::InvalidArgumentError(
        absl::StrCat("There is no TLS over ", address, "; leave out what belongs to it."));
  }
  for (absl::Status status :
       {CheckPem(credentials.ca, "authorities' file", "BEGIN CERTIFICATE"),
        CheckPem(credentials.certificate, "client certificate", "BEGIN CERTIFICATE"),
        CheckPem(credentials.key, "client's key", "PRIVATE KEY"),
        CheckToken(address, credentials)}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::shared_ptr<grpc::ChannelCredentials> OfConnection(const std::string& address,
                                                       const Credentials& credentials) {
  if (UsesTls(credentials)) {
    return grpc::SslCredentials({.pem_root_certs = credentials.ca,
                                 .pem_private_key = credentials.key,
                                 .pem_cert_chain = credentials.certificate});
  }
  if (credentials.token.empty() && !credentials.carries_secrets) {
    return grpc::InsecureChannelCredentials();
  }
  // Plain text, too, but a connection that leaves the machine is refused.
  return grpc::experimental::LocalCredentials(IsUnix(address) ? UDS : LOCAL_TCP);
}

std::shared_ptr<grpc::CallCredentials> OfToken(const Credentials& credentials) {
  const auto level = UsesTls(credentials) ? GRPC_PRIVACY_AND_INTEGRITY : GRPC_SECURITY_NONE;
  return grpc::experimental::MetadataCredentialsFromPlugin(
      std::make_unique<AccessToken>(credentials), level);
}

std::shared_ptr<grpc::ChannelCredentials> MakeCredentials(const std::string& address,
                                                          const Credentials& credentials) {
  auto connection = OfConnection(address, credentials);
  if (credentials.token.empty()) return connection;
  return grpc::CompositeChannelCredentials(connection, OfToken(credentials));
}

// What to connect to. In plain text localhost is 127.0.0.1, as it is for the
// server, whatever a resolver says or if there is none; with TLS it is also the
// name that the certificate must have, and stays.
std::string TargetOf(const std::string& address, const Credentials& credentials) {
  absl::string_view port = address;
  const bool plain = absl::ConsumePrefix(&port, kLocalhost) && !UsesTls(credentials);
  return plain ? absl::StrCat("127.0.0.1:", port) : address;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const std::string& address,
                                                           const Credentials& credentials,
                                                           grpc::ChannelArguments arguments) {
  RETURN_IF_ERROR(Check(address, credentials));
  arguments.SetMaxReceiveMessageSize(kMaxResponseBytes);
  // Retries are ours: only they know about request ids.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // A server that starts again is found again within a pause of ours.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  // This is how long a connection may take: round trips for TCP, TLS and HTTP/2, far away.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  if (!credentials.server_name.empty()) {
    arguments.SetSslTargetNameOverride(credentials.server_name);
  }
  return grpc::CreateCustomChannel(TargetOf(address, credentials),
                                   MakeCredentials(address, credentials), arguments);
}

absl::StatusOr<std::shared_ptr<grpc::CallCredentials>> MakeCallCredentials(
    const Credentials& credentials) {
  RETURN_IF_ERROR(CheckCharacters(credentials.token));
  return OfToken(credentials);
}

}  // namespace taqvim::client
