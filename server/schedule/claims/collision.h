// Which claims on one atom get into each other's way, before any rule says what that means.
#pragma once

#include "storage/claim.h"

namespace taqvim::schedule {

// More claims than this on one atom at once are not looked through.
inline constexpr int kMostClaimsMet = 100'000;

// The claims that keep others out, and those of bookings whatever they do.
inline constexpr storage::ClaimKinds kBlocking =
    storage::ClaimKind::kConfirmed | storage::ClaimKind::kContested;
inline constexpr storage::ClaimKinds kOfBookings = kBlocking | storage::ClaimKind::kHeld;

// Whether what is under that host, or under none (0), meets the other claim where they
// overlap: what is under another host concerns those alone that are under it, too; a
// closure concerns everybody.
inline bool MeetsUnder(storage::ResourceId host, const storage::Claim& other) {
  return other.kind == storage::ClaimKind::kClosure || other.host == host;
}

}  // namespace taqvim::schedule
