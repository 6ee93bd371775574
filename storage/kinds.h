// `Kinds`: a set of kinds of resources.
#pragma once

#include <cstdint>

#include "storage/resource.h"

namespace taqvim::storage {

class Kinds {
 public:
  constexpr Kinds() = default;
  constexpr Kinds(Kind kind) : bits_(1u << static_cast<unsigned>(kind)) {}  // NOLINT

  constexpr bool Has(Kind kind) const { return (bits_ >> static_cast<unsigned>(kind) & 1u) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr void Add(Kinds others) { bits_ |= others.bits_; }
  // A bit for each kind, the one of its number. Stored by back ends.
  constexpr uint32_t bits() const { return bits_; }
  friend constexpr bool operator==(Kinds, Kinds) = default;

 private:
  uint32_t bits_ = 0;
};

}  // namespace taqvim::storage
