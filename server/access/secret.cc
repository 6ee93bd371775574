#include "server/access/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <xxhash.h>

#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"

namespace taqvim::access {
namespace {

constexpr std::string_view kStart = "taqvim_";
constexpr size_t kStore = 8, kToken = 14, kRandom = 43, kCheck = 6;
constexpr size_t kTokenAt = kStart.size() + kStore;
constexpr size_t kCheckAt = kTokenAt + kToken + 1 + kRandom;

std::string CheckOf(std::string_view text) {
  XXH64_canonical_t canonical;
  XXH64_canonicalFromHash(&canonical, XXH3_64bits(text.data(), text.size()));
  return absl::WebSafeBase64Escape(
             absl::string_view(reinterpret_cast<const char*>(canonical.digest),
                               sizeof(canonical.digest)))
      .substr(0, kCheck);
}

// Looked for once: OpenSSL takes longer to find it than to use it.
const EVP_MD* Sha256() {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return digest;
}

}  // namespace

std::string StorePart(std::string_view store_id) {
  return absl::StrFormat("%08x",
                         static_cast<uint32_t>(XXH3_64bits(store_id.data(), store_id.size())));
}

std::string MakeSecret(std::string_view store_id, std::string_view token,
                       const storage::Secret& random) {
  std::string text(kStart);
  text.append(StorePart(store_id)).append(token).append("_");
  text += absl::WebSafeBase64Escape(
      absl::string_view(reinterpret_cast<const char*>(random.data()), random.size()));
  return text + CheckOf(text);
}

std::optional<SecretParts> ReadSecret(std::string_view secret) {
  if (secret.size() != kCheckAt + kCheck || !secret.starts_with(kStart)) return std::nullopt;
  if (CheckOf(secret.substr(0, kCheckAt)) != secret.substr(kCheckAt)) return std::nullopt;
  return SecretParts{.store = secret.substr(kStart.size(), kStore),
                     .token = secret.substr(kTokenAt, kToken)};
}

SecretHash HashOf(std::string_view secret) {
  SecretHash hash;
  if (EVP_Digest(secret.data(), secret.size(), hash.data(), nullptr, Sha256(), nullptr) != 1) {
    abort();  // there is no memory, or no OpenSSL
  }
  return hash;
}

bool Equal(const SecretHash& a, const SecretHash& b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace taqvim::access
