#include "server/schedule/standing/place_conflicts.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/base/request_limits.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/facts/placed_booking.h"
#include "server/schedule/judge/answer_bounds.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/standing/standing_conflicts.h"
#include "server/schedule/stored/referrers.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/intervals.h"
#include "server/schedule/time/opening_hours.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKinds;
using storage::Interval;
using storage::Kind;
using storage::LinkRole;
using storage::Resource;
using storage::ResourceId;

using RuleNames = std::set<v1::ConflictRule>;

// The claims by which an event may stand in conflict with one of the rules.
ClaimKinds ClaimsThatStand(const RuleNames& rules) {
  ClaimKinds kinds = kBlocking;
  for (v1::ConflictRule name : rules) {
    if (const Rule& rule = RuleOf(name); rule.stands_by) kinds = kinds | *rule.stands_by;
  }
  return kinds;
}

// Collects claims, and reports in which conflicts their events stand by them.
class Report {
 public:
  Report(storage::Snapshot& snapshot, const access::Rights& rights, RuleNames rules)
      : snapshot_(snapshot),
        kinds_(ClaimsThatStand(rules)),
        standing_(snapshot, rights, {.rules = std::move(rules)}) {}

  // Adds the claims that may stand, are not over and meet the interval on the atom, as far
  // as they are wanted.
  template <class Wanted>
  absl::Status Add(ResourceId atom, const Interval& interval, Wanted wanted) {
    if (!IsUnfinished(interval, snapshot_.now()) || IsEnough()) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto claims,
                     snapshot_.ClaimsOverlapping(atom, PartAhead(interval, snapshot_.now()), kinds_,
                                                 kMostClaimsMet));
    for (const Claim& claim : claims) {
      snapshot_.work().Count(storage::Work::kMeeting);
      if (wanted(claim)) claims_[claim.owner].push_back(claim);
    }
    return absl::OkStatus();
  }

  // With everything, or with this counterpart alone.
  absl::StatusOr<v1::ConflictReport> Make(const std::string& counterpart = "") {
    v1::ConflictReport report;
    report.set_total_is_lower_bound(cut_);
    for (auto& [owner, claims] : claims_) {
      if (IsEnough()) {
        report.set_total_is_lower_bound(true);
        break;
      }
      ASSIGN_OR_RETURN(auto event, snapshot_.FindById(owner));
      if (!event) return Internal(absl::StrCat("event ", owner, " has claims but is missing"));
      ASSIGN_OR_RETURN(auto conflicts, standing_.Of(*event, std::move(claims)));
      std::erase_if(conflicts, [&](const v1::StandingConflict& found) {
        // That a programme has ended is no matter of places.
        return found.kind() == v1::CONFLICT_KIND_PROGRAMME_ENDED ||
               (!counterpart.empty() && found.conflict().counterpart() != counterpart);
      });
      report.set_total(report.total() + static_cast<int32_t>(conflicts.size()));
      for (v1::StandingConflict& found : conflicts) {
        if (report.conflicts_size() == kMaxReported) break;
        *report.add_conflicts() = std::move(*found.mutable_conflict());
      }
    }
    BoundReport(report);
    return report;
  }

 private:
  // Whether it has cost as much as a report may; then it is cut.
  bool IsEnough() { return cut_ = cut_ || snapshot_.work().spent() > kReportUnits; }

  storage::Snapshot& snapshot_;
  const ClaimKinds kinds_;
  StandingConflicts standing_;
  bool cut_ = false;
  std::map<ResourceId, std::vector<Claim>> claims_;
};

bool Always(const Claim&) { return true; }

absl::StatusOr<v1::ConflictReport> ClosedIn(storage::Snapshot& snapshot,
                                            const access::Rights& rights, const Resource& space) {
  Report report(snapshot, rights, RulesBrokenBy(Change::kSpaces));
  ASSIGN_OR_RETURN(auto venue, snapshot.Find(Kind::kVenue, VenueOf(space.name)));
  if (!venue) return Internal(absl::StrCat("the venue of ", space.name, " is missing"));
  ASSIGN_OR_RETURN(auto inside, AllReferrers(snapshot, venue->id, {LinkRole::kVenue}));
  for (ResourceId id : inside) {
    ASSIGN_OR_RETURN(auto resource, snapshot.FindById(id));
    if (!resource || resource->kind != Kind::kClosure) continue;
    ASSIGN_OR_RETURN(auto closed, snapshot.ClaimsOf(id));
    for (const Claim& claim : closed) {
      RETURN_IF_ERROR(report.Add(claim.atom, claim.interval, Always));
    }
  }
  return report.Make();
}

// Of the events that book the space by its name, and may so say how many they expect
// in it.
absl::StatusOr<v1::ConflictReport> CrowdedIn(storage::Snapshot& snapshot,
                                             const access::Rights& rights, const Resource& space) {
  Report report(snapshot, rights, RulesBrokenBy(Change::kSeats));
  ASSIGN_OR_RETURN(auto atoms, AtomsOfSpace(snapshot, space));
  absl::Status failure;
  const auto names_it = [&](const Claim& claim) {
    auto next = snapshot.Referrers(space.id, {LinkRole::kBooked}, claim.owner - 1, 1);
    failure.Update(next.status());
    return next.ok() && !next->empty() && next->front() == claim.owner;
  };
  for (ResourceId atom : atoms) {
    RETURN_IF_ERROR(report.Add(atom, Interval{}, names_it));
  }
  if (!failure.ok()) return failure;
  return report.Make(space.name);
}

}  // namespace

absl::StatusOr<v1::ConflictReport> ConflictsOfVenue(storage::Snapshot& snapshot,
                                                    const access::Rights& rights,
                                                    const Resource& venue, bool with_programmes) {
  ASSIGN_OR_RETURN(auto message, ReadShared<v1::Venue>(venue));
  const WeeklyHours hours(*message);
  if (hours.always_open() && !with_programmes) return v1::ConflictReport();
  auto zone = FindZone(message->time_zone());
  if (!zone.ok()) return v1::ConflictReport();
  ASSIGN_OR_RETURN(auto atoms, AtomsOfVenue(snapshot, venue));
  RuleNames rules = RulesBrokenBy(Change::kOpeningHours);
  if (with_programmes) rules.merge(RulesBrokenBy(Change::kCity));
  Report report(snapshot, rights, std::move(rules));
  // Whoever is inside with set-up and tear-down is without them, too.
  const auto wanted = [&](const Claim& claim) {
    return with_programmes ||
           !FitsItsPlace(
               {.hours = &hours, .timed = true, .zone = *zone, .announced = claim.interval});
  };
  for (ResourceId atom : atoms) {
    RETURN_IF_ERROR(report.Add(atom, Interval{}, wanted));
  }
  return report.Make();
}

absl::StatusOr<v1::ConflictReport> ConflictsOfSpace(storage::Snapshot& snapshot,
                                                    const access::Rights& rights,
                                                    const Resource& space, bool with_closures) {
  ASSIGN_OR_RETURN(auto message, ReadShared<v1::Space>(space));
  v1::ConflictReport report;
  if (message->seats() != 0) {
    ASSIGN_OR_RETURN(auto crowded, CrowdedIn(snapshot, rights, space));
    AddReport(std::move(crowded), report);
  }
  if (with_closures) {
    ASSIGN_OR_RETURN(auto closed, ClosedIn(snapshot, rights, space));
    AddReport(std::move(closed), report);
  }
  return report;
}

}  // namespace taqvim::schedule
