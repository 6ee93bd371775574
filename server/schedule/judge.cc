#include "server/schedule/judge.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "server/schedule/approvals.h"
#include "server/schedule/civil.h"
#include "server/schedule/conflict_page.h"
#include "server/schedule/counterparts.h"
#include "server/schedule/culture_days.h"
#include "server/schedule/hold_rules.h"
#include "server/schedule/opening_hours.h"
#include "server/schedule/resources.h"
#include "server/schedule/series.h"
#include "server/schedule/strings.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;
using storage::ResourceId;

// More claims than this on one atom at once are not looked through.
constexpr int kMaxOverlaps = 100'000;

void SetTime(int64_t seconds, google::protobuf::Timestamp* time) { time->set_seconds(seconds); }

void SetInterval(const Interval& interval, v1::Conflict& conflict) {
  SetTime(interval.start, conflict.mutable_start_time());
  if (interval.end != Interval::kForever) SetTime(interval.end, conflict.mutable_end_time());
}

void SetOccurrence(const OccurrenceFacts* occurrence, v1::Conflict& conflict) {
  if (occurrence) *conflict.mutable_occurrence_day() = ToDate(occurrence->day);
}

// One collision of a booking with a booking of another owner, over all the
// atoms on which they meet.
struct Collision {
  int booking;
  v1::ConflictRule rule;
  ResourceId owner;
  int owner_booking;
  // Of the booking, when its event repeats.
  const OccurrenceFacts* occurrence = nullptr;
  absl::CivilDay Day() const { return occurrence ? occurrence->day : absl::CivilDay::min(); }
  auto Key() const { return std::make_tuple(booking, rule, owner, owner_booking, Day()); }
  bool operator<(const Collision& other) const { return Key() < other.Key(); }
};

// As in "the hall is taken by ...".
std::string_view HowItMeets(v1::ConflictRule rule) {
  switch (rule) {
    case v1::CONFLICT_RULE_VENUE_CLOSED:
      return " is closed by ";
    case v1::CONFLICT_RULE_HOLD_AHEAD:
      return " is held, ranking before this, by ";
    case v1::CONFLICT_RULE_HELD:
      return " is held as well by ";
    default:
      return " is taken by ";
  }
}

// As in “Title” (events/name).
std::string Named(const Counterpart& other) {
  const std::string title = TextOf(other.title);
  return Cat(title.empty() ? "" : Cat("“", title, "” "), "(", other.name, ")");
}

struct Meeting {
  Interval interval;
  std::set<ResourceId> atoms;
};

// Which of the times at which two bookings meet is told: the first. Occurrences
// may overlap, so that several begin together; the shorter ends while they still
// meet.
bool IsToldBefore(const Interval& a, const Interval& b) {
  return std::tie(a.start, b.end) < std::tie(b.start, a.end);
}

class Judgement {
 public:
  Judgement(Drafts& drafts, RuleSet rules, const access::Rights& rights)
      : drafts_(drafts),
        rules_(rules),
        rights_(rights),
        counterparts_(drafts, rights),
        holds_(drafts) {}

  absl::StatusOr<std::vector<Finding>> Run();

 private:
  // Whether the claim is one that this write adds or asks to be judged again.
  bool IsJudged(const Draft& draft, const Claim& claim) const;
  absl::Status JudgeDraft(const Draft& draft);
  absl::Status JudgeClaims(const Draft& draft);
  // The rule that the claim breaks by meeting the other; unspecified when none.
  absl::StatusOr<v1::ConflictRule> RuleOf(const Draft& draft, const Claim& claim,
                                          const Claim& other);
  absl::Status Collide(const Draft& draft, const Claim& claim,
                       std::map<Collision, Meeting>& meetings);
  absl::Status Tell(const Draft& draft, const Collision& collision, const Meeting& meeting);
  // Calls `judge` with the instants announced of the booking, those of each
  // occurrence that is judged when the event repeats.
  void ForEachJudged(const Draft& draft, int booking,
                     absl::FunctionRef<void(const Interval&, const OccurrenceFacts*)> judge) const;
  void JudgeOpeningHours(const Draft& draft, int booking, const Interval& announced,
                         const OccurrenceFacts* occurrence);
  void JudgeCapacity(const Draft& draft, int booking);
  void JudgeApproval(const Draft& draft, int booking);
  void TellOutside(const Draft& draft, int booking, const Interval& interval);
  void JudgeHost(const Draft& draft);
  absl::Status JudgeProgramme(const Draft& draft);
  absl::Status JudgeCultureDays(const Draft& draft);
  void RankHolds(Draft& draft);
  absl::StatusOr<bool> IsAncestor(const Draft& draft, ResourceId owner);
  absl::StatusOr<bool> IsRelated(const Draft& draft, ResourceId owner);

