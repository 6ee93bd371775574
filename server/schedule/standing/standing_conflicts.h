// What stands in conflict, event by event: not what a write would break, which
// the judge says, but what came about otherwise.
//
// They are worked out from what the caller sees of the parties: of a closed event
// the spaces that it takes, and not what it takes of participants, which
// programme it belongs to, or what was waived for it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/access/redact.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/time/opening_hours.h"
#include "storage/store.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/schedule_service.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// The claims that keep others out, and those of bookings whatever they do.
inline constexpr storage::ClaimKinds kBlocking =
    storage::ClaimKind::kConfirmed | storage::ClaimKind::kContested;
inline constexpr storage::ClaimKinds kOfBookings = kBlocking | storage::ClaimKind::kHeld;

// One event, with what is not over of it.
struct StandingEvent {
  const storage::Resource& resource;
  std::shared_ptr<const v1::Event> event;
  std::vector<storage::Claim> claims;
  const Occurrences& occurrences;
  // Whether it is closed to the caller. Claims on participants are left out then.
  bool closed = false;
};

// When a booking takes place from now on, without set-up and tear-down, and the day
// of the occurrence, when its event repeats and is not closed.
struct TimeAhead {
  storage::Interval announced;
  std::optional<absl::CivilDay> day;
};

// Those of the booking by the event's claims of these kinds, each once, in order.
std::vector<TimeAhead> TimesAhead(const StandingEvent& standing, int booking,
                                  const absl::TimeZone& zone, storage::ClaimKinds kinds);
void SetTimes(const TimeAhead& times, v1::Conflict& conflict);

// What to look for; no kinds, or no rules, means all.
struct StandingQuery {
  std::set<v1::ConflictKind> kinds = {};
  std::set<v1::ConflictRule> rules = {};
};

// Of one snapshot, for a caller with these rights; looks up each counterpart once.
class StandingConflicts {
 public:
  StandingConflicts(storage::Snapshot& snapshot, const access::Rights& rights, StandingQuery query)
      : snapshot_(snapshot), rights_(rights), query_(std::move(query)) {}

  // The conflicts in which the event is the party that has to give way, ordered
  // as reports are. What is over, or waived as it still is, is left out.
  absl::StatusOr<std::vector<v1::StandingConflict>> Of(const storage::Resource& event);
  // The same by these claims alone, of all that the event has.
  absl::StatusOr<std::vector<v1::StandingConflict>> Of(const storage::Resource& event,
                                                       std::vector<storage::Claim> claims);
  // The same of an event as it shall be, stored as that resource.
  absl::StatusOr<std::vector<v1::StandingConflict>> Of(const storage::Resource& resource,
                                                       std::shared_ptr<const v1::Event> event,
                                                       std::vector<storage::Claim> claims);

  // Takes an event as a programme to be like this, whatever is stored of it.
  void Assume(std::shared_ptr<const v1::Event> programme) {
    events_[programme->name()] = std::move(programme);
  }

 private:
  struct Meeting;
  // With the atoms on which they meet.
  using Meetings = std::map<Meeting, std::set<storage::ResourceId>>;
  struct Party {
    std::string name;
    google::protobuf::Map<std::string, std::string> title;
    std::shared_ptr<const v1::Event> event;  // null for a closure
    std::string etag;                        // of a closure
    access::Sight sight = access::Sight::kAll;
  };

  bool Wanted(v1::ConflictRule rule) const {
    return query_.rules.empty() || query_.rules.contains(rule);
  }
  bool Wanted(v1::ConflictKind kind, v1::ConflictRule rule) const {
    return Wanted(rule) && (query_.kinds.empty() || query_.kinds.contains(kind));
  }
  // Whether anything of it can stand in conflict.
  bool Stands(const v1::Event& event) const;
  absl::StatusOr<const Party*> PartyOf(storage::ResourceId owner);
  absl::StatusOr<std::shared_ptr<const v1::Event>> EventOf(const std::string& name);
  struct OpenVenue {
    std::shared_ptr<const v1::Venue> venue;
    WeeklyHours hours;
  };
  absl::StatusOr<const OpenVenue*> VenueOfBooking(const v1::Booking& booking);
  absl::StatusOr<std::shared_ptr<const v1::Space>> SpaceOf(const v1::Booking& booking);

  // Conflicts of claims with claims.
  absl::Status Meet(const StandingEvent& standing);
  absl::Status MeetClaim(const StandingEvent& standing, const storage::Claim& claim,
                         Meetings& meetings);
  absl::StatusOr<v1::ConflictKind> KindOf(const StandingEvent& standing,
                                          const storage::Claim& claim, const storage::Claim& other);
  static std::optional<absl::CivilDay> DayOf(const StandingEvent& standing,
                                             const storage::Claim& claim);
  absl::Status Tell(const StandingEvent& standing, const Meeting& meeting,
                    const std::set<storage::ResourceId>& atoms);
  // What the bookings or the event break by themselves.
  void LeaveHost(const StandingEvent& standing);
  void TellOutside(const StandingEvent& standing, const storage::Claim& claim);
  // In standing_places.cc.
  absl::Status LeavePlaces(const StandingEvent& standing);
  absl::Status LeaveHours(const StandingEvent& standing, int booking);
  absl::Status LeaveSeats(const StandingEvent& standing, int booking);
  static std::optional<v1::ConflictKind> KindAt(const StandingEvent& standing, int booking,
                                                v1::ConflictKind kind, v1::ConflictRule rule,
                                                const std::string& place, const std::string& etag);
  // In standing_rules.cc.
  absl::Status LeaveProgramme(const StandingEvent& standing);
  absl::Status LeaveStops(const StandingEvent& standing, const v1::Event& programme);
  void TellProgrammeEnded(const StandingEvent& standing, const v1::Event& programme);
  v1::StandingConflict& AddOfProgramme(const StandingEvent& standing, v1::ConflictKind kind,
                                       int booking, const v1::Event& programme);
  absl::Status MeetCultureDays(const StandingEvent& standing);
  absl::Status TellCultureDays(const StandingEvent& standing, storage::ResourceId owner);
  absl::Status EndWaivers(const StandingEvent& standing);
  absl::Status EndOfCultureDays(const StandingEvent& standing, const v1::Waiver& waiver);

  v1::StandingConflict& Add(const StandingEvent& standing, v1::ConflictKind kind,
                            v1::ConflictRule rule, int booking);

  storage::Snapshot& snapshot_;
  const access::Rights& rights_;
  const StandingQuery query_;
  std::map<storage::ResourceId, Party> parties_;
  std::map<std::string, std::shared_ptr<const v1::Event>> events_;
  std::map<std::string, OpenVenue, std::less<>> venues_;
  std::map<std::string, std::shared_ptr<const v1::Space>> spaces_;
  std::vector<v1::StandingConflict> found_;
};

// The waiver of the event for that conflict; null when there is none.
const v1::Waiver* WaiverFor(const v1::Event& event, v1::ConflictRule rule,
                            const std::string& booking, const std::string& counterpart);

}  // namespace taqvim::schedule
