#include "server/schedule/standing/place_conflicts.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/names.h"
#include "server/base/request_limits.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/rules/answer_bounds.h"
#include "server/schedule/standing/standing_conflicts.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/opening_hours.h"
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

constexpr int kMaxOverlaps = 100'000;
constexpr int kPage = 1000;

// Collects claims, and reports in which conflicts their events stand by them.
class Report {
 public:
  Report(storage::Snapshot& snapshot, const access::Rights& rights,
         std::set<v1::ConflictRule> rules)
      : snapshot_(snapshot),
        // That a programme has ended is no matter of places.
        standing_(snapshot, rights,
                  {.kinds = {v1::CONFLICT_KIND_OUTSIDE_OPENING_HOURS,
                             v1::CONFLICT_KIND_OVER_CAPACITY, v1::CONFLICT_KIND_CLOSED,
                             v1::CONFLICT_KIND_OUTSIDE_PROGRAMME, v1::CONFLICT_KIND_WAIVER_ENDED},
                   .rules = std::move(rules)}) {}

  // Adds the claims of these kinds that are not over and meet the interval on the
  // atom, as far as they are wanted.
  template <class Wanted>
  absl::Status Add(ResourceId atom, const Interval& interval, ClaimKinds kinds, Wanted wanted) {
    const Interval ahead{std::max(interval.start, absl::ToUnixSeconds(snapshot_.now())),
                         interval.end};
    if (ahead.start >= ahead.end || IsEnough()) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto claims, snapshot_.ClaimsOverlapping(atom, ahead, kinds, kMaxOverlaps));
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
        return !counterpart.empty() && found.conflict().counterpart() != counterpart;
      });
      report.set_total(report.total() + static_cast<int32_t>(conflicts.size()));
      for (v1::StandingConflict& found : conflicts) {
        if (report.conflicts_size() == kMaxReported) break;
        *report.add_conflicts() = std::move(*found.mutable_conflict());
      }
    }
    SettleReport(report);
    return report;
  }

 private:
  // Whether it has cost as much as a report may; then it is cut.
  bool IsEnough() { return cut_ = cut_ || snapshot_.work().spent() > kReportUnits; }

  storage::Snapshot& snapshot_;
  StandingConflicts standing_;
  bool cut_ = false;
  std::map<ResourceId, std::vector<Claim>> claims_;
};

bool Always(const Claim&) { return true; }

// The closures of the venue.
absl::StatusOr<std::vector<ResourceId>> ClosuresOf(storage::Snapshot& snapshot, ResourceId venue) {
  std::vector<ResourceId> closures;
  for (ResourceId after = 0;;) {
    ASSIGN_OR_RETURN(auto inside, snapshot.Referrers(venue, {LinkRole::kVenue}, after, kPage));
    for (ResourceId id : inside) {
      ASSIGN_OR_RETURN(auto resource, snapshot.FindById(id));
      if (resource && resource->kind == Kind::kClosure) closures.push_back(id);
    }
    if (inside.size() < kPage) return closures;
    after = inside.back();
  }
}

absl::StatusOr<v1::ConflictReport> ClosedIn(storage::Snapshot& snapshot,
                                            const access::Rights& rights, const Resource& space) {
  Report report(snapshot, rights, {v1::CONFLICT_RULE_VENUE_CLOSED});
  ASSIGN_OR_RETURN(auto venue, snapshot.Find(Kind::kVenue, VenueOf(space.name)));
  if (!venue) return Internal(absl::StrCat("the venue of ", space.name, " is missing"));
  ASSIGN_OR_RETURN(auto closures, ClosuresOf(snapshot, venue->id));
  for (ResourceId closure : closures) {
    ASSIGN_OR_RETURN(auto closed, snapshot.ClaimsOf(closure));
    for (const Claim& claim : closed) {
      RETURN_IF_ERROR(report.Add(claim.atom, claim.interval, kBlocking, Always));
    }
  }
  return report.Make();
}

// Of the events that book the space by its name, and may so say how many they expect
// in it.
absl::StatusOr<v1::ConflictReport> CrowdedIn(storage::Snapshot& snapshot,
                                             const access::Rights& rights, const Resource& space) {
  Report report(snapshot, rights, {v1::CONFLICT_RULE_OVER_CAPACITY});
  ASSIGN_OR_RETURN(auto atoms, AtomsOfSpace(snapshot, space));
  absl::Status failure;
  const auto names_it = [&](const Claim& claim) {
    auto next = snapshot.Referrers(space.id, {LinkRole::kBooked}, claim.owner - 1, 1);
    failure.Update(next.status());
    return next.ok() && !next->empty() && next->front() == claim.owner;
  };
  for (ResourceId atom : atoms) {
    RETURN_IF_ERROR(report.Add(atom, Interval{}, kBlocking, names_it));
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
  std::set<v1::ConflictRule> rules = {v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS};
  if (with_programmes) rules.insert(v1::CONFLICT_RULE_OUTSIDE_PROGRAMME);
  Report report(snapshot, rights, std::move(rules));
  // Whoever is inside with set-up and tear-down is without them, too.
  const auto wanted = [&](const Claim& claim) {
    return with_programmes || !hours.Hold(*zone, claim.interval);
  };
  for (ResourceId atom : atoms) {
    RETURN_IF_ERROR(
        report.Add(atom, Interval{}, with_programmes ? kOfBookings : kBlocking, wanted));
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
