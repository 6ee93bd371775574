#include "server/schedule/write/series.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/status_macros.h"
#include "server/base/event_state.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/draft_occurrences.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using google::type::Date;
using storage::Claim;
using storage::ClaimKind;
using storage::Interval;
using Dates = google::protobuf::RepeatedPtrField<Date>;

constexpr size_t kMostOccurrences = 400;
// Of one event, over all its occurrences.
constexpr size_t kMostClaims = 10'000;
// How many claims are passed over, as they are of another booking, for a unit of work.
constexpr size_t kPassedOver = 16;
// What it takes to work out when a booking of an occurrence is.
constexpr int64_t kTimeOfBooking = 4;

// The recurrence without what the server keeps with it.
v1::Recurrence AskedOf(const v1::Event& event) {
  v1::Recurrence recurrence = event.recurrence();
  recurrence.clear_skipped_days();
  recurrence.clear_held_days();
  recurrence.clear_claimed_through();
  return recurrence;
}

bool IsExpandedAnew(const Draft& draft) {
  if (!draft.written || draft.rolling) return false;
  const bool altered =
      std::find(draft.altered.begin(), draft.altered.end(), true) != draft.altered.end();
  return draft.is_new() || draft.confirming || altered ||
         draft.before.state() != draft.after.state() ||
         draft.before.has_recurrence() != draft.after.has_recurrence() ||
         ToBody(AskedOf(draft.before)) != ToBody(AskedOf(draft.after)) ||
         !google::protobuf::util::MessageDifferencer::Equals(draft.before.period(),
                                                             draft.after.period());
}

// Adds the days to those that are there, in order and each once.
void AddDays(const std::set<absl::CivilDay>& days, Dates* dates) {
  std::set<absl::CivilDay> all = days;
  for (const Date& date : *dates) all.insert(ToCivilDay(date));
  dates->Clear();
  for (absl::CivilDay day : all) *dates->Add() = ToDate(day);
}

// Keeps only the days before that one, and not too many of them.
void KeepBefore(absl::CivilDay day, Dates* dates) {
  Dates kept;
  for (const Date& date : *dates) {
    if (ToCivilDay(date) < day) *kept.Add() = date;
  }
  const int excess = std::max(0, kept.size() - static_cast<int>(kMostOccurrences));
  kept.DeleteSubrange(0, excess);
  dates->Swap(&kept);
}

class Settler {
 public:
  Settler(absl::Time now, storage::Work& work, Draft& draft, FieldErrors& errors)
      : now_(now),
        today_(absl::ToCivilDay(now, absl::UTCTimeZone())),
        work_(work),
        draft_(draft),
        errors_(errors),
        grant_outdated_(IsGrantOutdated(draft)) {}

  void Run() {
    draft_.series = ModeOf();
    const absl::CivilDay through = SettleHorizon();
    const Occurrences occurrences(draft_.after);
    if (draft_.series == SeriesMode::kAnew) CheckMoved();
    const Occurrences before(draft_.before);
    const auto settle = [&](absl::CivilDay day) {
      if (!work_.Count(kTimeOfBooking * (1 + draft_.after.bookings_size()))) return false;
      if (!occurrences.IsExcluded(day) && !occurrences.IsSkipped(day)) {
        if (Add(occurrences, day)) {
          HoldUngranted(before, day);
        } else {
          KeepState(before, day);
        }
      }
      return draft_.facts.occurrences.size() <= kMostOccurrences || !IsBounded();
    };
    if (draft_.is_new()) {
      occurrences.ForEach(occurrences.first(), through, settle);
    } else {
      occurrences.ForEachUnfinished(now_, through, settle);
    }
    if (!without_days_.empty()) {
      AddDays(without_days_, draft_.after.mutable_recurrence()->mutable_skipped_days());
    }
    if (!ungranted_.empty()) {
      AddDays(ungranted_, draft_.after.mutable_recurrence()->mutable_held_days());
    }
    CheckCount(through);
    OrderInTime();
  }

