#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/request_limits.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/rules/answer_bounds.h"
#include "server/schedule/rules/counterparts.h"
#include "server/schedule/standing/standing_conflicts.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::Interval;
using storage::ResourceId;

constexpr int kMaxOverlaps = 100'000;

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
absl::StatusOr<Meetings> Meet(storage::Snapshot& snapshot, const std::vector<Claim>& claims) {
  const int64_t now = absl::ToUnixSeconds(snapshot.now());
  Meetings meetings;
  for (const Claim& claim : claims) {
    const Interval ahead{std::max(claim.interval.start, now), claim.interval.end};
    if (ahead.start >= ahead.end) continue;
    if (IsEnough(snapshot)) break;
    ASSIGN_OR_RETURN(auto met,
                     snapshot.ClaimsOverlapping(claim.atom, ahead, kBlocking, kMaxOverlaps));
    snapshot.work().Count(storage::Work::kMeeting * static_cast<int64_t>(met.size()));
    for (const Claim& other : met) {
      const Interval interval{std::max(claim.interval.start, other.interval.start),
                              std::min(claim.interval.end, other.interval.end)};
      meetings[other.owner][{other.booking, other.interval, interval}].insert(claim.atom);
    }
  }
  return meetings;
}

absl::StatusOr<v1::Conflict> Describe(storage::Snapshot& snapshot, const v1::Event& event,
                                      bool open, const Met& met, const std::set<ResourceId>& atoms,
                                      std::optional<absl::CivilDay> day,
                                      const v1::Closure& closure) {
  v1::Conflict conflict;
  conflict.set_event(event.name());
  conflict.set_rule(v1::CONFLICT_RULE_VENUE_CLOSED);
  conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  if (met.booking < event.bookings_size()) {
    conflict.set_booking(event.bookings(met.booking).id());
    conflict.set_resource(BookedName(event.bookings(met.booking)));
    conflict.set_time_zone(event.bookings(met.booking).time_zone());
  }
  if (atoms.size() == 1) {
    ASSIGN_OR_RETURN(auto atom, snapshot.FindById(*atoms.begin()));
    if (atom) conflict.set_resource(atom->name);
  }
  conflict.set_counterpart(closure.name());
  *conflict.mutable_counterpart_title() = closure.reason();
  conflict.mutable_start_time()->set_seconds(met.interval.start);
  if (met.interval.end != Interval::kForever) {
    conflict.mutable_end_time()->set_seconds(met.interval.end);
  }
  if (day) *conflict.mutable_occurrence_day() = ToDate(*day);
  const std::string title = open ? TextOf(event.title()) : "";
  conflict.set_message(absl::StrCat(title.empty() ? "" : absl::StrCat("“", title, "” "), "(",
                                    event.name(), ") stays booked in ", conflict.resource(),
                                    ", which is closed then; move or ",
                                    day ? "exclude that occurrence." : "cancel it."));
  return conflict;
}

// Whether somebody accepted that the booking meets the closure as it is. Of what is
// closed to the caller nobody is told.
bool IsAccepted(const v1::Event& event, const Met& met, const v1::Closure& closure) {
  if (met.booking >= event.bookings_size()) return false;
  const v1::Waiver* waiver = WaiverFor(event, v1::CONFLICT_RULE_VENUE_CLOSED,
                                       event.bookings(met.booking).id(), closure.name());
  return waiver != nullptr && waiver->counterpart_etag() == closure.etag();
}

// Counts the conflicts of one event, and adds them while there is room. When one that
// is closed to the caller repeats, which days its rule has is not told.
absl::Status AddConflicts(storage::Snapshot& snapshot, ResourceId owner, const MetClaims& claims,
                          const v1::Closure& closure, const access::Rights& rights,
                          v1::ConflictReport& report) {
  ASSIGN_OR_RETURN(auto resource, snapshot.FindById(owner));
  if (!resource) return Internal(absl::StrCat("event ", owner, " has claims but is missing"));
  ASSIGN_OR_RETURN(auto read, ReadShared<v1::Event>(*resource));
  const v1::Event& event = *read;
  const bool open = rights.SeesAllOf(event);
  const Occurrences occurrences(event);
  for (const auto& [met, atoms] : claims) {
    if (open && IsAccepted(event, met, closure)) continue;
    report.set_total(report.total() + 1);
    if (report.conflicts_size() == kMaxReported) continue;
    const auto day = open && met.booking < event.bookings_size()
                         ? occurrences.DayOf(event.bookings(met.booking), met.claimed)
                         : std::nullopt;
    ASSIGN_OR_RETURN(auto conflict, Describe(snapshot, event, open, met, atoms, day, closure));
    *report.add_conflicts() = std::move(conflict);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ConflictReport> ConflictsOfClosure(storage::Snapshot& snapshot,
                                                      const std::vector<Claim>& claims,
                                                      const v1::Closure& closure,
                                                      const access::Rights& rights) {
  ASSIGN_OR_RETURN(auto meetings, Meet(snapshot, claims));
  v1::ConflictReport report;
  report.set_total_is_lower_bound(IsEnough(snapshot));
  for (const auto& [owner, met] : meetings) {
    if (IsEnough(snapshot) && report.conflicts_size() == kMaxReported) {
      report.set_total_is_lower_bound(true);
      break;
    }
    RETURN_IF_ERROR(AddConflicts(snapshot, owner, met, closure, rights, report));
  }
  SettleReport(report);
  return report;
}

}  // namespace taqvim::schedule
