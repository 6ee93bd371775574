// Credentials of a client (TLS certificates and keys, an access token), and channels
// that use them.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace taqvim::client {

// All may be empty; certificates and the key are PEM text, not files.
struct Credentials {
  // The authorities by which the server's certificate is checked; those of the
  // system when it is empty.
  std::string ca;
  // The client's own certificate, with what leads to its authority, and its key.
  std::string certificate;
  std::string key;
  // Sent with each call as `authorization: Bearer TOKEN`, or with another word: FeedKey, or
  // Invitation.
  std::string token;
  std::string token_scheme = "Bearer";
  // The name that the server's certificate must have, when it is not the host of
  // the address.
  std::string server_name;
  // Whether the connection is encrypted; it is in any case with any of ca,
  // certificate and server_name.
  bool tls = false;
  // Whether calls bring secrets of their own, those of many people; the connection is then
  // one that a token may take.
  bool carries_secrets = false;
};

// A channel to the server at `host:port` or `unix:/path`, which connects with the
// first call. INVALID_ARGUMENT, with a sentence that says what to do, when the
// credentials do not go together or a token would travel in plain text to another
// machine: it is sent over TLS, to a loopback address or to a Unix socket, and the
// connection itself is looked at for that once more. Without TLS `localhost` is
// 127.0.0.1.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const std::string& address,
                                                           const Credentials& credentials,
                                                           grpc::ChannelArguments arguments = {});

// What one call shows over a channel that `carries_secrets` and has no token: the token, which is
// not empty, with its word.
// INVALID_ARGUMENT for characters that no token has.
absl::StatusOr<std::shared_ptr<grpc::CallCredentials>> MakeCallCredentials(
    const Credentials& credentials);

}  // namespace taqvim::client
