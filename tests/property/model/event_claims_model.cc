// Which claims the events of a write shall have.
#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "tests/property/model/event_writes_model.h"
#include "tests/property/model/hold_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr int kDeepestHost = 10;

bool RefersTo(const v1::Event& event, const std::string& name) {
  return std::any_of(event.bookings().begin(), event.bookings().end(),
                     [&](const v1::Booking& booking) {
                       const auto& excepted = booking.excepted_spaces();
                       return BookedName(booking) == name ||
                              std::find(excepted.begin(), excepted.end(), name) != excepted.end();
                     });
}

const v1::Booking* FindBooking(const v1::Event& event, const std::string& id) {
  for (const v1::Booking& booking : event.bookings()) {
    if (booking.id() == id) return &booking;
  }
  return nullptr;
}

bool IsChanged(const Draft& draft, const v1::Booking& booking) {
  if (draft.before == nullptr) return true;
  const v1::Event& before = draft.before->message;
  const v1::Booking* old = FindBooking(before, booking.id());
  return old == nullptr || !MessageDifferencer::Equals(*old, booking) ||
         before.recurrence().rule() != draft.after.recurrence().rule() ||
         !MessageDifferencer::Equals(PeriodOf(before, *old), PeriodOf(draft.after, booking));
}

// Whether the draft said before when the booking is, and in which zone: in the same
// booking or, when it is at the event's own time, in any that is.
bool IsSaidAlready(const Draft& draft, const v1::Booking& booking) {
  if (draft.before == nullptr) return false;
  const v1::Event& before = draft.before->message;
  for (const v1::Booking& old : before.bookings()) {
    if (booking.has_period() && old.id() != booking.id()) continue;
    if (!booking.has_period() && old.has_period()) continue;
    const bool same_time =
        MessageDifferencer::Equals(PeriodOf(before, old), PeriodOf(draft.after, booking));
    if (same_time && old.time_zone() == booking.time_zone()) return true;
  }
  return false;
}

// Where and when, whatever it does to others.
std::vector<std::tuple<std::string, Span>> PlacesClaimed(const std::vector<Claim>& claims) {
  std::vector<std::tuple<std::string, Span>> places;
  for (const Claim& claim : claims) places.emplace_back(claim.atom, claim.span);
  std::sort(places.begin(), places.end());
  return places;
}

bool WasOutside(const Stored<v1::Event>& before, int booking, const Span& span) {
  return std::any_of(before.claims.begin(), before.claims.end(), [&](const Claim& claim) {
    return claim.booking == booking && claim.span == span && claim.host.empty();
  });
}

}  // namespace

