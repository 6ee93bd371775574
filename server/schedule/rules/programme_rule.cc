// What bookings break by themselves, or their event does: hours, seats, approvals,
// hosts, programmes and culture days.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/folding.h"
#include "server/base/strings.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/draft_occurrences.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/culture_days.h"
#include "server/schedule/rules/judgement.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/opening_hours.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;
using storage::ResourceId;

// More culture days than these on one topic at once are not looked through.
constexpr int kMaxOverlaps = 100'000;
// How many stops are looked at for a unit of work; and what it takes to hold a booking
// against the hours of its venue.
constexpr int kStopsAUnit = 8;
constexpr int64_t kUnitsOfHours = 4;

void SetTime(int64_t seconds, google::protobuf::Timestamp* time) { time->set_seconds(seconds); }

}  // namespace

std::string Named(const Counterpart& other) {
  const std::string title = TextOf(other.title);
  return Cat(title.empty() ? "" : Cat("“", title, "” "), "(", other.name, ")");
}

void SetInterval(const Interval& interval, v1::Conflict& conflict) {
  SetTime(interval.start, conflict.mutable_start_time());
  if (interval.end != Interval::kForever) SetTime(interval.end, conflict.mutable_end_time());
}

void SetOccurrence(const OccurrenceFacts* occurrence, v1::Conflict& conflict) {
  if (occurrence) *conflict.mutable_occurrence_day() = ToDate(occurrence->day);
}

void Judgement::ForEachJudged(
    const Draft& draft, int booking,
    absl::FunctionRef<void(const Interval&, const OccurrenceFacts*)> judge) const {
  if (draft.series == SeriesMode::kNone) {
    if (draft.altered[booking]) judge(draft.facts.bookings[booking].announced, nullptr);
    return;
  }
  for (const OccurrenceFacts& occurrence : draft.facts.occurrences) {
    if (!drafts_.work().Count(1)) return;
    if (draft.altered[booking] || IsAddedOccurrence(draft, booking, occurrence.occupied[booking])) {
      judge(occurrence.announced[booking], &occurrence);
    }
  }
}

void Judgement::JudgeOpeningHours(const Draft& draft, int booking, const Interval& announced,
                                  const OccurrenceFacts* occurrence) {
  const BookingFacts& facts = draft.facts.bookings[booking];
  if (facts.is_participant() || !facts.timed || facts.venue->opening_hours().empty()) return;
  if (!drafts_.work().Count(kUnitsOfHours)) return;
  if (WithinOpeningHours(*facts.venue, facts.zone, announced)) return;
  Finding& finding = Add(draft, booking, v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS);
  finding.counterpart_etag = facts.venue->etag();
  v1::Conflict& conflict = finding.conflict;
  conflict.set_resource(facts.resource->name);
  conflict.set_counterpart(facts.venue->name());
  *conflict.mutable_counterpart_title() = facts.venue->title();
  SetInterval(announced, conflict);
  SetOccurrence(occurrence, conflict);
  conflict.set_message(absl::StrCat(facts.venue->name(), " is not open all the time ",
                                    FormatInterval(announced, facts.zone), "."));
}

void Judgement::JudgeCapacity(const Draft& draft, int booking) {
  const BookingFacts& facts = draft.facts.bookings[booking];
  const int32_t expected = draft.after.bookings(booking).expected_attendance();
  if (!facts.space || facts.space->seats() == 0 || expected <= facts.space->seats()) return;
  Finding& finding = Add(draft, booking, v1::CONFLICT_RULE_OVER_CAPACITY);
  finding.counterpart_etag = facts.space->etag();
  v1::Conflict& conflict = finding.conflict;
  conflict.set_resource(facts.resource->name);
  conflict.set_counterpart(facts.resource->name);
  SetInterval(facts.announced, conflict);
  conflict.set_message(absl::StrCat(facts.resource->name, " seats ", facts.space->seats(), "; ",
                                    expected, " people are expected."));
}

// What is tentative is approved before it is confirmed.
void Judgement::JudgeApproval(const Draft& draft, int booking) {
  if (!draft.unapproved[booking]) return;
  const BookingFacts& facts = draft.facts.bookings[booking];
  Finding& finding = Add(draft, booking, v1::CONFLICT_RULE_APPROVAL_NEEDED);
  finding.counterpart_etag = facts.venue->etag();
  v1::Conflict& conflict = finding.conflict;
  conflict.set_resource(facts.resource->name);
  conflict.set_counterpart(facts.venue->name());
  *conflict.mutable_counterpart_title() = facts.venue->title();
  const Unapproved unapproved = UnapprovedOf(draft, booking, drafts_.work());
  for (absl::CivilDay day : unapproved.days) *conflict.add_new_days() = ToDate(day);
  if (unapproved.interval) SetInterval(*unapproved.interval, conflict);
  conflict.set_message(Cat(facts.venue->name(), " approves its bookings, and has not yet ",
                           unapproved.description, "."));
}

void Judgement::TellOutside(const Draft& draft, int booking, const Interval& interval) {
  const BookingFacts& facts = draft.facts.bookings[booking];
  v1::Conflict& conflict = Add(draft, booking, v1::CONFLICT_RULE_OUTSIDE_HOST).conflict;
  conflict.set_resource(facts.resource->name);
  conflict.set_counterpart(draft.after.host());
  SetInterval(interval, conflict);
  SetOccurrence(OccurrenceOf(draft, {.interval = interval, .booking = booking}), conflict);
  conflict.set_message(absl::StrCat("The host ", draft.after.host(), " does not hold all of ",
                                    facts.resource->name, " ", FormatInterval(interval, facts.zone),
                                    "."));
}

