// Authenticator of calls: the one place where a call gets its principal and its rights.
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

// The kind of the connection that calls come through.
enum class Way {
  kOperatorSocket,
  kPlainText,
  kTls,
  kEdge,  // through an edge, which says of each call who its client is (edge_headers.h)
};

// Identifies the caller by the call's headers and, where no edge stands between, by the
// connection: an edge mixes the calls of many clients on one. Immutable; thread-safe.
class Authenticator {
 public:
  struct Options {
    Way way = Way::kPlainText;
    // Both outlive the authenticator. `certificates` is null when clients are not asked
    // for certificates.
    access::Directory* directory = nullptr;
    ClientCertificates* certificates = nullptr;
    // Whether callers without a valid certificate are refused, whatever other
    // credentials they have.
    bool require_certificate = false;
    // Called by several threads.
    std::function<absl::Time()> now;
  };

  explicit Authenticator(Options options);

  // The call's principal: that of its token; else the operator, on the operator's
  // socket; else that of the client's certificate; else `anonymous`. Credentials that
  // are not valid are an error, and are not skipped. The rights are those of now, for
  // as long as the identity lives.
  //
  // UNAUTHENTICATED, with the reason as a sentence, which is for the log and not for
  // the caller. Calls without credentials cost no look-up. Headers that only an edge
  // may send are refused on every other way.
  absl::StatusOr<access::Identity> Authenticate(const grpc::CallbackServerContext& context) const;

  // The peer, for the log: `edge:203.0.113.7` as the edge says, or gRPC's name of the
  // connection, such as `ipv4:127.0.0.1:41562` or `unix:`.
  std::string PeerOf(const grpc::CallbackServerContext& context) const;

  // The account whose limits the call counts for: its principal. Behind an edge,
  // `anonymous` is many callers, so each network has an account of its own, such as
  // `anonymous 203.0.113.7` (NetworkOf in listen.h).
  std::string AccountOf(const access::Identity& identity,
                        const grpc::CallbackServerContext& context) const;

 private:
  absl::StatusOr<access::Identity> OfToken(absl::string_view authorization,
                                           const grpc::CallbackServerContext& context) const;
  // By the certificate that the edge passes on, or that of the connection.
  absl::StatusOr<access::Identity> OfClient(const EdgeWord& word,
                                            const grpc::CallbackServerContext& context) const;
  absl::StatusOr<access::Identity> OfCertificate(absl::string_view certificate,
                                                 absl::string_view chain) const;
  absl::StatusOr<access::Identity> OfNothing() const;

  const Options options_;
  // Of calls without credentials.
  const access::Identity unnamed_;
};

}  // namespace taqvim::rpc
