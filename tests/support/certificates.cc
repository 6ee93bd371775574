#include "tests/support/certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "absl/strings/str_join.h"

namespace taqvim::testing {
namespace {

// Ends the test program when OpenSSL refuses.
template <class Result>
Result Must(Result result) {
  if (result) return result;
  std::fprintf(stderr, "OpenSSL cannot make a certificate\n");
  std::abort();
}

template <class Write>
std::string ToPem(Write write) {
  BIO* memory = BIO_new(BIO_s_mem());
  Must(write(memory) == 1);
  char* text = nullptr;
  const long length = BIO_get_mem_data(memory, &text);
  std::string pem(text, static_cast<size_t>(length));
  BIO_free(memory);
  return pem;
}

void Extend(X509* certificate, X509* issuer, int type, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = Must(X509V3_EXT_conf_nid(nullptr, &context, type, value.c_str()));
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// Everything but extensions and the signature.
X509* Draft(const CertificateOptions& options, EVP_PKEY* key) {
  X509* certificate = Must(X509_new());
  X509_set_version(certificate, X509_VERSION_3);
  uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), absl::ToInt64Seconds(options.not_before));
  X509_gmtime_adj(X509_getm_notAfter(certificate), absl::ToInt64Seconds(options.not_after));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(options.common_name.c_str()),
                             -1, -1, 0);
  X509_set_pubkey(certificate, key);
  return certificate;
}

}  // namespace

struct Authority::Key {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
};

Authority::Authority(const std::string& name) : key_(new Key) {
  key_->key = Must(EVP_EC_gen("P-256"));
  X509* certificate = Draft({.common_name = name,
                             .alternative_names = {},
                             .not_before = -absl::Hours(24 * 365),
                             .not_after = absl::Hours(24 * 365)},
                            key_->key);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  Extend(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  Extend(certificate, certificate, NID_subject_key_identifier, "hash");
  Must(X509_sign(certificate, key_->key, EVP_sha256()));
  key_->certificate = certificate;
  certificate_ = ToPem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

Authority::~Authority() {
  X509_free(key_->certificate);
  EVP_PKEY_free(key_->key);
}

CertifiedKey Authority::Issue(const CertificateOptions& options) const {
  EVP_PKEY* key = Must(options.weak_key ? EVP_RSA_gen(1024) : EVP_EC_gen("P-256"));
  X509* certificate = Draft(options, key);
  X509_set_issuer_name(certificate, X509_get_subject_name(key_->certificate));
  Extend(certificate, key_->certificate, NID_authority_key_identifier, "keyid");
  if (!options.alternative_names.empty()) {
    Extend(certificate, key_->certificate, NID_subject_alt_name,
           absl::StrJoin(options.alternative_names, ","));
  }
  Must(X509_sign(certificate, key_->key, EVP_sha256()));
  CertifiedKey issued;
  issued.certificate = ToPem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
  issued.key = ToPem([&](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
  X509_free(certificate);
  EVP_PKEY_free(key);
  return issued;
}

CertificateOptions OfServer() {
  return {.common_name = "taqvim", .alternative_names = {"DNS:localhost", "IP:127.0.0.1"}};
}

void ReplaceFile(const std::string& path, const std::string& text) {
  const std::string draft = path + ".new";
  std::ofstream(draft) << text;
  if (chmod(draft.c_str(), 0600) != 0 || std::rename(draft.c_str(), path.c_str()) != 0) {
    std::abort();
  }
}

}  // namespace taqvim::testing
