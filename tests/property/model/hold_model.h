// Who ranks before whom, worked out from lists of everything.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/property/model/world.h"

namespace taqvim::property {

// An event as one of those that meet.
struct Party {
  const v1::Event* event = nullptr;
  std::vector<Claim> claims;
  // Which event was created first.
  int64_t serial = 0;
  // The names of the events that it is inside, near or far.
  std::vector<std::string> hosts;
  // Of one as its move would have it: the event itself, which no list has.
  std::shared_ptr<const v1::Event> moved = nullptr;
};

// The event of a party as its pending move would have it, with what that holds.
Party AsMoved(const Party& party, const std::vector<Claim>& move_claims);

// Whether the hold of one on its booking `i` comes before that of the other on
// its booking `j`.
bool ComesBefore(const Party& one, int i, const Party& other, int j);

// Whether what the event holds still counts.
bool IsLiveHold(const v1::Event& event, int64_t now);

// Whether the claims on the atom, taken together, leave nothing of the span.
bool Cover(const std::vector<Claim>& claims, const std::string& atom, Span span);

// How many events hold, before it, what the booking holds, and one more.
int RankOf(const Party& self, int booking, const std::vector<Party>& others, int64_t now);

// The stored event as it must be read: with ranks.
v1::Event Ranked(const World& world, const std::string& name);

}  // namespace taqvim::property
