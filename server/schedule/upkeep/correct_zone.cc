#include "server/schedule/upkeep/correct_zone.h"

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/base/strings.h"
#include "server/schedule/claims/booking_facts.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/caller.h"
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

constexpr char kMethod[] = "system.CorrectZone";

// What is left to do for a venue is a topic of this prefix and its name, whose body is
// the id of the last event that was looked at.
constexpr std::string_view kTopicPrefix = "corrected/";

// Bounds of one step.
constexpr int kCorrectedAtOnce = 100;
constexpr int kBookings = 1000;
constexpr size_t kBytes = 1 << 20;

// Before all else that is due.
constexpr int64_t kAtOnce = 1;

storage::Put TopicOf(ResourceId id, std::string_view venue, ResourceId reached) {
  return {.id = id,
          .kind = Kind::kTopic,
          .name = Cat(kTopicPrefix, venue),
          .body = absl::StrCat(reached),
          .due = kAtOnce};
}

// The venue that a booking is in; empty for a participant's.
std::string_view VenueOfBooking(const v1::Booking& booking) {
  if (booking.has_venue()) return booking.venue();
  return booking.has_space() ? VenueOf(booking.space()) : std::string_view();
}

// A venue, and the zones that it had and has.
struct ZoneChange {
  const storage::Resource& venue;
  const std::string& before;
  const std::string& after;
};

// Whether the booking whose claim it is goes with the venue: it is in it, or a
// participant's that only the venue gave a zone.
bool Follows(const ZoneChange& change, const v1::Event& event, const storage::Claim& claim) {
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

// Events that book at a venue, in order, from some id on; and whether that is all.
struct EventsAt {
  std::vector<ResourceId> ids;
  bool complete = false;
};

class Correction {
 public:
  Correction(storage::Transaction& transaction, const access::Rights& rights)
      : transaction_(transaction), moves_(transaction, rights, absl::ZeroDuration()) {}

  absl::Status AddClosures(const ZoneChange& change);
  // Takes in the events behind `reached`, as many as a step may, and moves it on; whether
  // that was all.
  absl::StatusOr<bool> AddStep(const ZoneChange& change, ResourceId& reached);
  absl::Status AddAll(const ZoneChange& change);
  absl::StatusOr<v1::ConflictReport> Apply();

 private:
  absl::StatusOr<EventsAt> NextEvents(const ZoneChange& change, ResourceId reached);
  // The event with its zones set, if it is not over.
  absl::StatusOr<Draft*> AddEvent(const ZoneChange& change, ResourceId id);
  std::set<int> Following(const ZoneChange& change, const v1::Event& event,
                          const std::vector<storage::Claim>& claims) const;
  void SetZones(const ZoneChange& change, Draft& draft);

  storage::Transaction& transaction_;
  TimeMoves moves_;
};

absl::Status Correction::AddClosures(const ZoneChange& change) {
  ASSIGN_OR_RETURN(auto inside, AllReferrers(transaction_, change.venue.id, {LinkRole::kVenue}));
  for (ResourceId id : inside) {
    ASSIGN_OR_RETURN(auto resource, transaction_.FindById(id));
    if (resource->kind != Kind::kClosure) continue;
    RETURN_IF_ERROR(moves_.AddClosure(*resource));
  }
  return absl::OkStatus();
}

// The bookings of the event, with these claims, of what is unfinished.
std::set<int> Correction::Following(const ZoneChange& change, const v1::Event& event,
                                    const std::vector<storage::Claim>& claims) const {
  std::set<int> following;
  for (const storage::Claim& claim : claims) {
    if (claim.kind == storage::ClaimKind::kCultureDays) continue;
    if (!IsUnfinished(claim.interval, transaction_.now())) continue;
    if (Follows(change, event, claim)) following.insert(claim.booking);
  }
  return following;
}

// Nobody writes the event, so that its times are not held against the gaps of the new zone.
void Correction::SetZones(const ZoneChange& change, Draft& draft) {
  v1::Event& event = draft.after;
  for (int booking : Following(change, event, draft.claims_before)) {
    event.mutable_bookings(booking)->set_time_zone(change.after);
  }
  if (!IsMovePending(event)) return;
  for (int booking : Following(change, AsMoved(event), draft.move_claims_before)) {
    event.mutable_move()->mutable_bookings(booking)->set_time_zone(change.after);
  }
}

absl::StatusOr<Draft*> Correction::AddEvent(const ZoneChange& change, ResourceId id) {
  ASSIGN_OR_RETURN(auto resource, transaction_.FindById(id));
  auto draft = moves_.AddEvent(*resource);
  if (draft.ok() && *draft != nullptr) SetZones(change, **draft);
  return draft;
}

// Of what is in the venue, spaces are booked.
absl::StatusOr<EventsAt> Correction::NextEvents(const ZoneChange& change, ResourceId reached) {
  ASSIGN_OR_RETURN(auto booked, AllReferrers(transaction_, change.venue.id, {LinkRole::kVenue}));
  booked.push_back(change.venue.id);
  std::set<ResourceId> ids;
  bool complete = true;
  for (ResourceId target : booked) {
    ASSIGN_OR_RETURN(
        auto some, transaction_.Referrers(target, {LinkRole::kBooked}, reached, kCorrectedAtOnce));
    complete &= some.size() < kCorrectedAtOnce;
    ids.insert(some.begin(), some.end());
  }
  EventsAt next{.ids = {ids.begin(), ids.end()},
                .complete = complete && ids.size() <= kCorrectedAtOnce};
  if (next.ids.size() > kCorrectedAtOnce) next.ids.resize(kCorrectedAtOnce);
  return next;
}

absl::StatusOr<bool> Correction::AddStep(const ZoneChange& change, ResourceId& reached) {
  ASSIGN_OR_RETURN(auto next, NextEvents(change, reached));
  const size_t bytes_before = moves_.bytes();
  int bookings = 0;
  for (ResourceId id : next.ids) {
    if (bookings >= kBookings || moves_.bytes() - bytes_before >= kBytes) return false;
    ASSIGN_OR_RETURN(auto draft, AddEvent(change, id));
    if (draft != nullptr) bookings += draft->after.bookings_size();
    reached = id;
  }
  return next.complete;
}

absl::Status Correction::AddAll(const ZoneChange& change) {
  RETURN_IF_ERROR(AddClosures(change));
  ResourceId reached = 0;
  while (true) {
    ASSIGN_OR_RETURN(auto all, AddStep(change, reached));
    if (all) return absl::OkStatus();
  }
}

absl::StatusOr<v1::ConflictReport> Correction::Apply() {
  ASSIGN_OR_RETURN(auto moved, moves_.Apply());
  return std::move(moved.conflicts);
}

// A venue as it is stored.
struct StoredVenue {
  std::shared_ptr<const storage::Resource> resource;
  v1::Venue message;
};

absl::StatusOr<StoredVenue> FindVenue(storage::Snapshot& snapshot, const std::string& name) {
  ASSIGN_OR_RETURN(auto resource, snapshot.Find(Kind::kVenue, name));
  if (!resource) return Internal(absl::StrCat("the corrected venue ", name, " is missing"));
  ASSIGN_OR_RETURN(auto message, Read<v1::Venue>(*resource));
  return StoredVenue{std::move(resource), std::move(message)};
}

// Puts the venue with what it says of its correction, and does what else is in the mutation.
absl::Status PutVenue(storage::Transaction& transaction, v1::Venue venue, ResourceId id,
                      storage::Mutation mutation) {
  venue.clear_etag();
  *venue.mutable_update_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(transaction.now()));
  mutation.rederived.push_back({.id = id, .body = ToBody(venue), .facets = FacetsOf(venue)});
  return transaction.Apply(std::move(mutation));
}