void EventWritesModel::CheckReference(const Draft& draft, const std::string& name) {
  bool archived = false;
  if (auto space = world_.spaces.find(name); space != world_.spaces.end()) {
    archived = space->second.message.archived();
  } else if (!world_.venues.count(name) && !world_.participants.count(name)) {
    archived = true;
  }
  if (archived && !(draft.before != nullptr && RefersTo(draft.before->message, name))) {
    malformed_.insert(v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  }
}

// The one zone of the venues that the event books; empty when there is none, or
// several.
std::string EventWritesModel::ZoneOfVenues(const v1::Event& event) const {
  std::set<std::string> zones;
  for (const v1::Booking& booking : event.bookings()) {
    if (booking.has_participant()) continue;
    zones.insert(world_.venues.at(VenueOf(BookedName(booking))).message.time_zone());
  }
  return zones.size() == 1 ? *zones.begin() : "";
}

void EventWritesModel::CheckBookingZone(Draft& draft, v1::Booking& booking) {
  std::string zone;
  if (booking.has_participant()) {
    zone = draft.after.time_zone().empty() ? ZoneOfVenues(draft.after) : draft.after.time_zone();
  } else {
    zone = world_.venues.at(VenueOf(BookedName(booking))).message.time_zone();
  }
  if (booking.time_zone().empty()) booking.set_time_zone(zone);
  const bool foreign = !booking.has_participant() && booking.time_zone() != zone;
  const bool changed = IsChanged(draft, booking);
  draft.changed.push_back(changed);
  if (!changed) return;
  if (booking.time_zone().empty() || foreign) {
    malformed_.insert(v1::ERROR_REASON_INVALID_FIELD);
  } else if (!IsSaidAlready(draft, booking)) {
    malformed_.merge(FaultsOf(PeriodOf(draft.after, booking), booking.time_zone()));
  }
}

// The event's own period, when no booking takes it over.
void EventWritesModel::CheckOwnPeriod(const Draft& draft) {
  const v1::Event& event = draft.after;
  if (!event.has_period()) return;
  if (draft.before != nullptr &&
      MessageDifferencer::Equals(draft.before->message.period(), event.period())) {
    return;
  }
  for (const v1::Booking& booking : event.bookings()) {
    if (!booking.has_period()) return;
  }
  const std::string zone = event.time_zone().empty() ? ZoneOfVenues(event) : event.time_zone();
  if (!zone.empty()) {
    malformed_.merge(FaultsOf(event.period(), zone));
  } else if (event.period().has_timed()) {
    malformed_.insert(v1::ERROR_REASON_INVALID_FIELD);
  }
}

// Whether all is sound; what is not, is noted.
bool EventWritesModel::CheckFacts(Draft& draft) {
  std::set<v1::ErrorReason> earlier;
  earlier.swap(malformed_);
  CheckAgreement(draft);
  for (const v1::Booking& booking : draft.after.bookings()) {
    CheckReference(draft, BookedName(booking));
    for (const std::string& name : booking.excepted_spaces()) CheckReference(draft, name);
  }
  draft.changed.clear();
  for (v1::Booking& booking : *draft.after.mutable_bookings()) CheckBookingZone(draft, booking);
  CheckOwnPeriod(draft);
  const bool sound = malformed_.empty();
  malformed_.merge(earlier);
  return sound;
}

std::vector<std::string> EventWritesModel::HostsOf(const Draft& draft) {
  std::vector<std::string> hosts;
  const v1::Event* event = &draft.after;
  while (event != nullptr && !event->host().empty()) {
    if (event->host() == draft.name() || hosts.size() == kDeepestHost) {
      malformed_.insert(v1::ERROR_REASON_INVALID_FIELD);
      return {};
    }
    hosts.push_back(event->host());
    event = Final(event->host());
  }
  return hosts;
}

// Whether others have, of what is contested of the host, what the claim takes: as it
// was before the write.
bool EventWritesModel::IsContestedAt(const std::string& host, const Claim& claim) const {
  const auto meets = [&](const Claim& one) {
    return one.atom == claim.atom && one.span.Overlaps(claim.span);
  };
  auto stored = world_.events.find(host);
  if (stored == world_.events.end()) return false;
  auto draft = drafts_.find(host);
  const bool written = draft != drafts_.end() && draft->second.claimed;
  for (const Claim& theirs : stored->second.claims) {
    if (theirs.kind != Claim::Kind::kContested || !meets(theirs)) continue;
    if (written && draft->second.altered[theirs.booking]) continue;
    for (const std::string& name : world_.live) {
      if (name == host || name == claim.owner) continue;
      for (const Claim& other : world_.events.at(name).claims) {
        if (other.Blocks() && other.host == theirs.host && meets(other)) return true;
      }
    }
  }
  return false;
}

// The host that the claim is under: of spaces only the nearest may be, of
// participants any that has them all the time. Nothing is confirmed anew where others
// contest what the host has.
std::string EventWritesModel::HostOf(const Draft& draft, const Claim& claim) {
  const bool anew = draft.written && draft.altered[claim.booking] && claim.Blocks();
  for (const std::string& host : HostsOf(draft)) {
    const bool along = MovesTogether(draft, host);
    if (Cover(along ? FinalMoveClaims(host) : FinalClaims(host), claim.atom, claim.span)) {
      return anew && IsContestedAt(host, claim) ? "" : host;
    }
    if (!draft.after.bookings(claim.booking).has_participant()) break;
  }
  return "";
}

void EventWritesModel::ClaimBooking(Draft& draft, int i, bool rehost) {
  const v1::Booking& booking = draft.after.bookings(i);
  const Span span = Occupied(booking, PeriodOf(draft.after, booking), booking.time_zone());
  bool finished = span.end <= world_.now;
  for (const Claim& claim : draft.before != nullptr ? draft.before->claims : std::vector<Claim>()) {
    const bool same = draft.before->message.bookings(claim.booking).id() == booking.id();
    if (same && claim.span.end > world_.now) finished = false;
  }
  const bool expand = draft.altered[i] || (reexpanding_ && !finished);
  rehost = draft.altered[i] || (reexpanding_ ? !finished : rehost);
  std::vector<Claim> claims;
  if (expand) {
    const std::set<std::string> atoms = AtomsOfBooking(world_, booking);
    if (atoms.empty()) malformed_.insert(v1::ERROR_REASON_INVALID_FIELD);
    for (const std::string& atom : atoms) claims.push_back({.atom = atom, .span = span});
  } else {
    const auto& old = draft.before->message.bookings();
    for (const Claim& claim : draft.before->claims) {
      if (old[claim.booking].id() == booking.id()) claims.push_back(claim);
    }
  }
  for (Claim& claim : claims) {
    claim.owner = draft.name();
    claim.booking = i;
    claim.kind = IsConfirmed(draft.after) ? Claim::Kind::kConfirmed : Claim::Kind::kHeld;
    if (rehost) {
      claim.host = HostOf(draft, claim);
      const bool needs_host = !draft.after.host().empty() && !booking.has_participant();
      const bool told = changes_spaces_ && WasOutside(*draft.before, i, span);
      if (needs_host && claim.host.empty() && !told) draft.outside[i] = true;
    }
    draft.claims.push_back(claim);
  }
}

void EventWritesModel::ClaimDraft(Draft& draft) {
  if (draft.claimed) return;
  const auto hosts = IsLive(draft.after) ? HostsOf(draft) : std::vector<std::string>();
  for (auto host = hosts.rbegin(); host != hosts.rend(); ++host) {
    if (auto at = drafts_.find(*host); at != drafts_.end()) ClaimDraft(at->second);
  }
  draft.claimed = true;
  if (!CheckFacts(draft)) return;
  const bool host_changed =
      draft.before == nullptr || draft.before->message.host() != draft.after.host();
  draft.outside.assign(draft.after.bookings_size(), false);
  for (bool changed : draft.changed) {
    draft.altered.push_back(changed || draft.confirming || host_changed);
  }
  bool host_moved = !hosts.empty() && drafts_.contains(hosts[0]) && drafts_[hosts[0]].moved;
  if (draft.of_move && !hosts.empty() && moved_.contains(hosts[0])) {
    host_moved |= moved_[hosts[0]].moved;
  }
  if (IsLive(draft.after) && draft.after.has_recurrence()) {
    ClaimSeries(draft);
  } else if (IsLive(draft.after)) {
    for (int i = 0; i < draft.after.bookings_size(); ++i) ClaimBooking(draft, i, host_moved);
  }
  std::sort(draft.claims.begin(), draft.claims.end());
  draft.moved = host_moved || host_changed || draft.before == nullptr ||
                PlacesClaimed(draft.claims) != PlacesClaimed(draft.before->claims);
  if (draft.of_move) return;
  ClaimMove(draft);
  if (draft.moved) DrawInHosted(draft);
}

void EventWritesModel::DrawInHosted(const Draft& draft) {
  for (const std::string& name : HostedBy(draft.name())) {
    if (drafts_.count(name)) continue;
    const auto& stored = world_.events.at(name);
    if (!IsLive(stored.message)) continue;
    Draft& hosted = drafts_[name];
    hosted.before = &stored;
    hosted.after = stored.message;
    hosted.serial = stored.serial;
    hosted.item = draft.item;
  }
}

void EventWritesModel::ClaimAll() {
  for (bool drawn_in = true; drawn_in;) {
    drawn_in = false;
    for (auto& [name, draft] : drafts_) {
      if (draft.claimed) continue;
      ClaimDraft(draft);
      drawn_in = true;
    }
  }
}

}  // namespace taqvim::property
