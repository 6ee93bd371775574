// Settings of who can reach the server and with which credentials, and the check that
// they go together.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "server/rpc/callers/tls_files.h"
#include "server/rpc/listening/listen.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::rpc {

struct Exposure {
  // TLS is used when a certificate or a key is given. The client authorities count for
  // it and for the edge.
  TlsPaths tls;
  // Whether callers without a valid certificate are refused, over TLS and behind the
  // edge.
  bool require_client_certificate = false;
  // Whether other machines may be served without TLS.
  bool plaintext_beyond_loopback = false;
  // The role of callers without credentials; ROLE_UNSPECIFIED: they are refused.
  v1::Role anonymous_role = v1::ROLE_UNSPECIFIED;
  // The path of the edge's socket (edge_socket.h), empty for none; and the user that
  // the edge runs as.
  std::string edge_socket;
  std::string edge_user = "www-data";

  bool UsesTls() const;
};

// INVALID_ARGUMENT, with a sentence that says what to do, when a setting lacks another
// that it needs, or when they would let other machines read more than they may, or
// change anything without credentials.
absl::Status CheckExposure(const ListenAddress& address, const Exposure& exposure);

}  // namespace taqvim::rpc
