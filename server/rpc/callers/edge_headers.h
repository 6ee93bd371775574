// What an edge says of a call that it passes on.
//
// An edge is a proxy that ends HTTP/2 and TLS for callers of other machines. In
// headers of each call it says who they are:
//
//   x-client-verify   `SUCCESS` when the client proved to have the key of the
//                     certificate below, `NONE` when it showed none
//   x-client-cert     that certificate, as PEM text, percent-encoded (RFC 3986);
//                     left out without one
//   x-client-address  the client's IP address
//
// They are nginx's $ssl_client_verify, $ssl_client_escaped_cert and $remote_addr.
// Whoever else sends one of them pretends to be an edge.
#pragma once

#include <grpcpp/support/string_ref.h>
#include <sys/socket.h>

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::rpc {

// What gRPC received: names in small letters, each as often as it came.
using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

struct EdgeWord {
  // Whose key was proved; PEM text, empty when the client showed none.
  std::string certificate;
  // As it is usually written, such as `203.0.113.7` or `2001:db8::7`.
  std::string address;
};

// Whether a call has a header that only an edge may send: one of the above, or
// x-client-cert-bin, which no edge sends.
bool HasEdgeHeaders(const Metadata& metadata);

// UNAUTHENTICATED, with a sentence for the log, unless the call has each header
// exactly once (the certificate at most once) and they go together.
absl::StatusOr<EdgeWord> ReadEdgeHeaders(const Metadata& metadata);

// The client's address alone; empty when there is not exactly one.
std::string ReadEdgeAddress(const Metadata& metadata);

// The same address as a peer's, for NetworkOf (listen.h); none for an empty one.
sockaddr_storage ToPeer(const std::string& address);

}  // namespace taqvim::rpc
