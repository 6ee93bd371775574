#include "server/schedule/standing/closure_conflicts.h"

#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/request_limits.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/facts/breach.h"
#include "server/schedule/facts/counterparts.h"
#include "server/schedule/facts/standing_event.h"
#include "server/schedule/judge/answer_bounds.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/intervals.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::Interval;
using storage::ResourceId;

// A claim that the closure meets: of an event that repeats, one for each occurrence.
struct Met {
  int booking;
  Interval claimed;
  Interval interval;  // in which they meet

  auto Key() const {
    return std::tie(booking, claimed.start, claimed.end, interval.start, interval.end);
  }
  bool operator<(const Met& other) const { return Key() < other.Key(); }
};

// With the atoms on which they meet; and by event.
using MetClaims = std::map<Met, std::set<ResourceId>>;
using Meetings = std::map<ResourceId, MetClaims>;

bool IsEnough(storage::Snapshot& snapshot) { return snapshot.work().spent() > kReportUnits; }

// Of what is not over.
absl::StatusOr<Meetings> Meet(storage::Snapshot& snapshot, const Rule& rule,
                              const std::vector<Claim>& claims) {
  Meetings meetings;
  for (const Claim& claim : claims) {
    if (!IsUnfinished(claim.interval, snapshot.now())) continue;
    if (IsEnough(snapshot)) break;
    ASSIGN_OR_RETURN(
        auto met, snapshot.ClaimsOverlapping(claim.atom, PartAhead(claim.interval, snapshot.now()),
                                             *rule.stands_by, kMostClaimsMet));
    snapshot.work().Count(storage::Work::kMeeting * static_cast<int64_t>(met.size()));
    for (const Claim& other : met) {
      const Interval shared = SharedPart(claim.interval, other.interval);
      meetings[other.owner][{other.booking, other.interval, shared}].insert(claim.atom);
    }
  }
  return meetings;
}

// One event that closures meet, as far as the caller may see it.
struct Closed {
  const v1::Event& event;
  const bool open;
  const Occurrences occurrences;
  const v1::Closure& closure;
};

// When an event that is closed to the caller repeats, which days its rule has is not told.
absl::StatusOr<v1::Conflict> Describe(storage::Snapshot& snapshot, const Rule& rule,
                                      const Closed& closed, const Met& met,
                                      const std::set<ResourceId>& atoms) {
  const auto& [event, open, occurrences, closure] = closed;
  Breach breach{.booking = met.booking,
                .counterpart = closure.name(),
                .counterpart_title = &closure.reason(),
                .interval = met.interval,
                .called = Named(open ? event.title() : Texts(), event.name())};
  if (met.booking < event.bookings_size()) {
    breach.resource = BookedName(event.bookings(met.booking));
    if (open) breach.day = occurrences.DayOf(event.bookings(met.booking), met.claimed);
  }
  if (atoms.size() == 1) {
    ASSIGN_OR_RETURN(auto atom, snapshot.FindById(*atoms.begin()));
    if (atom) breach.resource = atom->name;
  }
  breach.details[0] = breach.day ? "exclude that occurrence" : "cancel it";
  v1::Conflict conflict = MakeConflict(rule, event, breach, rule.says.to_counterpart);
  conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  return conflict;
}

// Whether somebody accepted that the booking meets the closure as it is. Of what is
// closed to the caller nobody is told.
bool IsAccepted(const Rule& rule, const Closed& closed, const Met& met) {
  return met.booking < closed.event.bookings_size() &&
         !KindAt(rule, closed.event, !closed.open, met.booking, v1::CONFLICT_KIND_CLOSED,
                 closed.closure.name(), FingerprintOf(closed.closure));
}

// Counts the conflicts of one event, and adds them while there is room.
absl::Status AddConflicts(storage::Snapshot& snapshot, const Rule& rule, ResourceId owner,
                          const MetClaims& claims, const v1::Closure& closure,
                          const access::Rights& rights, v1::ConflictReport& report) {
  ASSIGN_OR_RETURN(auto resource, snapshot.FindById(owner));
  if (!resource) return Internal(absl::StrCat("event ", owner, " has claims but is missing"));
  ASSIGN_OR_RETURN(auto read, ReadShared<v1::Event>(*resource));
  const Closed closed{*read, rights.SeesAllOf(*read), Occurrences(*read), closure};
  for (const auto& [met, atoms] : claims) {
    if (IsAccepted(rule, closed, met)) continue;
    report.set_total(report.total() + 1);
    if (report.conflicts_size() == kMaxReported) continue;
    ASSIGN_OR_RETURN(auto conflict, Describe(snapshot, rule, closed, met, atoms));
    *report.add_conflicts() = std::move(conflict);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ConflictReport> ConflictsOfClosure(storage::Snapshot& snapshot,
                                                      const std::vector<Claim>& claims,
                                                      const v1::Closure& closure,
                                                      const access::Rights& rights) {
  const Rule& rule = RuleMetBy(storage::ClaimKind::kClosure);
  ASSIGN_OR_RETURN(auto meetings, Meet(snapshot, rule, claims));
  v1::ConflictReport report;
  report.set_total_is_lower_bound(IsEnough(snapshot));
  for (const auto& [owner, met] : meetings) {
    if (IsEnough(snapshot) && report.conflicts_size() == kMaxReported) {
      report.set_total_is_lower_bound(true);
      break;
    }
    RETURN_IF_ERROR(AddConflicts(snapshot, rule, owner, met, closure, rights, report));
  }
  BoundReport(report);
  return report;
}

}  // namespace taqvim::schedule