absl::Status Judgement::JudgeHost(const Draft& draft) {
  for (int i = 0; i < draft.outside_host.size(); ++i) {
    if (draft.outside_host[i]) TellOutside(draft, i, draft.facts.bookings[i].occupied);
  }
  const std::pair<int, Interval>* last = nullptr;
  for (const auto& outside : draft.outside_host_at) {
    if (!drafts_.work().status().ok()) break;
    // Once for all the atoms.
    const bool told = last != nullptr && *last == outside;
    if (!told) TellOutside(draft, outside.first, outside.second);
    last = &outside;
  }
  return drafts_.work().status();
}

absl::Status Judgement::JudgeProgramme(const Draft& draft) {
  if (draft.after.programme().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto programme, drafts_.Final(draft.after.programme()));
  if (!programme || !programme->has_culture_days()) return absl::OkStatus();
  const Stops stops(programme->culture_days());
  auto outside = [&](int booking, const std::string& city, const std::string& folded,
                     const CivilDays& days, const OccurrenceFacts* occurrence) {
    if (!drafts_.work().Count(1 + stops.size() / kStopsAUnit)) return;
    if (stops.Meet(folded, days)) return;
    v1::Conflict& conflict = Add(draft, booking, v1::CONFLICT_RULE_OUTSIDE_PROGRAMME).conflict;
    conflict.set_counterpart(programme->name());
    if (rights_.SeesAllOf(*programme)) {
      *conflict.mutable_counterpart_title() = programme->title();
    }
    SetOccurrence(occurrence, conflict);
    conflict.set_message(absl::StrCat("The programme ", programme->name(), " has no stop",
                                      city.empty() ? "" : absl::StrCat(" in ", city),
                                      " on these days."));
  };
  const bool joins = draft.before.programme() != draft.after.programme();
  bool placed = false;
  for (int i = 0; i < draft.facts.bookings.size(); ++i) {
    const BookingFacts& facts = draft.facts.bookings[i];
    if (facts.is_participant()) continue;
    placed = true;
    if (!draft.altered[i] && !joins) continue;
    const std::string& city = facts.venue->city();
    const std::string folded = Folded(city);
    if (draft.series == SeriesMode::kNone) {
      outside(i, city, folded, DaysOf(PeriodOf(draft.after, draft.after.bookings(i))), nullptr);
    }
    for (const OccurrenceFacts& occurrence : draft.facts.occurrences) {
      if (!drafts_.work().status().ok()) return drafts_.work().status();
      outside(i, city, folded, occurrence.days[i], &occurrence);
    }
  }
  const bool same = !draft.is_new() && !draft.confirming && !joins &&
                    ToBody(draft.before.period()) == ToBody(draft.after.period());
  if (!placed && !same && draft.after.has_period()) {
    outside(-1, "", "", DaysOf(draft.after.period()), nullptr);
  }
  return absl::OkStatus();
}

absl::Status Judgement::JudgeCultureDays(const Draft& draft) {
  if (!draft.after.has_culture_days()) return absl::OkStatus();
  const v1::CultureDays& days = draft.after.culture_days();
  const bool same = draft.before.has_culture_days() && !draft.confirming &&
                    SameTopics(draft.before.culture_days(), days);
  if (same) return absl::OkStatus();
  // The counterparts, and where each is met.
  std::map<ResourceId, std::set<std::string>> met;
  for (const TopicDays& topic : TopicsOf(days)) {
    const Interval interval = IntervalOfDays(topic.days);
    ASSIGN_OR_RETURN(auto atom, drafts_.FindTopic(topic.topic));
    if (atom == 0) continue;
    ASSIGN_OR_RETURN(auto stored, drafts_.transaction().ClaimsOverlapping(
                                      atom, interval, ClaimKind::kCultureDays, kMaxOverlaps));
    for (const Claim& other : stored) {
      if (other.owner != draft.id && !released_.contains(other.owner)) {
        met[other.owner].insert(topic.topic);
      }
    }
    RETURN_IF_ERROR(added_.ForEachOverlapping(atom, interval, drafts_.work(),
                                              [&](const Draft& owner, const Claim& other) {
                                                if (&owner != &draft)
                                                  met[other.owner].insert(topic.topic);
                                                return absl::OkStatus();
                                              }));
  }
  for (const auto& [owner, topics] : met) {
    ASSIGN_OR_RETURN(auto counterpart, counterparts_.Find(owner));
    const Counterpart& other = *counterpart;
    Finding& finding = Add(draft, -1, v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP);
    finding.counterpart_etag = other.fingerprint;
    v1::Conflict& conflict = finding.conflict;
    conflict.set_counterpart(other.name);
    *conflict.mutable_counterpart_title() = other.title;
    const bool city = topics.begin()->rfind("city/", 0) == 0;
    // Of which countries they are is not said of those that are closed.
    const std::string_view shared = other.closed ? "in the same city or of the same countries"
                                    : city       ? "in the same city"
                                                 : "of the same countries";
    conflict.set_message(
        Cat("Culture days ", Named(other), " are ", shared, " on some of these days."));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
