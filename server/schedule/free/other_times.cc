#include "server/schedule/free/other_times.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "absl/time/time.h"
#include "proto/status_macros.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/facts/placed_booking.h"
#include "server/schedule/free/claims_around.h"
#include "server/schedule/free/other_places.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/opening_hours.h"

namespace taqvim::schedule {
namespace {

using storage::Interval;

// What it takes to work out when a booking would be, in units of work.
constexpr int64_t kLook = 8;
constexpr int64_t kOneDay = 24 * 3600;
constexpr int64_t kStep = 30 * 60;
constexpr int kOnSameDay = 2;
constexpr int kOtherDays = 3;
constexpr int kNextDays = 14;
constexpr int kDatedPeriods = 2;
constexpr int kDatedDays = 366;
// Where nothing says when the doors are open, times like these are suggested.
constexpr int64_t kMorning = 9 * 3600;
constexpr int64_t kNight = 22 * 3600;

int64_t SecondOfDay(absl::CivilSecond time) {
  return time - absl::CivilSecond(absl::CivilDay(time));
}

class TimeSearch {
 public:
  TimeSearch(ClaimedDrafts& drafts, const ClaimedDraft& draft, const std::vector<int>& bookings,
             int64_t until)
      : work_(drafts.work()),
        until_(until),
        now_(drafts.transaction().now()),
        draft_(draft),
        bookings_(bookings),
        period_(PeriodOf(draft.after, draft.after.bookings(bookings.front()))),
        claims_(drafts, draft, std::set<int>(bookings.begin(), bookings.end())),
        uses_(claims_, Earliest() - 2 * kOneDay, draft.confirmed() || draft.confirming),
        not_before_(std::min(absl::ToUnixSeconds(now_), Earliest())) {
    for (int booking : bookings) {
      const BookingFacts& facts = draft.facts.bookings[booking];
      hours_.emplace_back(facts.venue ? *facts.venue : v1::Venue());
    }
  }

  absl::StatusOr<std::vector<v1::Period>> Run() {
    if (!CanMove()) return std::vector<v1::Period>();
    RETURN_IF_ERROR(period_.has_timed() ? LookAtTimes() : LookAtDays());
    return std::move(found_);
  }

 private:
  bool GoesOn() const { return work_.spent() < until_; }

  const BookingFacts& Facts(int booking) const { return draft_.facts.bookings[booking]; }

  int64_t Earliest() const {
    int64_t earliest = Interval::kForever;
    for (int booking : bookings_) earliest = std::min(earliest, Facts(booking).occupied.start);
    return earliest;
  }

  // Whether another time can be a way out at all.
  bool CanMove() const {
    return std::all_of(bookings_.begin(), bookings_.end(), [this](int booking) {
      const BookingFacts& facts = Facts(booking);
      return FitsItsPlace({.seats = facts.space ? facts.space->seats() : 0,
                           .expected = draft_.after.bookings(booking).expected_attendance(),
                           .unapproved = NeedsApprovalAnew(draft_, ApproverOf(facts))});
    });
  }

  absl::Status LookAtDays() {
    for (int day = 1; day <= kDatedDays && found_.size() < kDatedPeriods && GoesOn(); ++day) {
      if (auto free = AddIfFree(day * kOneDay); !free.ok()) return free.status();
    }
    return absl::OkStatus();
  }

  absl::Status LookAtTimes() {
    const std::vector<int64_t> shifts = ShiftsWithinDay();
    int days = 0;
    for (int day = 0; day <= kNextDays && days < kOtherDays; ++day) {
      int on_day = 0;
      for (int64_t shift : shifts) {
        if (!GoesOn()) return absl::OkStatus();
        ASSIGN_OR_RETURN(auto free, AddIfFree(day * kOneDay + shift));
        on_day += free ? 1 : 0;
        if (on_day == (day == 0 ? kOnSameDay : 1)) break;
      }
      if (day > 0) days += on_day;
    }
    return absl::OkStatus();
  }

