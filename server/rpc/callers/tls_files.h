// Reader of the TLS files (the server's certificate and key, the client authorities),
// which may be replaced at any time.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/rpc/log/log.h"

namespace taqvim::rpc {

// Paths of PEM files.
struct TlsPaths {
  // The server's certificate, with its intermediate ones, and its key; both empty where
  // only an edge speaks TLS.
  std::string certificate;
  std::string key;
  std::string client_ca;  // empty: clients are not asked for certificates
};

// The content of the files, validated together.
struct TlsMaterial {
  std::string certificate;
  std::string key;
  std::string client_ca;
  // The validity of the server's certificate, if there is one.
  absl::Time not_before = absl::InfinitePast();
  absl::Time not_after = absl::InfiniteFuture();
  // When the first of the client authorities ends, if there are any.
  absl::Time authorities_not_after = absl::InfiniteFuture();
};

// Reads the files. INVALID_ARGUMENT, with a sentence that says what to do, when one
// cannot be read or is not what it should be, the key may be read by others or
// changed by its group, or it does not belong to the certificate.
absl::StatusOr<TlsMaterial> ReadTlsFiles(const TlsPaths& paths);

// Thread-safe.
class TlsFiles {
 public:
  // The error of ReadTlsFiles; the log must outlive what is returned.
  static absl::StatusOr<std::unique_ptr<TlsFiles>> Open(TlsPaths paths, const Log& log);

  // The content of the files now, or the last valid content while they are being
  // replaced or are not valid, which is logged once. The same pointer until something
  // changes. Never null. Calls stat on the files, which takes microseconds.
  std::shared_ptr<const TlsMaterial> Current();

 private:
  // Detects changed files: inode, size, mode and time of change (ctime) of each.
  using Signature = std::array<int64_t, 15>;

  TlsFiles(TlsPaths paths, const Log& log) : paths_(std::move(paths)), log_(log) {}

  Signature Sign() const;
  void LogMaterial(bool replaced) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const TlsPaths paths_;
  const Log& log_;
  absl::Mutex mutex_;
  Signature signature_ ABSL_GUARDED_BY(mutex_) = {};
  std::shared_ptr<const TlsMaterial> material_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::rpc
