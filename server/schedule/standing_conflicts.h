// What stands in conflict, event by event: not what a write would break, which
// the judge says, but what came about otherwise.
//
// They are worked out from what the caller sees of the parties: of a closed event
// the spaces that it takes, and not what it takes of participants, which
// programme it belongs to, or what was waived for it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/access/redact.h"
#include "server/schedule/occurrences.h"
#include "storage/store.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/schedule_service.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// One event, with what is not over of it.
struct StandingEvent {
  const storage::Resource& resource;
  std::shared_ptr<const v1::Event> event;
  std::vector<storage::Claim> claims;
  const Occurrences& occurrences;
  // Whether it is closed to the caller. Claims on participants are left out then.
  bool closed = false;
};

// Of one snapshot, for a caller with these rights; looks up each counterpart once.
class StandingConflicts {
 public:
  // Looks for these kinds only; none means all.
  StandingConflicts(storage::Snapshot& snapshot, const access::Rights& rights,
                    std::set<v1::ConflictKind> kinds)
      : snapshot_(snapshot), rights_(rights), kinds_(std::move(kinds)) {}

  // The conflicts in which the event is the party that has to give way, ordered
  // as reports are. What is over, or waived as it still is, is left out.
  absl::StatusOr<std::vector<v1::StandingConflict>> Of(const storage::Resource& event);

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

  bool Wanted(v1::ConflictKind kind) const { return kinds_.empty() || kinds_.count(kind) != 0; }
  absl::StatusOr<const Party*> PartyOf(storage::ResourceId owner);
  absl::StatusOr<std::shared_ptr<const v1::Event>> EventOf(const std::string& name);
  absl::StatusOr<std::shared_ptr<const v1::Venue>> VenueOfBooking(const v1::Booking& booking);

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
  absl::Status LeaveProgramme(const StandingEvent& standing);
  absl::Status EndWaivers(const StandingEvent& standing);
  absl::Status EndWaiver(const StandingEvent& standing, const v1::Waiver& waiver);
  absl::Status EndOfHours(const StandingEvent& standing, const v1::Waiver& waiver, int booking);
  absl::Status EndOfCapacity(const StandingEvent& standing, const v1::Waiver& waiver, int booking);
  absl::Status EndOfCultureDays(const StandingEvent& standing, const v1::Waiver& waiver);

  v1::StandingConflict& Add(const StandingEvent& standing, v1::ConflictKind kind,
                            v1::ConflictRule rule, int booking);

  storage::Snapshot& snapshot_;
  const access::Rights& rights_;
  const std::set<v1::ConflictKind> kinds_;
  std::map<storage::ResourceId, Party> parties_;
  std::map<std::string, std::shared_ptr<const v1::Event>> events_;
  std::vector<v1::StandingConflict> found_;
};

}  // namespace taqvim::schedule
