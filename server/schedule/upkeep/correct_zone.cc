#include "server/schedule/upkeep/correct_zone.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/schedule/claims/booking_facts.h"
#include "server/schedule/stored/referrers.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/intervals.h"
#include "server/schedule/upkeep/time_moves.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::LinkRole;
using storage::ResourceId;

constexpr int kMaxBookings = 1000;
constexpr size_t kMaxBytes = 1 << 20;

// The venue that a booking is in; empty for a participant's.
std::string_view VenueOfBooking(const v1::Booking& booking) {
  if (booking.has_venue()) return booking.venue();
  return booking.has_space() ? VenueOf(booking.space()) : std::string_view();
}

// A venue, and the zones that it had and has.
struct Change {
  const storage::Resource& venue;
  const std::string& before;
  const std::string& after;
};

// Whether the booking whose claim it is goes with the venue: it is in it, or a
// participant's that only the venue gave a zone.
bool Follows(const Change& change, const v1::Event& event, const storage::Claim& claim) {
  const v1::Booking& booking = event.bookings(claim.booking);
  if (booking.time_zone() != change.before) return false;
  if (!booking.has_participant()) return VenueOfBooking(booking) == change.venue.name;
  if (!event.time_zone().empty()) return false;
  for (const v1::Booking& other : event.bookings()) {
    const std::string_view venue = VenueOfBooking(other);
    if (!venue.empty() && venue != change.venue.name) return false;
  }
  return true;
}

class Correction {
 public:
  Correction(storage::Transaction& transaction, const access::Rights& rights)
      : transaction_(transaction), moves_(transaction, rights, absl::ZeroDuration()) {}

  // Takes in what a venue's zone moves.
  absl::Status Add(const CorrectedZone& corrected);
  absl::StatusOr<v1::ConflictReport> Apply();

 private:
  absl::StatusOr<std::set<ResourceId>> TakeClosures(const Change& change);
  absl::Status AddEvents(const Change& change, const std::set<ResourceId>& events);
  // The event with its zones set, if it is not over.
  absl::StatusOr<Draft*> AddEvent(const Change& change, ResourceId id);
  void SetZones(const Change& change, Draft& draft);

  storage::Transaction& transaction_;
  TimeMoves moves_;
};

// Takes in the closures of the venue; returns the events that book it or its spaces.
absl::StatusOr<std::set<ResourceId>> Correction::TakeClosures(const Change& change) {
  ASSIGN_OR_RETURN(auto inside, AllReferrers(transaction_, change.venue.id, {LinkRole::kVenue}));
  std::vector<ResourceId> booked = {change.venue.id};
  for (ResourceId id : inside) {
    ASSIGN_OR_RETURN(auto resource, transaction_.FindById(id));
    if (resource->kind == Kind::kSpace) booked.push_back(id);
    if (resource->kind != Kind::kClosure) continue;
    RETURN_IF_ERROR(moves_.AddClosure(*resource));
  }
  std::set<ResourceId> events;
  for (ResourceId target : booked) {
    ASSIGN_OR_RETURN(auto some, AllReferrers(transaction_, target, {LinkRole::kBooked}));
    events.insert(some.begin(), some.end());
  }
  return events;
}

// In what is unfinished. Nobody writes the event, so that its times are not held against
// the gaps of the new zone.
void Correction::SetZones(const Change& change, Draft& draft) {
  std::set<int> following;
  for (const storage::Claim& claim : draft.claims_before) {
    if (claim.kind == storage::ClaimKind::kCultureDays) continue;
    if (!IsUnfinished(claim.interval, transaction_.now())) continue;
    if (Follows(change, draft.after, claim)) following.insert(claim.booking);
  }
  for (int booking : following) {
    draft.after.mutable_bookings(booking)->set_time_zone(change.after);
  }
}

absl::StatusOr<Draft*> Correction::AddEvent(const Change& change, ResourceId id) {
  ASSIGN_OR_RETURN(auto resource, transaction_.FindById(id));
  auto draft = moves_.AddEvent(*resource);
  if (draft.ok() && *draft) SetZones(change, **draft);
  return draft;
}

absl::Status Correction::AddEvents(const Change& change, const std::set<ResourceId>& events) {
  const size_t bytes_before = moves_.bytes();
  int bookings = 0;
  for (ResourceId id : events) {
    ASSIGN_OR_RETURN(auto draft, AddEvent(change, id));
    if (!draft) continue;
    bookings += draft->after.bookings_size();
    if (bookings <= kMaxBookings && moves_.bytes() - bytes_before <= kMaxBytes) continue;
    return IllegalState(
        change.venue.name,
        absl::StrCat("has more than ", kMaxBookings,
                     " unfinished bookings, or 1 MiB of events with such, which is more than one "
                     "change of its time zone can move; move or cancel some of the events first"));
  }
  return absl::OkStatus();
}

absl::Status Correction::Add(const CorrectedZone& corrected) {
  ASSIGN_OR_RETURN(auto resource, transaction_.Find(Kind::kVenue, corrected.venue));
  if (!resource)
    return Internal(absl::StrCat("the corrected venue ", corrected.venue, " is missing"));
  ASSIGN_OR_RETURN(auto venue, Read<v1::Venue>(*resource));
  const Change change{*resource, corrected.before, venue.time_zone()};
  ASSIGN_OR_RETURN(auto events, TakeClosures(change));
  return AddEvents(change, events);
}

absl::StatusOr<v1::ConflictReport> Correction::Apply() {
  ASSIGN_OR_RETURN(auto moved, moves_.Apply());
  return std::move(moved.conflicts);
}

}  // namespace

absl::StatusOr<v1::ConflictReport> CorrectZones(storage::Transaction& transaction,
                                                const access::Rights& rights,
                                                const std::vector<CorrectedZone>& corrected) {
  Correction correction(transaction, rights);
  for (const CorrectedZone& one : corrected) {
    RETURN_IF_ERROR(correction.Add(one));
  }
  return correction.Apply();
}

}  // namespace taqvim::schedule
