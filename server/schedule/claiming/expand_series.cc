#include "server/schedule/claiming/expand_series.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/schedule/claiming/kept_days.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/draft_occurrences.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::Interval;

constexpr size_t kMostOccurrences = 400;
// Of one event, over all its occurrences.
constexpr size_t kMostClaims = 10'000;
// What it takes to work out when a booking of an occurrence is.
constexpr int64_t kTimeOfBooking = 4;

bool IsExpandedAnew(const Draft& draft, const std::vector<bool>& altered) {
  if (!draft.written || draft.rolls()) return false;
  return draft.is_new() || draft.confirming ||
         std::find(altered.begin(), altered.end(), true) != altered.end() ||
         draft.before.state() != draft.after.state() ||
         draft.before.has_recurrence() != draft.after.has_recurrence() ||
         ToBody(AskedOf(draft.before.recurrence())) != ToBody(AskedOf(draft.after.recurrence())) ||
         !google::protobuf::util::MessageDifferencer::Equals(draft.before.period(),
                                                             draft.after.period());
}

class SeriesExpansion {
 public:
  SeriesExpansion(absl::Time now, const EventFacts& facts, const std::vector<bool>& altered,
                  Draft& draft, storage::Work& work, FieldErrors& errors)
      : now_(now),
        today_(absl::ToCivilDay(now, absl::UTCTimeZone())),
        facts_(facts),
        draft_(draft),
        work_(work),
        errors_(errors),
        grant_outdated_(IsGrantOutdated(draft, facts)) {
    series_.mode = ModeOf(altered);
  }

  Series Run() {
    const absl::CivilDay through = MoveHorizon();
    const Occurrences occurrences(draft_.after);
    if (series_.mode == SeriesMode::kAnew) CheckMoved();
    const Occurrences before(draft_.before);
    const auto derive = [&](absl::CivilDay day) {
      if (!work_.Count(kTimeOfBooking * (1 + draft_.after.bookings_size()))) return false;
      if (!occurrences.IsExcluded(day) && !occurrences.IsSkipped(day)) {
        if (Add(occurrences, day)) {
          HoldUngranted(before, day);
        } else {
          KeepState(before, day);
        }
      }
      return series_.occurrences.size() <= kMostOccurrences || !IsBounded();
    };
    if (draft_.is_new()) {
      occurrences.ForEach(occurrences.first(), through, derive);
    } else {
      occurrences.ForEachUnfinished(now_, through, derive);
    }
    if (!without_days_.empty()) {
      AddDays(without_days_, draft_.after.mutable_recurrence()->mutable_skipped_days());
    }
    if (!ungranted_.empty()) {
      AddDays(ungranted_, draft_.after.mutable_recurrence()->mutable_held_days());
    }
    CheckCount(through);
    OrderInTime();
    return std::move(series_);
  }

 private:
  // So that occurrences are found by when they occupy something, and what was claimed
  // before by when it was.
  void OrderInTime() {
    const auto& occurrences = series_.occurrences;
    std::vector<int> order(occurrences.size());
    std::iota(order.begin(), order.end(), 0);
    for (int booking = 0; booking < draft_.after.bookings_size(); ++booking) {
      const auto time_of = [&](int one) {
        const Interval& occupied = occurrences[one].occupied[booking];
        return std::pair(occupied.start, occupied.end);
      };
      auto& in_time = series_.in_time.emplace_back(order);
      std::stable_sort(in_time.begin(), in_time.end(),
                       [&](int a, int b) { return time_of(a) < time_of(b); });
    }
    for (const Claim& claim : draft_.claims_before) {
      series_.times_before.emplace_back(claim.booking, claim.interval);
    }
    std::sort(series_.times_before.begin(), series_.times_before.end(), IsTimeBefore);
  }

