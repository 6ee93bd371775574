#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "server/schedule/booking_facts.h"
#include "server/schedule/claims.h"
#include "server/schedule/conflict_page.h"
#include "server/schedule/counterparts.h"
#include "server/schedule/occurrences.h"
#include "server/schedule/resources.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;
using storage::ResourceId;

constexpr int kMaxListed = 1000;
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

absl::StatusOr<Meetings> Meet(storage::Snapshot& snapshot, const std::vector<Claim>& claims) {
  Meetings meetings;
  for (const Claim& claim : claims) {
    auto met = snapshot.ClaimsOverlapping(
        claim.atom, claim.interval, ClaimKind::kConfirmed | ClaimKind::kContested, kMaxOverlaps);
    if (!met.ok()) return met.status();
    for (const Claim& other : *met) {
      const Interval interval{std::max(claim.interval.start, other.interval.start),
                              std::min(claim.interval.end, other.interval.end)};
      meetings[other.owner][{other.booking, other.interval, interval}].insert(claim.atom);
    }
  }
  return meetings;
}

absl::StatusOr<v1::Conflict> Describe(storage::Snapshot& snapshot, const v1::Event& event,
                                      const Met& met, const std::set<ResourceId>& atoms,
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
    auto atom = snapshot.FindById(*atoms.begin());
    if (!atom.ok()) return atom.status();
    if (*atom) conflict.set_resource((*atom)->name);
  }
  conflict.set_counterpart(closure.name());
  *conflict.mutable_counterpart_title() = closure.reason();
  conflict.mutable_start_time()->set_seconds(met.interval.start);
  if (met.interval.end != Interval::kForever) {
    conflict.mutable_end_time()->set_seconds(met.interval.end);
  }
  if (day) *conflict.mutable_occurrence_day() = ToDate(*day);
  const std::string title = TextOf(event.title());
  conflict.set_message(absl::StrCat(title.empty() ? "" : absl::StrCat("“", title, "” "), "(",
                                    event.name(), ") stays booked in ", conflict.resource(),
                                    ", which is closed then; move or ",
                                    day ? "exclude that occurrence." : "cancel it."));
  return conflict;
}

// Adds the conflicts of one event, while there is room. When one that is closed to
// the caller repeats, which days its rule has is not told.
absl::Status AddConflicts(storage::Snapshot& snapshot, ResourceId owner, const MetClaims& claims,
                          const v1::Closure& closure, const access::Rights& rights,
                          v1::ConflictReport& report) {
  auto resource = snapshot.FindById(owner);
  if (!resource.ok()) return resource.status();
  if (!*resource) return Internal(absl::StrCat("event ", owner, " has claims but is missing"));
  auto event = Read<v1::Event>(**resource);
  if (!event.ok()) return event.status();
  const bool closed = !rights.SeesAllOf(*event);
  if (closed) event->clear_title();
  const Occurrences occurrences(*event);
  for (const auto& [met, atoms] : claims) {
    if (report.conflicts_size() == kMaxListed) break;
    const bool known = !closed && met.booking < event->bookings_size();
    const auto day = known ? occurrences.DayOf(event->bookings(met.booking), met.claimed)
                           : std::optional<absl::CivilDay>();
    auto conflict = Describe(snapshot, *event, met, atoms, day, closure);
    if (!conflict.ok()) return conflict.status();
    *report.add_conflicts() = *std::move(conflict);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ConflictReport> ConflictsOfClosure(storage::Snapshot& snapshot,
                                                      const std::vector<Claim>& claims,
                                                      const v1::Closure& closure,
                                                      const access::Rights& rights) {
  auto meetings = Meet(snapshot, claims);
  if (!meetings.ok()) return meetings.status();
  v1::ConflictReport report;
  for (const auto& [owner, met] : *meetings) {
    report.set_total(report.total() + static_cast<int32_t>(met.size()));
    if (report.conflicts_size() == kMaxListed) continue;
    if (auto s = AddConflicts(snapshot, owner, met, closure, rights, report); !s.ok()) return s;
  }
  std::sort(report.mutable_conflicts()->begin(), report.mutable_conflicts()->end(), ConflictBefore);
  return report;
}

}  // namespace taqvim::schedule