 private:
  // So that occurrences are found by when they occupy something, and what was claimed
  // before by when it was.
  void OrderInTime() {
    const auto& occurrences = draft_.facts.occurrences;
    std::vector<int> order(occurrences.size());
    std::iota(order.begin(), order.end(), 0);
    for (int booking = 0; booking < draft_.after.bookings_size(); ++booking) {
      const auto time_of = [&](int one) {
        const Interval& occupied = occurrences[one].occupied[booking];
        return std::pair(occupied.start, occupied.end);
      };
      auto& in_time = draft_.facts.occurrences_in_time.emplace_back(order);
      std::stable_sort(in_time.begin(), in_time.end(),
                       [&](int a, int b) { return time_of(a) < time_of(b); });
    }
    for (const Claim& claim : draft_.claims_before) {
      draft_.times_before.emplace_back(claim.booking, claim.interval);
    }
    std::sort(draft_.times_before.begin(), draft_.times_before.end(), IsTimeBefore);
  }

  SeriesMode ModeOf() const {
    if (IsExpandedAnew(draft_)) return SeriesMode::kAnew;
    if (draft_.rolling) return SeriesMode::kRoll;
    return draft_.reexpand ? SeriesMode::kReexpand : SeriesMode::kKeep;
  }

  bool IsBounded() const { return draft_.series == SeriesMode::kAnew; }

  // The last day that is to be claimed.
  absl::CivilDay SettleHorizon() {
    const absl::CivilDay first(StartOf(draft_.after.period()));
    if (!draft_.after.has_recurrence()) return first;
    v1::Recurrence& recurrence = *draft_.after.mutable_recurrence();
    draft_.claimed_before = ToCivilDay(recurrence.claimed_through());
    if (draft_.series == SeriesMode::kAnew) {
      KeepBefore(today_, recurrence.mutable_skipped_days());
      KeepBefore(today_, recurrence.mutable_held_days());
    }
    if (draft_.series == SeriesMode::kAnew || draft_.series == SeriesMode::kRoll) {
      *recurrence.mutable_claimed_through() = ToDate(std::max(first, HorizonAt(now_)));
    }
    return ToCivilDay(recurrence.claimed_through());
  }

  // Times that were said are held against the zone, like any other.
  void CheckMoved() {
    const auto& moved = draft_.after.recurrence().moved_occurrences();
    std::set<std::string> judged;
    for (int b = 0; b < draft_.after.bookings_size(); ++b) {
      const v1::Booking& booking = draft_.after.bookings(b);
      if (booking.has_period() || !judged.insert(booking.time_zone()).second) continue;
      for (int i = 0; i < moved.size(); ++i) {
        if (IsStored(moved[i])) continue;
        FieldErrors::Scope event(errors_, draft_.path);
        FieldErrors::Scope recurrence(errors_, "recurrence");
        FieldErrors::Scope occurrence(errors_, "moved_occurrences", i);
        FieldErrors::Scope period(errors_, "period");
        CheckPeriodInZone(moved[i].period(), draft_.facts.bookings[b].zone, errors_);
      }
    }
  }

  bool IsStored(const v1::MovedOccurrence& moved) const {
    const auto& stored = draft_.before.recurrence().moved_occurrences();
    return std::any_of(stored.begin(), stored.end(), [&](const v1::MovedOccurrence& old) {
      return google::protobuf::util::MessageDifferencer::Equals(old, moved);
    });
  }

  // What became of an occurrence that is over today is not to be tried again.
  void KeepState(const Occurrences& before, absl::CivilDay day) {
    if (draft_.series != SeriesMode::kAnew || day < today_) return;
    if (!draft_.after.has_recurrence()) return;
    v1::Recurrence& recurrence = *draft_.after.mutable_recurrence();
    if (before.IsSkipped(day)) *recurrence.add_skipped_days() = ToDate(day);
    if (before.IsHeld(day)) *recurrence.add_held_days() = ToDate(day);
  }

  // What a venue has not approved stays held, and so does what is newly reached: who
  // approved another reading of the rule has not seen it.
  void HoldUngranted(const Occurrences& before, absl::CivilDay day) {
    if (!grant_outdated_ || !draft_.after.has_recurrence() || !IsExpanded(day)) return;
    const bool granted = !before.IsHeld(day) && day <= draft_.claimed_before;
    if (!granted && without_days_.count(day) == 0) ungranted_.insert(day);
  }

