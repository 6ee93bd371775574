// Whose certificate a client shows, and whether it counts.
#pragma once

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/rpc/callers/tls_files.h"

namespace taqvim::rpc {

// Whom a certificate names.
struct Certified {
  std::string principal;
  absl::Time not_after;
};

// Checks certificates against the authorities of clients in files that may be
// replaced. What was accepted is so for a minute, so that a call costs a look-up;
// a connection that stays open does not outlive its certificate. Thread-safe.
class ClientCertificates {
 public:
  // The files outlive this.
  explicit ClientCertificates(TlsFiles& files) : files_(files) {}

  // The principal of a certificate, of which its holder has proved to have the
  // key: its first URI among the alternative names, else its first DNS name there,
  // else its common name. `chain` is what came with it. Both are PEM text.
  // UNAUTHENTICATED with a sentence for the log: signed by no authority of ours,
  // expired, not yet valid, not for clients, without a name or with one that is
  // the server's own.
  absl::StatusOr<Certified> Check(absl::string_view certificate, absl::string_view chain,
                                  absl::Time now);

 private:
  struct Finding {
    absl::StatusOr<Certified> result;
    absl::Time until;
  };
  static constexpr absl::Duration kAcceptedFor = absl::Minutes(1);
  static constexpr absl::Duration kRefusedFor = absl::Seconds(1);
  static constexpr size_t kMaxFindings = 4096;

  TlsFiles& files_;
  absl::Mutex mutex_;
  // By the certificate.
  absl::flat_hash_map<std::string, Finding> findings_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::rpc
