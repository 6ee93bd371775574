// Verifier of client certificates, with a cache of its results.
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

// The principal of a valid certificate.
struct Certified {
  std::string principal;
  absl::Time not_after;
};

// Verifies certificates against the client authorities in files that may be replaced. A
// certificate that was accepted stays so for a minute, or until it expires, so that a
// call costs a look-up; a refused one for a second. Thread-safe.
class ClientCertificates {
 public:
  // The files outlive this.
  explicit ClientCertificates(TlsFiles& files) : files_(files) {}

  // The principal of a certificate whose holder has proved to have its key: its first
  // URI among the alternative names, else its first DNS name there, else its common
  // name. `chain` are the intermediate certificates that came with it. Both are PEM
  // text. UNAUTHENTICATED with a sentence for the log: signed by no known authority,
  // expired, not yet valid, not for clients, without a name or with one that is the
  // server's own.
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
