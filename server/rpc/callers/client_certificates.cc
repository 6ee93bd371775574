#include "server/rpc/callers/client_certificates.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/access/principals.h"
#include "server/rpc/callers/x509.h"

namespace taqvim::rpc {
namespace {

std::string TextOf(const ASN1_STRING* text) {
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                     static_cast<size_t>(ASN1_STRING_length(text)));
}

// The first alternative name of that type; empty without one.
std::string AlternativeName(const X509& certificate, int type) {
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr));
  std::string found;
  for (int i = 0; found.empty() && i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type == type) found = TextOf(name->d.ia5);
  }
  GENERAL_NAMES_free(names);
  return found;
}

std::string CommonName(const X509& certificate) {
  const X509_NAME* subject = X509_get_subject_name(&certificate);
  const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  return index < 0 ? "" : TextOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)));
}

std::string NameOf(const X509& certificate) {
  for (const int type : {GEN_URI, GEN_DNS}) {
    std::string name = AlternativeName(certificate, type);
    if (!name.empty()) return name;
  }
  return CommonName(certificate);
}

std::string Date(absl::Time time) { return absl::FormatTime(time, absl::UTCTimeZone()); }

absl::Status Refuse(const X509& certificate, absl::string_view rest) {
  return absl::UnauthenticatedError(
      absl::StrCat("It shows a certificate of \"", NameOf(certificate), "\" that ", rest));
}

absl::Status Refuse(const X509& certificate, int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Refuse(certificate, absl::StrCat("expired, or whose authority's did; it counts until ",
                                              Date(NotAfter(certificate)), "."));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Refuse(certificate, absl::StrCat("is not yet valid; it counts from ",
                                              Date(NotBefore(certificate)), " on."));
    default:
      return Refuse(certificate, absl::StrCat("no authority of --tls-client-ca vouches for (",
                                              X509_verify_cert_error_string(error), ")."));
  }
}

OpensslPointer<X509_STORE> StoreOf(absl::string_view authorities) {
  OpensslPointer<X509_STORE> store(X509_STORE_new());
  for (const auto& authority : ParseCertificates(authorities)) {
    X509_STORE_add_cert(store.get(), authority.get());
  }
  return store;
}

// X509_V_OK, or why not.
int Verify(X509& certificate, absl::string_view chain, absl::string_view authorities,
           absl::Time now) {
  const auto store = StoreOf(authorities);
  const auto between = ParseCertificates(chain);
  STACK_OF(X509)* untrusted = sk_X509_new_null();
  for (const auto& one : between) sk_X509_push(untrusted, one.get());
  OpensslPointer<X509_STORE_CTX> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), &certificate, untrusted);
  X509_STORE_CTX_set_default(context.get(), "ssl_client");
  X509_STORE_CTX_set_time(context.get(), 0, absl::ToTimeT(now));
  X509_verify_cert(context.get());
  const int error = X509_STORE_CTX_get_error(context.get());
  sk_X509_free(untrusted);
  ERR_clear_error();
  return error;
}

absl::StatusOr<Certified> Judge(absl::string_view pem, absl::string_view chain,
                                absl::string_view authorities, absl::Time now) {
  const auto certificates = ParseCertificates(pem);
  if (certificates.empty()) {
    return absl::UnauthenticatedError("It shows a certificate that cannot be read.");
  }
  X509& certificate = *certificates[0];
  const int error = Verify(certificate, chain, authorities, now);
  if (error != X509_V_OK) return Refuse(certificate, error);
  std::string principal = NameOf(certificate);
  if (!access::IsGrantable(principal)) {
    return Refuse(certificate,
                  "names no principal; its name must be 1 to 128 visible ASCII characters and "
                  "none of the server's own.");
  }
  return Certified{.principal = std::move(principal), .not_after = NotAfter(certificate)};
}

}  // namespace

absl::StatusOr<Certified> ClientCertificates::Check(absl::string_view certificate,
                                                    absl::string_view chain, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  auto found = findings_.find(certificate);
  if (found != findings_.end() && now < found->second.until) return found->second.result;
  const auto material = files_.Current();
  auto result = Judge(certificate, chain, material->client_ca, now);
  const absl::Time until =
      result.ok() ? std::min(now + kAcceptedFor, result->not_after) : now + kRefusedFor;
  if (findings_.size() >= kMaxFindings) findings_.clear();
  findings_.insert_or_assign(std::string(certificate), Finding{result, until});
  return result;
}

}  // namespace taqvim::rpc