  // Whether the write claims the occurrence, which is not over.
  bool IsExpanded(absl::CivilDay day) const {
    return draft_.series == SeriesMode::kAnew ||
           (draft_.series == SeriesMode::kRoll && day > draft_.claimed_before);
  }

  // Adds the occurrence unless it is finished, or its days are skipped; whether it
  // is still to be looked after.
  bool Add(const Occurrences& occurrences, absl::CivilDay day) {
    OccurrenceFacts facts{.day = day, .days = {}, .announced = {}, .occupied = {}};
    const v1::Period period = occurrences.PeriodOn(day);
    bool finished = !draft_.is_new(), occurs = true;
    for (int i = 0; i < draft_.after.bookings_size(); ++i) {
      const v1::Booking& booking = draft_.after.bookings(i);
      const absl::TimeZone& zone = draft_.facts.bookings[i].zone;
      const v1::Period own = booking.has_period() ? occurrences.PeriodOn(day, booking) : period;
      facts.days.push_back(DaysOf(own));
      facts.announced.push_back(IntervalOf(own, zone));
      facts.occupied.push_back(OccupiedInterval(booking, own, facts.announced.back(), zone));
      finished &= facts.occupied.back().end <= absl::ToUnixSeconds(now_);
      occurs &= Occurs(own, zone);
    }
    // A day is over everywhere two days later.
    if (draft_.after.bookings().empty()) finished &= DaysOf(period).last < today_ - 1;
    facts.event_days = DaysOf(period);
    if (finished) return false;
    if (!occurs && IsExpanded(day) && draft_.after.has_recurrence()) {
      without_days_.insert(day);
    } else {
      draft_.facts.occurrences.push_back(std::move(facts));
    }
    return true;
  }

  void CheckCount(absl::CivilDay through) {
    if (!IsBounded()) return;
    const size_t count = draft_.facts.occurrences.size();
    size_t atoms = 0;
    for (const BookingFacts& booking : draft_.facts.bookings) atoms += booking.atoms.size();
    FieldErrors::Scope event(errors_, draft_.path);
    if (count > kMostOccurrences) {
      errors_.Add("recurrence.rule",
                  absl::StrCat("has more than ", kMostOccurrences, " occurrences up to ",
                               absl::FormatCivilTime(through),
                               "; repeat less often, or end it with COUNT or UNTIL."));
    } else if (count * atoms > kMostClaims) {
      errors_.Add("recurrence.rule",
                  absl::StrCat("has ", count, " occurrences up to ", absl::FormatCivilTime(through),
                               " that take ", atoms, " spaces and participants each, and at most ",
                               kMostClaims,
                               " can be taken in all; book less, or repeat less "
                               "often."));
    }
  }

  const absl::Time now_;
  const absl::CivilDay today_;
  storage::Work& work_;
  Draft& draft_;
  FieldErrors& errors_;
  const bool grant_outdated_;
  // The occurrences that are left out, as a zone skips their days.
  std::set<absl::CivilDay> without_days_;
  // Those that are only held, as the venue approved others.
  std::set<absl::CivilDay> ungranted_;
};

v1::OccurrencePolicy PolicyOf(const Draft& draft) {
  const v1::OccurrencePolicy policy = draft.after.recurrence().on_conflict();
  // Nobody is there to refuse to when the horizon rolls on by itself.
  if (draft.rolling && policy != v1::OCCURRENCE_POLICY_SKIP) return v1::OCCURRENCE_POLICY_HOLD;
  return policy == v1::OCCURRENCE_POLICY_UNSPECIFIED ? v1::OCCURRENCE_POLICY_FAIL : policy;
}

// Whether the claim is for occurrences that are all among these.
bool IsOnlyFor(const Draft& draft, const Claim& claim, const std::set<absl::CivilDay>& days) {
  if (claim.kind == ClaimKind::kCultureDays) return false;
  const auto [first, end] = OccurrencesAt(draft, claim.booking, claim.interval);
  return first != end && std::all_of(first, end, [&](int occurrence) {
           return days.count(draft.facts.occurrences[occurrence].day) > 0;
         });
}

