#include "server/schedule/stored/uid.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace taqvim::schedule {

std::string NewUid(storage::Transaction& transaction) {
  // All but six bits are random: four say the version, two the variant.
  constexpr uint64_t kVersion = uint64_t{4} << 12, kVersionBits = uint64_t{15} << 12;
  constexpr uint64_t kVariant = uint64_t{2} << 62, kVariantBits = uint64_t{3} << 62;
  const uint64_t high = (transaction.Random() & ~kVersionBits) | kVersion;
  const uint64_t low = (transaction.Random() & ~kVariantBits) | kVariant;
  std::string uid =
      absl::StrCat(absl::Hex(high, absl::kZeroPad16), absl::Hex(low, absl::kZeroPad16));
  for (size_t at : {20, 16, 12, 8}) uid.insert(at, 1, '-');
  return uid;
}

}  // namespace taqvim::schedule
