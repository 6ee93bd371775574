#include "server/rpc/wire/revision_token.h"

#include <xxhash.h>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace taqvim::rpc {
namespace {

constexpr char kVersion = 1;
constexpr size_t kChecked = 1 + 3 * sizeof(uint64_t);
constexpr size_t kSize = kChecked + sizeof(uint16_t);

void AppendNumber(std::string& bytes, uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift));
}

uint64_t NumberAt(absl::string_view bytes, size_t offset) {
  uint64_t number = 0;
  for (unsigned char byte : bytes.substr(offset, sizeof(number))) number = number << 8 | byte;
  return number;
}

std::string Checksum(absl::string_view bytes) {
  const uint64_t hash = XXH3_64bits(bytes.data(), kChecked);
  return {static_cast<char>(hash >> 8), static_cast<char>(hash)};
}

}  // namespace

RevisionTokens::RevisionTokens(absl::string_view store_id)
    : store_(XXH3_64bits(store_id.data(), store_id.size())) {}

std::string RevisionTokens::Encode(const storage::Revision& revision) const {
  std::string bytes(1, kVersion);
  AppendNumber(bytes, store_);
  AppendNumber(bytes, static_cast<uint64_t>(revision.number));
  AppendNumber(bytes, revision.nonce);
  bytes += Checksum(bytes);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<storage::Revision> RevisionTokens::Decode(absl::string_view token) const {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() != kSize ||
      bytes[0] != kVersion || bytes.substr(kChecked) != Checksum(bytes)) {
    return absl::InvalidArgumentError(
        "The revision token is damaged; send one exactly as an answer of the server held it.");
  }
  if (NumberAt(bytes, 1) != store_) {
    return absl::FailedPreconditionError(
        "The revision token is of another store; begin again with a token of this one.");
  }
  return storage::Revision{static_cast<int64_t>(NumberAt(bytes, 9)), NumberAt(bytes, 17)};
}

}  // namespace taqvim::rpc
