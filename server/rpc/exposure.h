// To whom the server shows itself: which settings may go together.
#pragma once

#include "absl/status/status.h"
#include "server/rpc/listen.h"
#include "server/rpc/tls_files.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::rpc {

struct Exposure {
  // TLS is used when any path is given.
  TlsPaths tls;
  // Whether a client without a certificate that counts is refused before it says anything.
  bool require_client_certificate = false;
  // Whether others than this machine may be served without TLS.
  bool plaintext_beyond_loopback = false;
  // The role of who shows no credentials; ROLE_UNSPECIFIED: they are refused.
  v1::Role anonymous_role = v1::ROLE_UNSPECIFIED;

  bool UsesTls() const;
};

// INVALID_ARGUMENT, with a sentence that says what to do, when the settings lack
// one another, or would let others than this machine's programs read what they
// may not or change anything without credentials.
absl::Status CheckExposure(const ListenAddress& address, const Exposure& exposure);

}  // namespace taqvim::rpc