class Yielding {
 public:
  Yielding(Drafts& drafts, std::vector<Finding>& findings) : drafts_(drafts), findings_(findings) {}

  absl::Status Run() {
    if (auto s = FindWilling(); !s.ok() || willing_.empty()) return s;
    for (const Finding& finding : findings_) Consider(finding.conflict);
    for (auto& [draft, days] : yielded_) {
      LeaveOccurrences(*draft, days, PolicyOf(*draft) == v1::OCCURRENCE_POLICY_SKIP);
    }
    Excuse();
    if (!yielded_.empty()) ForgetRanks();
    return absl::OkStatus();
  }

 private:
  using Days = std::set<absl::CivilDay>;

  // The series that leave out or only hold what is in conflict. What hosts others
  // holds on to its occurrences: they lie inside them.
  absl::Status FindWilling() {
    for (const auto& draft : drafts_.all()) {
      if (!MayYield(*draft)) continue;
      ASSIGN_OR_RETURN(auto hosted, drafts_.Referring(*draft, storage::LinkRole::kHost));
      if (hosted.empty() || draft->rolling) willing_.emplace(draft.get(), willing_.size());
    }
    return absl::OkStatus();
  }

  static bool IsInTheWay(const v1::Conflict& conflict) {
    return conflict.severity() != v1::CONFLICT_SEVERITY_ADVISORY;
  }

  void Consider(const v1::Conflict& conflict) {
    Draft* draft = drafts_.Find(conflict.event());
    auto place = willing_.find(draft);
    if (place == willing_.end() || !IsInTheWay(conflict) || !conflict.has_occurrence_day()) return;
    Draft* other = drafts_.Find(conflict.counterpart());
    auto others_place = willing_.find(other);
    if (others_place != willing_.end() && others_place->second > place->second) return;
    Yield(*draft, conflict);
    if (other != nullptr) yielded_to_.insert({draft, other});
  }

  // The occurrence in conflict, and those that are at the very same time.
  void Yield(Draft& draft, const v1::Conflict& conflict) {
    Days& days = yielded_[&draft];
    days.insert(ToCivilDay(conflict.occurrence_day()));
    const int booking = IndexOfBooking(draft.after, conflict.booking());
    const OccurrenceFacts* occurrence = OccurrenceInConflict(draft, conflict);
    if (booking < 0 || !occurrence) return;
    const auto [first, end] = OccurrencesAt(draft, booking, occurrence->occupied[booking]);
    for (auto other = first; other != end; ++other) {
      days.insert(draft.facts.occurrences[*other].day);
    }
  }

  // What is left out or held is in nobody's way; what the same series keeps may be.
  void Excuse() {
    const auto settled = [this](const Finding& finding) {
      if (!drafts_.work().status().ok()) return false;
      const v1::Conflict& conflict = finding.conflict;
      const Draft* draft = drafts_.Find(conflict.event());
      const Draft* other = drafts_.Find(conflict.counterpart());
      const auto& met = RuleOf(conflict.rule()).met;
      return met && met->Has(ClaimKind::kConfirmed) && other != nullptr &&
             yielded_to_.count({other, draft}) > 0 && !StillMeet(*draft, *other, conflict);
    };
    findings_.erase(std::remove_if(findings_.begin(), findings_.end(), settled), findings_.end());
    for (Finding& finding : findings_) {
      v1::Conflict& conflict = finding.conflict;
      auto days = yielded_.find(drafts_.Find(conflict.event()));
      if (days == yielded_.end() || !conflict.has_occurrence_day()) continue;
      if (days->second.count(ToCivilDay(conflict.occurrence_day())) == 0) continue;
      conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
    }
  }

