// Owning pointers and parsers for OpenSSL's certificates and keys. These functions
// leave no errors in the thread's OpenSSL queue, where gRPC would take them for its
// own.
#pragma once

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace taqvim::rpc {

struct OpensslDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
template <class Type>
using OpensslPointer = std::unique_ptr<Type, OpensslDeleter>;

// The certificates of PEM text, in order; empty when one is damaged.
std::vector<OpensslPointer<X509>> ParseCertificates(absl::string_view pem);
// The private key of PEM text; null when there is none, or it needs a password.
OpensslPointer<EVP_PKEY> ParseKey(absl::string_view pem);
// Whether the key is that of the certificate.
bool Match(const X509& certificate, const EVP_PKEY& key);
// Whether OpenSSL serves TLS with them; false when its security level holds them to be
// too weak.
bool ServesTls(X509& certificate, EVP_PKEY& key);

absl::Time NotBefore(const X509& certificate);
absl::Time NotAfter(const X509& certificate);

}  // namespace taqvim::rpc
