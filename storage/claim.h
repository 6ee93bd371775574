// `Claim`: an atom, an interval of time, and who takes it; and sets of kinds of claims.
#pragma once

#include <cstdint>
#include <limits>

namespace taqvim::storage {

// The number of a stored resource within its store. It never changes and is
// never used again. The atoms that claims are on are resources: spaces without
// parts, venues, participants, and topics.
using ResourceId = int64_t;

// A half-open interval of whole seconds since the Unix epoch. Never empty.
struct Interval {
  static constexpr int64_t kForever = std::numeric_limits<int64_t>::max();

  int64_t start = 0;
  int64_t end = kForever;

  bool Overlaps(const Interval& other) const { return start < other.end && other.start < end; }
  bool Contains(const Interval& other) const { return start <= other.start && other.end <= end; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

// The kind of a claim: what it does to others. The numbers are stored.
enum class ClaimKind : uint8_t {
  kConfirmed = 1,    // blocks; disjoint on its atom under its host
  kContested = 2,    // blocks, too; may overlap claims that were confirmed before
  kHeld = 3,         // of a tentative event; blocks nobody
  kClosure = 4,      // the atom cannot be used
  kCultureDays = 5,  // confirmed culture days, on the topic of a city or pair of countries
};

// Whether a claim of that kind keeps others from confirming theirs over it.
constexpr bool Blocks(ClaimKind kind) {
  return kind == ClaimKind::kConfirmed || kind == ClaimKind::kContested;
}

// A set of claim kinds.
class ClaimKinds {
 public:
  constexpr ClaimKinds(ClaimKind kind) : bits_(1u << static_cast<unsigned>(kind)) {}  // NOLINT
  static constexpr ClaimKinds All() { return ClaimKinds(~0u); }
  constexpr bool Has(ClaimKind kind) const {
    return (bits_ >> static_cast<unsigned>(kind) & 1u) != 0;
  }
  friend constexpr ClaimKinds operator|(ClaimKinds a, ClaimKinds b) {
    return ClaimKinds(a.bits_ | b.bits_);
  }

 private:
  constexpr explicit ClaimKinds(unsigned bits) : bits_(bits) {}
  unsigned bits_;
};

constexpr ClaimKinds operator|(ClaimKind a, ClaimKind b) { return ClaimKinds(a) | ClaimKinds(b); }

// An atom that an owner takes for an interval.
struct Claim {
  ResourceId atom = 0;
  Interval interval;
  // The event inside whose claims on this atom this one lies; 0 for none.
  ResourceId host = 0;
  // The event or closure that claims.
  ResourceId owner = 0;
  // The index of the booking in the owner's message. Several claims of one owner may
  // overlap: it never collides with itself.
  int32_t booking = 0;
  ClaimKind kind = ClaimKind::kConfirmed;

  friend bool operator==(const Claim&, const Claim&) = default;
};

}  // namespace taqvim::storage
