#include "server/rpc/callers/x509.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <ctime>

namespace taqvim::rpc {
namespace {

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

std::unique_ptr<BIO, BioDeleter> Reader(absl::string_view text) {
  return std::unique_ptr<BIO, BioDeleter>(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Instead of asking on a terminal for a password.
int NoPassword(char*, int, int, void*) { return -1; }

absl::Time ToTime(const ASN1_TIME* time) {
  std::tm parts = {};
  ASN1_TIME_to_tm(time, &parts);
  return absl::FromTM(parts, absl::UTCTimeZone());
}

}  // namespace

std::vector<OpensslPointer<X509>> ParseCertificates(absl::string_view pem) {
  std::vector<OpensslPointer<X509>> certificates;
  const auto reader = Reader(pem);
  while (X509* certificate = PEM_read_bio_X509(reader.get(), nullptr, NoPassword, nullptr)) {
    certificates.emplace_back(certificate);
  }
  // Reading ends with an error: at the end of the text with this one.
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!at_end) certificates.clear();
  return certificates;
}

OpensslPointer<EVP_PKEY> ParseKey(absl::string_view pem) {
  OpensslPointer<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(Reader(pem).get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  return key;
}

bool Match(const X509& certificate, const EVP_PKEY& key) {
  const bool match = X509_check_private_key(&certificate, &key) == 1;
  ERR_clear_error();
  return match;
}

bool ServesTls(X509& certificate, EVP_PKEY& key) {
  const OpensslPointer<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  const bool serves = SSL_CTX_use_certificate(context.get(), &certificate) == 1 &&
                      SSL_CTX_use_PrivateKey(context.get(), &key) == 1;
  ERR_clear_error();
  return serves;
}

absl::Time NotBefore(const X509& certificate) { return ToTime(X509_get0_notBefore(&certificate)); }

absl::Time NotAfter(const X509& certificate) { return ToTime(X509_get0_notAfter(&certificate)); }

}  // namespace taqvim::rpc
