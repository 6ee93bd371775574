// Who calls: the one place where a call gets its principal and its rights.
#pragma once

#include <grpcpp/server_context.h>

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/directory.h"
#include "server/rpc/callers/client_certificates.h"
#include "server/rpc/callers/edge_headers.h"

namespace taqvim::rpc {

// By which way calls come in.
enum class Way {
  kOperatorSocket,
  kPlainText,
  kTls,
  kEdge,  // through an edge, which says of each call who its client is (edge_headers.h)
};

// Knows a call by its headers, and by its connection where no edge stands between:
// an edge mixes the calls of many clients on one. Immutable; thread-safe.
class Authenticator {
 public:
  struct Options {
    Way way = Way::kPlainText;
    // Outlive the authenticator; no certificates when clients are not asked for any.
    access::Directory* directory = nullptr;
    ClientCertificates* certificates = nullptr;
    // Whether who shows no certificate that counts is refused, whatever else it shows.
    bool require_certificate = false;
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
  // for the caller. Who shows nothing costs no look-up. Headers that only an edge
  // may send are refused by every other way.
  absl::StatusOr<access::Identity> Authenticate(const grpc::CallbackServerContext& context) const;

  // From where the call comes, for the log: `edge:203.0.113.7` as the edge says, or
  // what gRPC says of the connection, such as `ipv4:127.0.0.1:41562` or `unix:`.
  std::string PeerOf(const grpc::CallbackServerContext& context) const;

  // Whose limits the call counts for: its principal's. Behind an edge, `anonymous`
  // are many, and each network has limits of its own, such as `anonymous 203.0.113.7`
  // (NetworkOf in listen.h).
  std::string AccountOf(const access::Identity& identity,
                        const grpc::CallbackServerContext& context) const;

 private:
  absl::StatusOr<access::Identity> OfToken(absl::string_view authorization,
                                           const grpc::CallbackServerContext& context) const;
  // Of what the edge shows of the client, or else the connection.
  absl::StatusOr<access::Identity> OfClient(const EdgeWord& word,
                                            const grpc::CallbackServerContext& context) const;
  absl::StatusOr<access::Identity> OfCertificate(absl::string_view certificate,
                                                 absl::string_view chain) const;
  absl::StatusOr<access::Identity> OfNothing() const;

  const Options options_;
  // Of who shows nothing.
  const access::Identity unnamed_;
};

}  // namespace taqvim::rpc
