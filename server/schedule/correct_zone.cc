#include "server/schedule/correct_zone.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/schedule/booking_facts.h"
#include "server/schedule/errors.h"
#include "server/schedule/names.h"
#include "server/schedule/resources.h"
#include "server/schedule/time_moves.h"
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

class Correction {
 public:
  Correction(storage::Transaction& transaction, const access::Rights& rights,
             const storage::Resource& venue, std::string before, std::string after)
      : transaction_(transaction),
        venue_(venue),
        before_(std::move(before)),
        after_(std::move(after)),
        moves_(transaction, rights, absl::ZeroDuration()) {}

  absl::StatusOr<v1::ConflictReport> Run();

 private:
  absl::StatusOr<std::vector<ResourceId>> Referrers(ResourceId target, LinkRole role);
  absl::Status Collect();
  absl::Status AddEvent(ResourceId id);
  bool Follows(const v1::Event& event, const storage::Claim& claim) const;
  void SetZones(Draft& draft);

  storage::Transaction& transaction_;
  const storage::Resource& venue_;
  const std::string before_, after_;
  TimeMoves moves_;
  std::set<ResourceId> events_;
  int bookings_ = 0;
};

absl::StatusOr<std::vector<ResourceId>> Correction::Referrers(ResourceId target, LinkRole role) {
  constexpr int kPage = 1000;
  std::vector<ResourceId> all;
  for (ResourceId after = 0;;) {
    auto ids = transaction_.Referrers(target, {role}, after, kPage);
    if (!ids.ok()) return ids.status();
    all.insert(all.end(), ids->begin(), ids->end());
    if (ids->size() < kPage) return all;
    after = ids->back();
  }
}

// The closures of the venue, and the events that book it or its spaces.
absl::Status Correction::Collect() {
  auto inside = Referrers(venue_.id, LinkRole::kVenue);
  if (!inside.ok()) return inside.status();
  std::vector<ResourceId> booked = {venue_.id};
  for (ResourceId id : *inside) {
    auto resource = transaction_.FindById(id);
    if (!resource.ok()) return resource.status();
    if ((*resource)->kind == Kind::kSpace) booked.push_back(id);
    if ((*resource)->kind != Kind::kClosure) continue;
    if (auto s = moves_.AddClosure(**resource); !s.ok()) return s;
  }
  for (ResourceId target : booked) {
    auto events = Referrers(target, LinkRole::kBooked);
    if (!events.ok()) return events.status();
    events_.insert(events->begin(), events->end());
  }
  return absl::OkStatus();
}

// Whether the booking whose claim it is goes with the venue: it is in it, or a
// participant's that only the venue gave a zone.
bool Correction::Follows(const v1::Event& event, const storage::Claim& claim) const {
  const v1::Booking& booking = event.bookings(claim.booking);
  if (booking.time_zone() != before_) return false;
  if (!booking.has_participant()) return VenueOfBooking(booking) == venue_.name;
  if (!event.time_zone().empty()) return false;
  for (const v1::Booking& other : event.bookings()) {
    const std::string_view venue = VenueOfBooking(other);
    if (!venue.empty() && venue != venue_.name) return false;
  }
  return true;
}

// In what is unfinished. What is changed on both sides is not held against the
// gaps of the new zone.
void Correction::SetZones(Draft& draft) {
  const int64_t now = absl::ToUnixSeconds(transaction_.now());
  std::set<int> following;
  for (const storage::Claim& claim : draft.claims_before) {
    if (claim.kind == storage::ClaimKind::kCultureDays || claim.interval.end <= now) continue;
    if (Follows(draft.after, claim)) following.insert(claim.booking);
  }
  for (int booking : following) {
    draft.before.mutable_bookings(booking)->set_time_zone(after_);
    draft.after.mutable_bookings(booking)->set_time_zone(after_);
  }
}

absl::Status Correction::AddEvent(ResourceId id) {
  auto resource = transaction_.FindById(id);
  if (!resource.ok()) return resource.status();
  auto draft = moves_.AddEvent(**resource);
  if (!draft.ok() || !*draft) return draft.status();
  SetZones(**draft);
  bookings_ += (*draft)->after.bookings_size();
  if (bookings_ <= kMaxBookings && moves_.bytes() <= kMaxBytes) return absl::OkStatus();
  return IllegalState(
      venue_.name,
      absl::StrCat("has more than ", kMaxBookings,
                   " unfinished bookings, or 1 MiB of events with such, which is more than one "
                   "change of its time zone can move; move or cancel some of the events first"));
}

absl::StatusOr<v1::ConflictReport> Correction::Run() {
  if (auto s = Collect(); !s.ok()) return s;
  for (ResourceId id : events_) {
    if (auto s = AddEvent(id); !s.ok()) return s;
  }
  auto moved = moves_.Apply();
  if (!moved.ok()) return moved.status();
  return std::move(moved->conflicts);
}

}  // namespace

absl::StatusOr<v1::ConflictReport> CorrectZone(storage::Transaction& transaction,
                                               const access::Rights& rights,
                                               const std::string& venue,
                                               const std::string& before) {
  auto resource = transaction.Find(Kind::kVenue, venue);
  if (!resource.ok()) return resource.status();
  if (!*resource) return Internal(absl::StrCat("the corrected venue ", venue, " is missing"));
  auto message = Read<v1::Venue>(**resource);
  if (!message.ok()) return message.status();
  return Correction(transaction, rights, **resource, before, message->time_zone()).Run();
}

}  // namespace taqvim::schedule
