#include "server/schedule/stored/uid.h"

#include <cstdint>

#include "absl/strings/str_format.h"

namespace taqvim::schedule {

std::string NewUid(storage::Transaction& transaction) {
  const uint64_t high = transaction.Random();
  const uint64_t low = transaction.Random();
  constexpr uint64_t kVersion = 0x4000, kVariant = 0x8000;
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", high >> 32, (high >> 16) & 0xffff,
                         kVersion | (high & 0x0fff), kVariant | ((low >> 48) & 0x3fff),
                         low & 0xffff'ffff'ffff);
}

}  // namespace taqvim::schedule
