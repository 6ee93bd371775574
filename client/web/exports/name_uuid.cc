#include "client/web/exports/name_uuid.h"

#include <openssl/sha.h>

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace taqvim::web {
namespace {

std::string BytesOf(absl::string_view uuid) {
  const std::string digits = absl::StrReplaceAll(uuid, {{"-", ""}});
  for (const char c : digits) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return std::string(uuid);
  }
  return digits.size() == 32 ? absl::HexStringToBytes(digits) : std::string(uuid);
}

}  // namespace

std::string NameUuid(absl::string_view name_space, absl::string_view name) {
  const std::string hashed = absl::StrCat(BytesOf(name_space), name);
  std::array<unsigned char, SHA_DIGEST_LENGTH> hash;
  SHA1(reinterpret_cast<const unsigned char*>(hashed.data()), hashed.size(), hash.data());
  hash[6] = static_cast<unsigned char>((hash[6] & 0x0f) | 0x50);
  hash[8] = static_cast<unsigned char>((hash[8] & 0x3f) | 0x80);
  const std::string hex =
      absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(hash.data()), 16));
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

}  // namespace taqvim::web
