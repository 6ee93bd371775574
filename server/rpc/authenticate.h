// Who calls: the one place where a call gets its principal and its rights.
#pragma once

#include <grpcpp/server_context.h>

#include <functional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/directory.h"
#include "server/rpc/client_certificates.h"

namespace taqvim::rpc {

// By which way calls come in.
enum class Way {
  kOperatorSocket,
  kPlainText,
  kTls,
};

// Immutable; thread-safe.
class Authenticator {
 public:
  struct Options {
    Way way = Way::kPlainText;
    // Outlive the authenticator; no certificates when clients are not asked for any.
    access::Directory* directory = nullptr;
    ClientCertificates* certificates = nullptr;
    // Called by several threads.
    std::function<absl::Time()> now;
  };

  explicit Authenticator(Options options);

  // The one principal of the call: that of the token which it shows; else the
  // operator, on the operator's socket; else that of the client's certificate; else
  // `anonymous`. What is shown and does not count is not passed over. The rights
  // are those of now, for as long as the identity lives.
  //
  // UNAUTHENTICATED, with the reason as a sentence, which is for the log and not
  // for the caller. Who shows nothing costs no look-up.
  absl::StatusOr<access::Identity> Authenticate(const grpc::CallbackServerContext& context) const;

 private:
  absl::StatusOr<access::Identity> OfToken(absl::string_view authorization,
                                           const grpc::CallbackServerContext& context) const;
  absl::StatusOr<access::Identity> OfCertificate(const grpc::CallbackServerContext& context) const;

  const Options options_;
  // Of who shows nothing.
  const access::Identity unnamed_;
};

}  // namespace taqvim::rpc
