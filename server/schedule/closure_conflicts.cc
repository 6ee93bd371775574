#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "server/schedule/booking_facts.h"
#include "server/schedule/claims.h"
#include "server/schedule/conflict_page.h"
#include "server/schedule/counterparts.h"
#include "server/schedule/resources.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;
using storage::ResourceId;

constexpr int kMaxListed = 1000;
constexpr int kMaxOverlaps = 100'000;

// Where a booking of an event meets the closure.
struct Meeting {
  std::set<ResourceId> atoms;
  Interval interval;
};

using Meetings = std::map<std::pair<ResourceId, int>, Meeting>;

absl::StatusOr<Meetings> Meet(storage::Snapshot& snapshot, const std::vector<Claim>& claims) {
  Meetings meetings;
  for (const Claim& claim : claims) {
    auto met = snapshot.ClaimsOverlapping(
        claim.atom, claim.interval, ClaimKind::kConfirmed | ClaimKind::kContested, kMaxOverlaps);
    if (!met.ok()) return met.status();
    for (const Claim& other : *met) {
      Meeting& meeting = meetings[{other.owner, other.booking}];
      meeting.atoms.insert(claim.atom);
      meeting.interval = {std::max(claim.interval.start, other.interval.start),
                          std::min(claim.interval.end, other.interval.end)};
    }
  }
  return meetings;
}

absl::StatusOr<v1::Conflict> Describe(storage::Snapshot& snapshot, const v1::Event& event,
                                      int booking, const Meeting& meeting,
                                      const v1::Closure& closure) {
  v1::Conflict conflict;
  conflict.set_event(event.name());
  conflict.set_rule(v1::CONFLICT_RULE_VENUE_CLOSED);
  conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  if (booking < event.bookings_size()) {
    conflict.set_booking(event.bookings(booking).id());
    conflict.set_resource(BookedName(event.bookings(booking)));
  }
  if (meeting.atoms.size() == 1) {
    auto atom = snapshot.FindById(*meeting.atoms.begin());
    if (!atom.ok()) return atom.status();
    if (*atom) conflict.set_resource((*atom)->name);
  }
  conflict.set_counterpart(closure.name());
  *conflict.mutable_counterpart_title() = closure.reason();
  conflict.mutable_start_time()->set_seconds(meeting.interval.start);
  if (meeting.interval.end != Interval::kForever) {
    conflict.mutable_end_time()->set_seconds(meeting.interval.end);
  }
  const std::string title = TextOf(event.title());
  conflict.set_message(absl::StrCat(title.empty() ? "" : absl::StrCat("“", title, "” "), "(",
                                    event.name(), ") stays booked in ", conflict.resource(),
                                    ", which is closed then; move or cancel it."));
  return conflict;
}

}  // namespace

absl::StatusOr<v1::ConflictReport> ConflictsOfClosure(storage::Snapshot& snapshot,
                                                      const std::vector<Claim>& claims,
                                                      const v1::Closure& closure,
                                                      const access::Rights& rights) {
  auto meetings = Meet(snapshot, claims);
  if (!meetings.ok()) return meetings.status();
  v1::ConflictReport report;
  report.set_total(static_cast<int32_t>(meetings->size()));
  for (const auto& [key, meeting] : *meetings) {
    if (report.conflicts_size() == kMaxListed) break;
    auto resource = snapshot.FindById(key.first);
    if (!resource.ok()) return resource.status();
    if (!*resource)
      return Internal(absl::StrCat("event ", key.first, " has claims but is missing"));
    auto event = Read<v1::Event>(**resource);
    if (!event.ok()) return event.status();
    if (!rights.SeesAllOf(*event)) event->clear_title();
    auto conflict = Describe(snapshot, *event, key.second, meeting, closure);
    if (!conflict.ok()) return conflict.status();
    *report.add_conflicts() = *std::move(conflict);
  }
  std::sort(report.mutable_conflicts()->begin(), report.mutable_conflicts()->end(), ConflictBefore);
  return report;
}

}  // namespace taqvim::schedule
