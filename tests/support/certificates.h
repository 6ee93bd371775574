// Certificates of authorities that nobody has heard of, for tests of TLS.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace taqvim::testing {

// A certificate and its key, as PEM text.
struct CertifiedKey {
  std::string certificate;
  std::string key;
};

struct CertificateOptions {
  std::string common_name;
  // Such as `DNS:localhost`, `IP:127.0.0.1` or `URI:spiffe://example/website`.
  std::vector<std::string> alternative_names;
  // From now.
  absl::Duration not_before = -absl::Hours(1);
  absl::Duration not_after = absl::Hours(1);
  // Whether its key is one that is not enough for TLS any longer.
  bool weak_key = false;
};

// Signs certificates. Aborts when OpenSSL cannot.
class Authority {
 public:
  explicit Authority(const std::string& name);
  ~Authority();

  // Its own certificate, as PEM text.
  const std::string& certificate() const { return certificate_; }
  CertifiedKey Issue(const CertificateOptions& options) const;

 private:
  struct Key;
  std::unique_ptr<Key> key_;
  std::string certificate_;
};

// Of a server on 127.0.0.1 and localhost.
CertificateOptions OfServer();

// Replaces the file by one with that text, whole at any moment, which its user
// alone may read.
void ReplaceFile(const std::string& path, const std::string& text);

}  // namespace taqvim::testing