absl::Status GoOnSoon(storage::Transaction& transaction, StoredVenue venue,
                      const std::string& before, ResourceId reached) {
  storage::Mutation mutation;
  mutation.puts.push_back(TopicOf(transaction.NewId(), venue.message.name(), reached));
  v1::ZoneCorrection& correction = *venue.message.mutable_zone_correction();
  correction.set_from_time_zone(before);
  *correction.mutable_start_time() = venue.message.update_time();
  return PutVenue(transaction, std::move(venue.message), venue.resource->id, std::move(mutation));
}

// A step for the venue, with the mutation that says how far it came.
absl::Status GoOn(storage::Transaction& transaction, const storage::Resource& topic,
                  StoredVenue venue) {
  ResourceId reached = 0;
  if (!absl::SimpleAtoi(topic.body, &reached)) {
    return DataLoss(
        absl::StrCat("how far the zone of ", venue.message.name(), " is corrected cannot be read"));
  }
  const ZoneChange change{*venue.resource, venue.message.zone_correction().from_time_zone(),
                          venue.message.time_zone()};
  Correction correction(transaction, System().rights);
  ASSIGN_OR_RETURN(auto all, correction.AddStep(change, reached));
  RETURN_IF_ERROR(correction.Apply().status());
  storage::Mutation mutation;
  if (!all) {
    mutation.puts.push_back(TopicOf(topic.id, venue.message.name(), reached));
    return transaction.Apply(std::move(mutation));
  }
  mutation.deletes.push_back(topic.id);
  venue.message.clear_zone_correction();
  return PutVenue(transaction, std::move(venue.message), venue.resource->id, std::move(mutation));
}

}  // namespace

absl::StatusOr<v1::ConflictReport> CorrectZones(storage::Transaction& transaction,
                                                const access::Rights& rights,
                                                const std::vector<CorrectedZone>& corrected) {
  Correction correction(transaction, rights);
  for (const CorrectedZone& one : corrected) {
    ASSIGN_OR_RETURN(auto venue, FindVenue(transaction, one.venue));
    RETURN_IF_ERROR(correction.AddAll({*venue.resource, one.before, venue.message.time_zone()}));
  }
  return correction.Apply();
}

absl::StatusOr<v1::ConflictReport> BeginZoneCorrection(storage::Transaction& transaction,
                                                       const access::Rights& rights,
                                                       const CorrectedZone& corrected) {
  ASSIGN_OR_RETURN(auto venue, FindVenue(transaction, corrected.venue));
  Correction correction(transaction, rights);
  const ZoneChange change{*venue.resource, corrected.before, venue.message.time_zone()};
  RETURN_IF_ERROR(correction.AddClosures(change));
  ResourceId reached = 0;
  ASSIGN_OR_RETURN(auto all, correction.AddStep(change, reached));
  ASSIGN_OR_RETURN(auto report, correction.Apply());
  if (all) return report;
  RETURN_IF_ERROR(GoOnSoon(transaction, std::move(venue), corrected.before, reached));
  return report;
}

absl::StatusOr<std::string> ContinueZoneCorrection(storage::Transaction& transaction,
                                                   const std::vector<ResourceId>& due) {
  for (ResourceId id : due) {
    ASSIGN_OR_RETURN(auto topic, transaction.FindById(id));
    if (!topic || topic->kind != Kind::kTopic) continue;
    if (!absl::StartsWith(topic->name, AbslView(kTopicPrefix))) continue;
    ASSIGN_OR_RETURN(auto venue, FindVenue(transaction, topic->name.substr(kTopicPrefix.size())));
    RETURN_IF_ERROR(GoOn(transaction, *topic, std::move(venue)));
    return kMethod;
  }
  return "";
}

}  // namespace taqvim::schedule
