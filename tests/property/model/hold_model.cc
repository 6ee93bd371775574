#include "tests/property/model/hold_model.h"

#include <algorithm>
#include <set>
#include <utility>

namespace taqvim::property {
namespace {

bool IsInside(const Party& one, const Party& other) {
  return std::find(one.hosts.begin(), one.hosts.end(), other.event->name()) != one.hosts.end();
}

// Whether the booking of one meets the claims of that kind of the other.
bool Meets(const Party& one, int booking, const Party& other, int other_booking, Claim::Kind kind) {
  const bool participant = one.event->bookings(booking).has_participant();
  if (!participant && (IsInside(one, other) || IsInside(other, one))) return false;
  for (const Claim& a : one.claims) {
    for (const Claim& b : other.claims) {
      if (a.booking != booking || b.booking != other_booking || b.kind != kind) continue;
      if (a.atom == b.atom && a.host == b.host && a.span.Overlaps(b.span)) return true;
    }
  }
  return false;
}

bool IsBlocked(const Party& self, int booking, const std::vector<Party>& others) {
  for (const Party& other : others) {
    for (int j = 0; j < other.event->bookings_size(); ++j) {
      if (Meets(self, booking, other, j, Claim::Kind::kConfirmed)) return true;
      if (Meets(self, booking, other, j, Claim::Kind::kContested)) return true;
    }
  }
  return false;
}

Party PartyOf(const World& world, const std::string& name) {
  const Stored<v1::Event>& stored = world.events.at(name);
  Party party{&stored.message, stored.claims, stored.serial, {}};
  for (const v1::Event* event = &stored.message; !event->host().empty();) {
    party.hosts.push_back(event->host());
    event = &world.events.at(event->host()).message;
  }
  return party;
}

// What a confirmed series only holds, it holds since it was created.
v1::BookingHold HoldOf(const v1::Event& event, int booking) {
  if (!IsConfirmed(event)) return event.holds(booking);
  v1::BookingHold hold;
  *hold.mutable_arrive_time() = event.create_time();
  return hold;
}

}  // namespace

Party AsMoved(const Party& party, const std::vector<Claim>& move_claims) {
  auto moved = std::make_shared<const v1::Event>(AsMoved(*party.event));
  const v1::Event* event = moved.get();
  return {event, move_claims, party.serial, party.hosts, std::move(moved)};
}

bool ComesBefore(const Party& one, int i, const Party& other, int j) {
  const v1::BookingHold a = HoldOf(*one.event, i), b = HoldOf(*other.event, j);
  return std::make_tuple(a.order(), a.arrive_time().seconds(), one.serial) <
         std::make_tuple(b.order(), b.arrive_time().seconds(), other.serial);
}

bool IsLiveHold(const v1::Event& event, int64_t now) {
  if (IsConfirmed(event)) return event.has_recurrence();
  return event.state() == v1::EVENT_STATE_TENTATIVE && event.expire_time().seconds() > now;
}

bool Cover(const std::vector<Claim>& claims, const std::string& atom, Span span) {
  bool grown = true;
  while (grown && span.start < span.end) {
    grown = false;
    for (const Claim& claim : claims) {
      if (claim.atom != atom || claim.span.start > span.start) continue;
      if (claim.span.end <= span.start) continue;
      span.start = claim.span.end;
      grown = true;
    }
  }
  return span.start >= span.end;
}

int RankOf(const Party& self, int booking, const std::vector<Party>& others, int64_t now) {
  std::set<std::string> before;
  for (const Party& other : others) {
    if (!IsLiveHold(*other.event, now)) continue;
    bool ahead = false;
    for (int j = 0; j < other.event->bookings_size() && !ahead; ++j) {
      ahead = ComesBefore(other, j, self, booking) &&
              Meets(self, booking, other, j, Claim::Kind::kHeld);
    }
    if (ahead) before.insert(other.event->name());
  }
  return 1 + static_cast<int>(before.size());
}

v1::Event Ranked(const World& world, const std::string& name) {
  v1::Event event = world.events.at(name).message;
  const bool moves = IsMovePending(event);
  if (event.state() != v1::EVENT_STATE_TENTATIVE && !moves) return event;
  Party self = PartyOf(world, name);
  if (moves) self = AsMoved(self, world.events.at(name).move_claims);
  std::vector<Party> others;
  for (const std::string& other : world.live) {
    const v1::Event& theirs = world.events.at(other).message;
    // What moves together makes room.
    const bool together = !MoveGroupOf(event).empty() && MoveGroupOf(event) == MoveGroupOf(theirs);
    if (other == name || together) continue;
    others.push_back(PartyOf(world, other));
    if (!IsMovePending(theirs)) continue;
    others.push_back(AsMoved(others.back(), world.events.at(other).move_claims));
  }
  auto& holds = moves ? *event.mutable_move()->mutable_holds() : *event.mutable_holds();
  for (int i = 0; i < holds.size(); ++i) {
    holds[i].set_rank(RankOf(self, i, others, world.now));
    holds[i].set_blocked(IsBlocked(self, i, others));
    if (!moves) event.set_hold_rank(std::max(event.hold_rank(), holds[i].rank()));
  }
  return event;
}

}  // namespace taqvim::property