  SeriesMode ModeOf(const std::vector<bool>& altered) const {
    if (IsExpandedAnew(draft_, altered)) return SeriesMode::kAnew;
    if (draft_.rolls()) return SeriesMode::kRoll;
    return draft_.reexpands() ? SeriesMode::kReexpand : SeriesMode::kKeep;
  }

  bool IsBounded() const { return series_.mode == SeriesMode::kAnew; }

  // The last day that is to be claimed.
  absl::CivilDay MoveHorizon() {
    const absl::CivilDay first(StartOf(draft_.after.period()));
    if (!draft_.after.has_recurrence()) return first;
    v1::Recurrence& recurrence = *draft_.after.mutable_recurrence();
    series_.claimed_before = ToCivilDay(recurrence.claimed_through());
    if (series_.mode == SeriesMode::kAnew) {
      KeepDaysBefore(today_, kMostOccurrences, recurrence.mutable_skipped_days());
      KeepDaysBefore(today_, kMostOccurrences, recurrence.mutable_held_days());
    }
    if (series_.mode == SeriesMode::kAnew || series_.mode == SeriesMode::kRoll) {
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
        CheckPeriodInZone(moved[i].period(), facts_.bookings[b].zone, errors_);
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
    if (series_.mode != SeriesMode::kAnew || day < today_) return;
    if (!draft_.after.has_recurrence()) return;
    v1::Recurrence& recurrence = *draft_.after.mutable_recurrence();
    if (before.IsSkipped(day)) *recurrence.add_skipped_days() = ToDate(day);
    if (before.IsHeld(day)) *recurrence.add_held_days() = ToDate(day);
  }

  // What a venue has not approved stays held, and so does what is newly reached: who
  // approved another reading of the rule has not seen it.
  void HoldUngranted(const Occurrences& before, absl::CivilDay day) {
    if (!grant_outdated_ || !draft_.after.has_recurrence() || !IsExpanded(day)) return;
    const bool granted = !before.IsHeld(day) && day <= series_.claimed_before;
    if (!granted && without_days_.count(day) == 0) ungranted_.insert(day);
  }

  // Whether the write claims the occurrence, which is not over.
  bool IsExpanded(absl::CivilDay day) const {
    return series_.mode == SeriesMode::kAnew ||
           (series_.mode == SeriesMode::kRoll && day > series_.claimed_before);
  }

  // Adds the occurrence unless it is finished, or its days are skipped; whether it
  // is still to be looked after.
  bool Add(const Occurrences& occurrences, absl::CivilDay day) {
    OccurrenceFacts facts{.day = day, .days = {}, .announced = {}, .occupied = {}};
    const v1::Period period = occurrences.PeriodOn(day);
    bool finished = !draft_.is_new(), occurs = true;
    for (int i = 0; i < draft_.after.bookings_size(); ++i) {
      const v1::Booking& booking = draft_.after.bookings(i);
      const absl::TimeZone& zone = facts_.bookings[i].zone;
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
      series_.occurrences.push_back(std::move(facts));
    }
    return true;
  }

  void CheckCount(absl::CivilDay through) {
    if (!IsBounded()) return;
    const size_t count = series_.occurrences.size();
    size_t atoms = 0;
    for (const BookingFacts& booking : facts_.bookings) atoms += booking.atoms.size();
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
  const EventFacts& facts_;
  Draft& draft_;
  storage::Work& work_;
  FieldErrors& errors_;
  const bool grant_outdated_;
  // The occurrences that are left out, as a zone skips their days.
  std::set<absl::CivilDay> without_days_;
  // Those that are only held, as the venue approved others.
  std::set<absl::CivilDay> ungranted_;
  Series series_;
};

}  // namespace

Series ExpandSeries(absl::Time now, const EventFacts& facts, const std::vector<bool>& altered,
                    Draft& draft, storage::Work& work, FieldErrors& errors) {
  if (!draft.before.has_recurrence() && !draft.after.has_recurrence()) return Series();
  return SeriesExpansion(now, facts, altered, draft, work, errors).Run();
}

}  // namespace taqvim::schedule
