// To whom the server shows itself: which settings may go together.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "server/rpc/callers/tls_files.h"
#include "server/rpc/listening/listen.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::rpc {

struct Exposure {
  // TLS is used when a certificate or a key is given. The authorities of clients
  // count for it and for the edge.
  TlsPaths tls;
  // Whether who has no certificate that counts is refused, over TLS and by the edge.
  bool require_client_certificate = false;
  // Whether others than this machine may be served without TLS.
  bool plaintext_beyond_loopback = false;
  // The role of who shows no credentials; ROLE_UNSPECIFIED: they are refused.
  v1::Role anonymous_role = v1::ROLE_UNSPECIFIED;
  // The path of the edge's socket (edge_socket.h), and as whom the edge runs; empty:
  // there is no edge.
  std::string edge_socket;
  std::string edge_user = "www-data";

  bool UsesTls() const;
};

// INVALID_ARGUMENT, with a sentence that says what to do, when the settings lack
// one another, or would let others than this machine's programs read what they
// may not or change anything without credentials.
absl::Status CheckExposure(const ListenAddress& address, const Exposure& exposure);

}  // namespace taqvim::rpc