  // How much later or earlier the same day can be, the nearest first.
  std::vector<int64_t> ShiftsWithinDay() const {
    const int64_t start = SecondOfDay(ToCivilSecond(period_.timed().start()));
    const int64_t length =
        ToCivilSecond(period_.timed().end()) - ToCivilSecond(period_.timed().start());
    const bool always = std::all_of(hours_.begin(), hours_.end(),
                                    [](const WeeklyHours& hours) { return hours.always_open(); });
    const int64_t first = always ? std::min(start, kMorning) : 0;
    const int64_t last = always ? std::max(start, kNight - length) : kOneDay - 1;
    std::vector<int64_t> shifts;
    for (int64_t at = start - (start - first) / kStep * kStep; at <= last; at += kStep) {
      shifts.push_back(at - start);
    }
    std::sort(shifts.begin(), shifts.end(), [](int64_t a, int64_t b) {
      return std::abs(a) != std::abs(b) ? std::abs(a) < std::abs(b) : a > b;
    });
    return shifts;
  }

  // Adds the period that is so much later, by the calendar and the clock, if
  // all bookings are free then; where the clocks show it twice, the first time that
  // they are.
  absl::StatusOr<bool> AddIfFree(int64_t shift) {
    const absl::TimeZone& zone = Facts(bookings_.front()).zone;
    const v1::Period shifted = ShiftPeriod(period_, {.days = shift / kOneDay, .seconds = shift});
    for (v1::Period& period : ReadingsOf(shifted, zone)) {
      if (IntervalOf(period, zone) == Facts(bookings_.front()).announced) continue;
      auto free = AreFree(period);
      if (!free.ok()) return free;
      if (*free) found_.push_back(std::move(period));
      if (*free) return true;
    }
    return false;
  }

  absl::StatusOr<bool> AreFree(const v1::Period& period) {
    for (size_t i = 0; i < bookings_.size(); ++i) {
      if (!work_.Count(kLook)) return work_.status();
      if (!GoesOn()) return false;
      auto free = IsFree(i, period);
      if (!free.ok() || !*free) return free;
    }
    return true;
  }

  absl::StatusOr<bool> IsFree(size_t index, const v1::Period& period) {
    const BookingFacts& facts = Facts(bookings_[index]);
    FieldErrors errors;
    CheckPeriod(period, errors);
    if (!errors.empty()) return false;
    CheckPeriodInZone(period, facts.zone, errors);
    if (!errors.empty()) return false;
    const Interval announced = IntervalOf(period, facts.zone);
    const Interval occupied =
        OccupiedInterval(draft_.after.bookings(bookings_[index]), period, announced, facts.zone);
    if (occupied.start < not_before_) return false;
    if (!FitsItsPlace({.hours = &hours_[index],
                       .timed = facts.timed,
                       .zone = facts.zone,
                       .announced = announced,
                       .limits = facts.venue ? LimitsOf(*facts.venue) : nullptr,
                       .asked = now_})) {
      return false;
    }
    for (storage::ResourceId atom : facts.atoms) {
      if (!work_.Count(1) || !GoesOn()) return false;
      ASSIGN_OR_RETURN(auto free, uses_.Of(atom).FreeFrom(occupied));
      if (free > occupied.start) return false;
    }
    return true;
  }

  storage::Work& work_;
  const int64_t until_;
  const absl::Time now_;
  const ClaimedDraft& draft_;
  const std::vector<int>& bookings_;
  const v1::Period& period_;
  ClaimsAround claims_;
  AtomUses uses_;
  const int64_t not_before_;
  std::vector<WeeklyHours> hours_;  // of each booking's venue
  std::vector<v1::Period> found_;
};

}  // namespace

std::vector<int> BookingsThatMoveWith(const ClaimedDraft& draft, int booking) {
  if (draft.after.bookings(booking).has_period()) return {booking};
  std::vector<int> bookings;
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    if (!draft.after.bookings(i).has_period()) bookings.push_back(i);
  }
  return bookings;
}

absl::StatusOr<std::vector<v1::Period>> FindOtherTimes(ClaimedDrafts& drafts,
                                                       const ClaimedDraft& draft,
                                                       const std::vector<int>& bookings,
                                                       int64_t until) {
  return TimeSearch(drafts, draft, bookings, until).Run();
}

}  // namespace taqvim::schedule
