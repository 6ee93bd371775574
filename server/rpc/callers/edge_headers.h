// Parser of the headers by which an edge says who the client of a call is.
//
// An edge is a proxy that ends HTTP/2 and TLS for callers of other machines. It sends
// with each call:
//
//   x-client-verify   `SUCCESS` when the client proved to have the key of the
//                     certificate below, `NONE` when it showed none
//   x-client-cert     that certificate, as PEM text, percent-encoded (RFC 3986);
//                     left out without one
//   x-client-address  the client's IP address
//
// They are nginx's $ssl_client_verify, $ssl_client_escaped_cert and $remote_addr. On
// other connections these headers are forged.
#pragma once

#include <grpcpp/support/string_ref.h>
#include <sys/socket.h>

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::rpc {

// Headers of a call: names in lower case, each as often as it came.
using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

struct EdgeWord {
  // The certificate whose key was proved; PEM text, empty when the client showed none.
  std::string certificate;
  // The client's address in canonical form, such as `203.0.113.7` or `2001:db8::7`.
  std::string address;
};

// Whether a call has a header that only an edge may send: one of the above, or
// x-client-cert-bin, which no edge sends.
bool HasEdgeHeaders(const Metadata& metadata);

// Parses the headers. UNAUTHENTICATED, with a sentence for the log, unless the call has
// each of them exactly once (the certificate at most once) and they are consistent.
absl::StatusOr<EdgeWord> ReadEdgeHeaders(const Metadata& metadata);

// The client's address alone; empty when there is not exactly one, or it is none.
std::string ReadEdgeAddress(const Metadata& metadata);

// The address as a socket address, for NetworkOf (listen.h); family AF_UNSPEC for an
// empty one.
sockaddr_storage ToPeer(const std::string& address);

}  // namespace taqvim::rpc