  // Whether the bookings in conflict still meet, as they shall be claimed.
  bool StillMeet(const Draft& draft, const Draft& other, const v1::Conflict& conflict) const {
    drafts_.work().Count(static_cast<int64_t>(draft.claims.size() / kPassedOver));
    const int booking = IndexOfBooking(draft.after, conflict.booking());
    const int others = IndexOfBooking(other.after, conflict.counterpart_booking());
    const OccurrenceFacts* occurrence = OccurrenceInConflict(draft, conflict);
    return std::any_of(draft.claims.begin(), draft.claims.end(), [&](const Claim& claim) {
      if (claim.kind == ClaimKind::kCultureDays || claim.booking != booking) return false;
      if (occurrence && occurrence->occupied[booking] != claim.interval) return false;
      const auto [from, to] =
          std::equal_range(other.claims.begin(), other.claims.end(), claim,
                           [](const Claim& a, const Claim& b) { return a.atom < b.atom; });
      return std::any_of(from, to, [&](const Claim& theirs) {
        return theirs.booking == others && Blocks(theirs.kind) && theirs.host == claim.host &&
               theirs.interval.Overlaps(claim.interval);
      });
    });
  }

  // Null when the event of the conflict takes place once.
  static const OccurrenceFacts* OccurrenceInConflict(const Draft& draft,
                                                     const v1::Conflict& conflict) {
    if (!conflict.has_occurrence_day()) return nullptr;
    const absl::CivilDay day = ToCivilDay(conflict.occurrence_day());
    const auto& all = draft.facts.occurrences;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const OccurrenceFacts& one) { return one.day == day; });
    return found == all.end() ? nullptr : &*found;
  }

  // What is left out may have ranked before what others hold.
  void ForgetRanks() {
    for (const auto& draft : drafts_.all()) {
      std::fill(draft->hold_ranks.begin(), draft->hold_ranks.end(), 0);
    }
  }

  Drafts& drafts_;
  std::vector<Finding>& findings_;
  // By the order in which they yield to one another.
  std::map<const Draft*, size_t> willing_;
  std::map<Draft*, Days> yielded_;
  std::set<std::pair<const Draft*, const Draft*>> yielded_to_;
};

}  // namespace

void SettleOccurrences(absl::Time now, storage::Work& work, Draft& draft, FieldErrors& errors) {
  if (!draft.before.has_recurrence() && !draft.after.has_recurrence()) return;
  Settler(now, work, draft, errors).Run();
}

bool MayYield(const Draft& draft) {
  return draft.series != SeriesMode::kNone && draft.written && draft.live() &&
         PolicyOf(draft) != v1::OCCURRENCE_POLICY_FAIL;
}

absl::Status YieldOccurrences(Drafts& drafts, std::vector<Finding>& findings) {
  return Yielding(drafts, findings).Run();
}

void LeaveOccurrences(Draft& draft, const std::set<absl::CivilDay>& days, bool skip) {
  const auto yields = [&](const Claim& claim) { return IsOnlyFor(draft, claim, days); };
  if (skip) {
    draft.claims.erase(std::remove_if(draft.claims.begin(), draft.claims.end(), yields),
                       draft.claims.end());
  } else {
    for (Claim& claim : draft.claims) {
      if (yields(claim)) claim.kind = ClaimKind::kHeld;
    }
  }
  v1::Recurrence& recurrence = *draft.after.mutable_recurrence();
  AddDays(days, skip ? recurrence.mutable_skipped_days() : recurrence.mutable_held_days());
}

void KeepRecurrence(const v1::Event& before, v1::Event& after) {
  if (!after.has_recurrence()) return;
  v1::Recurrence& recurrence = *after.mutable_recurrence();
  *recurrence.mutable_skipped_days() = before.recurrence().skipped_days();
  *recurrence.mutable_held_days() = before.recurrence().held_days();
  recurrence.clear_claimed_through();
  if (before.recurrence().has_claimed_through()) {
    *recurrence.mutable_claimed_through() = before.recurrence().claimed_through();
  }
}

int64_t RollDue(const v1::Event& event) {
  if (!IsLive(event) || !event.recurrence().has_claimed_through()) return 0;
  const absl::CivilDay claimed = ToCivilDay(event.recurrence().claimed_through());
  const auto next = Occurrences(event).NextAfter(claimed);
  if (!next) return 0;
  const absl::CivilDay due = std::max(claimed - kRollBelowDays, *next - kHorizonDays);
  return absl::ToUnixSeconds(absl::FromCivil(due, absl::UTCTimeZone()));
}

}  // namespace taqvim::schedule