  Finding& Add(const Draft& draft, int booking, v1::ConflictRule rule);

  Drafts& drafts_;
  const RuleSet rules_;
  const access::Rights& rights_;
  Counterparts counterparts_;
  HoldRules holds_;
  // The claims to be added, by atom, of drafts whose stored claims are released.
  absl::flat_hash_map<ResourceId, std::vector<std::pair<const Draft*, const Claim*>>> added_;
  std::set<ResourceId> released_;
  std::vector<Finding> findings_;
};

bool Judgement::IsJudged(const Draft& draft, const Claim& claim) const {
  // What is contested was settled, not asked for.
  if (claim.kind == ClaimKind::kCultureDays || claim.kind == ClaimKind::kContested) return false;
  const bool altered = draft.altered[claim.booking] && draft.written;
  // What is finished of a series stays as it was, whatever is altered.
  const bool over = draft.series != SeriesMode::kNone &&
                    claim.interval.end <= absl::ToUnixSeconds(drafts_.transaction().now());
  if (altered && !over) return true;
  const auto& before = draft.claims_before;
  // Ordered by atom, then start.
  auto old =
      std::lower_bound(before.begin(), before.end(), claim, [](const Claim& a, const Claim& b) {
        return std::tie(a.atom, a.interval.start) < std::tie(b.atom, b.interval.start);
      });
  for (; old != before.end() && old->atom == claim.atom &&
         old->interval.start == claim.interval.start;
       ++old) {
    const bool same = old->interval == claim.interval && old->host == claim.host &&
                      (old->kind == claim.kind || (Blocks(old->kind) && Blocks(claim.kind)));
    if (same) return false;
  }
  return true;
}

Finding& Judgement::Add(const Draft& draft, int booking, v1::ConflictRule rule) {
  Finding& finding = findings_.emplace_back();
  v1::Conflict& conflict = finding.conflict;
  conflict.set_item(draft.item);
  conflict.set_event(draft.name());
  if (booking >= 0) {
    conflict.set_booking(draft.after.bookings(booking).id());
    conflict.set_time_zone(draft.after.bookings(booking).time_zone());
  }
  conflict.set_rule(rule);
  conflict.set_severity(SeverityOf(rule));
  return finding;
}

// Whether the owner is an event that the draft is inside.
absl::StatusOr<bool> Judgement::IsAncestor(const Draft& draft, ResourceId owner) {
  std::string name = draft.after.host();
  while (!name.empty()) {
    auto id = drafts_.IdOf(name);
    if (!id.ok()) return id.status();
    if (*id == 0) return false;
    if (*id == owner) return true;
    auto event = drafts_.Final(name);
    if (!event.ok()) return event.status();
    if (!*event) return false;
    name = (*event)->host();
  }
  return false;
}

// Whether one is inside the other. That it is not there all the time is said by
// OUTSIDE_HOST; that it is there is no conflict.
absl::StatusOr<bool> Judgement::IsRelated(const Draft& draft, ResourceId owner) {
  auto inside = IsAncestor(draft, owner);
  if (!inside.ok() || *inside) return inside;
  const Draft* other = drafts_.FindById(owner);
  return other ? IsAncestor(*other, draft.id) : false;
}

