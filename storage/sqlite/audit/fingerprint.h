// Fingerprint of an image, by which many are compared without being kept.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

namespace taqvim::storage {

// XXH3 with 128 bits.
using Fingerprint = std::pair<uint64_t, uint64_t>;

Fingerprint FingerprintOf(std::string_view bytes);

}  // namespace taqvim::storage