absl::StatusOr<v1::ConflictRule> Judgement::RuleOf(const Draft& draft, const Claim& claim,
                                                   const Claim& other) {
  switch (other.kind) {
    case ClaimKind::kClosure:
      return v1::CONFLICT_RULE_VENUE_CLOSED;
    case ClaimKind::kHeld:
      // What is only drawn in, or put under another host, takes nothing anew.
      if (!draft.written) return v1::CONFLICT_RULE_UNSPECIFIED;
      if (draft.altered[claim.booking] || IsAddedOccurrence(draft, claim.booking, claim.interval)) {
        return holds_.Judge(draft, claim, other);
      }
      // Occurrences that stay as they were still tell how the booking ranks.
      if (draft.series == SeriesMode::kAnew) {
        if (auto rule = holds_.Judge(draft, claim, other); !rule.ok()) return rule;
      }
      return v1::CONFLICT_RULE_UNSPECIFIED;
    case ClaimKind::kCultureDays:
      return v1::CONFLICT_RULE_UNSPECIFIED;
    default:
      return v1::CONFLICT_RULE_RESOURCE_BUSY;
  }
}

absl::Status Judgement::Collide(const Draft& draft, const Claim& claim,
                                std::map<Collision, Meeting>& meetings) {
  const bool participant = draft.facts.bookings[claim.booking].is_participant();
  auto meet = [&](const Claim& other) -> absl::Status {
    if (other.kind != ClaimKind::kClosure) {
      if (other.host != claim.host) return absl::OkStatus();
      auto related = participant ? false : IsRelated(draft, other.owner);
      if (!related.ok() || *related) return related.status();
    }
    auto rule = RuleOf(draft, claim, other);
    if (!rule.ok() || *rule == v1::CONFLICT_RULE_UNSPECIFIED) return rule.status();
    const Interval met{std::max(claim.interval.start, other.interval.start),
                       std::min(claim.interval.end, other.interval.end)};
    Meeting& meeting =
        meetings[{claim.booking, *rule, other.owner, other.booking, OccurrenceOf(draft, claim)}];
    if (meeting.atoms.empty() || IsToldBefore(met, meeting.interval)) meeting.interval = met;
    meeting.atoms.insert(claim.atom);
    return absl::OkStatus();
  };
  auto kinds = ClaimKind::kConfirmed | ClaimKind::kContested;
  if (rules_ == RuleSet::kAll) kinds = kinds | ClaimKind::kClosure | ClaimKind::kHeld;
  auto stored =
      drafts_.transaction().ClaimsOverlapping(claim.atom, claim.interval, kinds, kMaxOverlaps);
  if (!stored.ok()) return stored.status();
  for (const Claim& other : *stored) {
    if (other.owner == draft.id || released_.count(other.owner)) continue;
    if (auto s = meet(other); !s.ok()) return s;
  }
  for (const auto& [draft_other, other] : added_[claim.atom]) {
    if (draft_other == &draft || !other->interval.Overlaps(claim.interval)) continue;
    if (auto s = meet(*other); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::Status Judgement::Tell(const Draft& draft, const Collision& collision,
                             const Meeting& meeting) {
  auto counterpart = counterparts_.Find(collision.owner);
  if (!counterpart.ok()) return counterpart.status();
  const Counterpart& other = **counterpart;
  const BookingFacts& facts = draft.facts.bookings[collision.booking];
  Finding& finding = Add(draft, collision.booking, collision.rule);
  finding.counterpart_etag = other.FingerprintWith(collision.owner_booking);
  if (facts.is_participant()) {
    finding.hides_booking = !rights_.SeesAllOf(draft.after);
    finding.hides_counterpart = finding.hides_booking || other.closed;
  }
  v1::Conflict& conflict = finding.conflict;
  conflict.set_resource(facts.resource->name);
  if (meeting.atoms.size() == 1) {
    auto atom = drafts_.transaction().FindById(*meeting.atoms.begin());
    if (!atom.ok()) return atom.status();
    if (*atom) conflict.set_resource((*atom)->name);
  }
  conflict.set_counterpart(other.name);
  *conflict.mutable_counterpart_title() = other.title;
  conflict.set_counterpart_booking(other.BookingId(collision.owner_booking));
  SetInterval(meeting.interval, conflict);
  SetOccurrence(collision.occurrence, conflict);
  conflict.set_message(Cat(conflict.resource(), HowItMeets(collision.rule),
                           finding.hides_counterpart ? "what you may not see" : Named(other), ", ",
                           FormatInterval(meeting.interval, facts.zone), "."));
  if (collision.rule == v1::CONFLICT_RULE_HELD) {
    conflict.set_hold_rank(holds_.RankOf(draft, collision.booking));
  }
  return absl::OkStatus();
}

absl::Status Judgement::JudgeClaims(const Draft& draft) {
  std::map<Collision, Meeting> meetings, untold;
  // A hold of a series ranks by all its occurrences, whichever are judged.
  const bool ranks = draft.series == SeriesMode::kAnew && !draft.confirmed();
  for (const Claim& claim : draft.claims) {
    const bool judged = IsJudged(draft, claim);
    if (!judged && !ranks) continue;
    if (auto s = Collide(draft, claim, judged ? meetings : untold); !s.ok()) return s;
  }
  for (const auto& [collision, meeting] : meetings) {
    if (auto s = Tell(draft, collision, meeting); !s.ok()) return s;
  }
  return absl::OkStatus();
}

void Judgement::ForEachJudged(
    const Draft& draft, int booking,
    absl::FunctionRef<void(const Interval&, const OccurrenceFacts*)> judge) const {
  if (draft.series == SeriesMode::kNone) {
    if (draft.altered[booking]) judge(draft.facts.bookings[booking].announced, nullptr);
    return;
  }
  for (const OccurrenceFacts& occurrence : draft.facts.occurrences) {
    if (draft.altered[booking] || IsAddedOccurrence(draft, booking, occurrence.occupied[booking])) {
      judge(occurrence.announced[booking], &occurrence);
    }
  }
}

void Judgement::JudgeOpeningHours(const Draft& draft, int booking, const Interval& announced,
                                  const OccurrenceFacts* occurrence) {
  const BookingFacts& facts = draft.facts.bookings[booking];
  if (facts.is_participant() || !facts.timed) return;
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
  const Unapproved unapproved = UnapprovedOf(draft, booking);
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

void Judgement::JudgeHost(const Draft& draft) {
  for (int i = 0; i < draft.outside_host.size(); ++i) {
    if (draft.outside_host[i]) TellOutside(draft, i, draft.facts.bookings[i].occupied);
  }
  const std::pair<int, Interval>* last = nullptr;
  for (const auto& outside : draft.outside_host_at) {
    // Once for all the atoms.
    const bool told = last != nullptr && *last == outside;
    if (!told) TellOutside(draft, outside.first, outside.second);
    last = &outside;
  }
}

absl::Status Judgement::JudgeProgramme(const Draft& draft) {
  if (draft.after.programme().empty()) return absl::OkStatus();
  auto programme = drafts_.Final(draft.after.programme());
  if (!programme.ok()) return programme.status();
  if (!*programme || !(*programme)->has_culture_days()) return absl::OkStatus();
  auto outside = [&](int booking, const std::string& city, const CivilDays& days,
                     const OccurrenceFacts* occurrence) {
    if (MeetsStop((*programme)->culture_days(), city, days)) return;
    v1::Conflict& conflict = Add(draft, booking, v1::CONFLICT_RULE_OUTSIDE_PROGRAMME).conflict;
    conflict.set_counterpart((*programme)->name());
    if (rights_.SeesAllOf(**programme)) {
      *conflict.mutable_counterpart_title() = (*programme)->title();
    }
    SetOccurrence(occurrence, conflict);
    conflict.set_message(absl::StrCat("The programme ", (*programme)->name(), " has no stop",
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
    if (draft.series == SeriesMode::kNone) {
      outside(i, facts.venue->city(), DaysOf(PeriodOf(draft.after, draft.after.bookings(i))),
              nullptr);
    }
    for (const OccurrenceFacts& occurrence : draft.facts.occurrences) {
      outside(i, facts.venue->city(), occurrence.days[i], &occurrence);
    }
  }
  const bool same = !draft.is_new() && !draft.confirming && !joins &&
                    ToBody(draft.before.period()) == ToBody(draft.after.period());
  if (!placed && !same && draft.after.has_period()) {
    outside(-1, "", DaysOf(draft.after.period()), nullptr);
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
    auto atom = drafts_.FindTopic(topic.topic);
    if (!atom.ok()) return atom.status();
    if (*atom == 0) continue;
    auto stored = drafts_.transaction().ClaimsOverlapping(*atom, interval, ClaimKind::kCultureDays,
                                                          kMaxOverlaps);
    if (!stored.ok()) return stored.status();
    for (const Claim& other : *stored) {
      if (other.owner != draft.id && !released_.count(other.owner)) {
        met[other.owner].insert(topic.topic);
      }
    }
    for (const auto& [draft_other, other] : added_[*atom]) {
      if (draft_other != &draft && other->interval.Overlaps(interval)) {
        met[other->owner].insert(topic.topic);
      }
    }
  }
  for (const auto& [owner, topics] : met) {
    auto counterpart = counterparts_.Find(owner);
    if (!counterpart.ok()) return counterpart.status();
    const Counterpart& other = **counterpart;
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

absl::Status Judgement::JudgeDraft(const Draft& draft) {
  if (!draft.live()) return absl::OkStatus();
  // Others' spaces may come in the way of a tentative event, as others'
  // confirmations may.
  if (rules_ == RuleSet::kAll || draft.confirmed()) {
    if (auto s = JudgeClaims(draft); !s.ok()) return s;
  }
  JudgeHost(draft);
  if (rules_ == RuleSet::kClaimsOnly || !draft.written) return absl::OkStatus();
  for (int i = 0; i < draft.facts.bookings.size(); ++i) {
    ForEachJudged(draft, i, [&](const Interval& announced, const OccurrenceFacts* occurrence) {
      JudgeOpeningHours(draft, i, announced, occurrence);
    });
    if (draft.altered[i]) JudgeCapacity(draft, i);
    if (draft.altered[i] || draft.series == SeriesMode::kAnew) JudgeApproval(draft, i);
  }
  if (auto s = JudgeProgramme(draft); !s.ok()) return s;
  return JudgeCultureDays(draft);
}

// What was not judged has met nobody yet, and its rank is not known.
void Judgement::RankHolds(Draft& draft) {
  if (!draft.written || !draft.live() || draft.confirmed()) return;
  for (int i = 0; i < draft.facts.bookings.size(); ++i) {
    // Of series, what is over is not judged.
    const bool known = draft.altered[i] && draft.series == SeriesMode::kNone;
    draft.hold_ranks.push_back(known ? holds_.RankOf(draft, i) : 0);
  }
}

absl::StatusOr<std::vector<Finding>> Judgement::Run() {
  for (const auto& draft : drafts_.all()) {
    if (!draft->claims_changed()) continue;
    released_.insert(draft->id);
    for (const Claim& claim : draft->claims) added_[claim.atom].emplace_back(draft.get(), &claim);
  }
  for (const auto& draft : drafts_.all()) {
    if (auto s = JudgeDraft(*draft); !s.ok()) return s;
    RankHolds(*draft);
  }
  SortFindings(findings_);
  return std::move(findings_);
}

}  // namespace

absl::StatusOr<std::vector<Finding>> Judge(Drafts& drafts, RuleSet rules,
                                           const access::Rights& rights) {
  return Judgement(drafts, rules, rights).Run();
}

v1::ConflictSeverity SeverityOf(v1::ConflictRule rule) {
  if (rule == v1::CONFLICT_RULE_OUTSIDE_PROGRAMME || rule == v1::CONFLICT_RULE_HELD) {
    return v1::CONFLICT_SEVERITY_ADVISORY;
  }
  return IsOverridable(rule) ? v1::CONFLICT_SEVERITY_OVERRIDABLE : v1::CONFLICT_SEVERITY_BLOCKING;
}

bool IsOverridable(v1::ConflictRule rule) {
  switch (rule) {
    case v1::CONFLICT_RULE_VENUE_CLOSED:
    case v1::CONFLICT_RULE_OUTSIDE_OPENING_HOURS:
    case v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP:
    case v1::CONFLICT_RULE_OVER_CAPACITY:
    case v1::CONFLICT_RULE_HOLD_AHEAD:
    case v1::CONFLICT_RULE_APPROVAL_NEEDED:
      return true;
    default:
      return false;
  }
}

void SortFindings(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return ConflictBefore(a.conflict, b.conflict);
  });
}

}  // namespace taqvim::schedule
