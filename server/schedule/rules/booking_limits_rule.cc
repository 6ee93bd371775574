#include "server/schedule/rules/booking_limits_rule.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/strings.h"
#include "server/schedule/event/bookings.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::MessageDifferencer;

struct BrokenLimits {
  bool notice = false;
  bool days_ahead = false;
  bool longest = false;
};

absl::CivilSecond LocalTime(int64_t instant, const absl::TimeZone& zone) {
  return absl::ToCivilSecond(absl::FromUnixSeconds(instant), zone);
}

BrokenLimits BrokenBy(const PlacedBooking& booking) {
  if (booking.limits == nullptr) return {};
  const v1::BookingLimits& limits = *booking.limits;
  const auto [start, end] = booking.announced;
  BrokenLimits broken;
  if (const int64_t notice = limits.notice().seconds(); notice > 0) {
    broken.notice = start - notice < absl::ToUnixSeconds(booking.asked);
  }
  if (limits.days_ahead() > 0) {
    const absl::CivilDay today = absl::ToCivilDay(booking.asked, booking.zone);
    broken.days_ahead =
        absl::CivilDay(LocalTime(start, booking.zone)) - today > limits.days_ahead();
  }
  if (const int64_t longest = limits.longest().seconds(); longest > 0) {
    broken.longest = end == storage::Interval::kForever ||
                     LocalTime(end, booking.zone) - LocalTime(start, booking.zone) > longest;
  }
  return broken;
}

// Such as `7 days`, `36 hours` or `90 minutes`.
std::string InWords(int64_t seconds) {
  constexpr int64_t kMinute = 60, kHour = 3600, kDay = 24 * kHour;
  const auto say = [&](int64_t unit, std::string_view word) {
    return Cat(seconds / unit, " ", word, seconds == unit ? "" : "s");
  };
  if (seconds % kDay == 0) return say(kDay, "day");
  return seconds % kHour == 0 ? say(kHour, "hour") : say(kMinute, "minute");
}

std::string Describe(const BrokenLimits& broken, const v1::BookingLimits& limits) {
  std::vector<std::string> asked;
  if (broken.notice) {
    asked.push_back(Cat("at least ", InWords(limits.notice().seconds()), " before"));
  }
  if (broken.days_ahead) {
    asked.push_back(Cat("at most ", InWords(int64_t{limits.days_ahead()} * 24 * 3600), " ahead"));
  }
  if (broken.longest) {
    asked.push_back(Cat("for at most ", InWords(limits.longest().seconds())));
  }
  return absl::StrJoin(asked, " and ");
}

bool IsElsewhen(const v1::Recurrence& before, const v1::Recurrence& after) {
  return before.rule() != after.rule() ||
         !std::equal(before.moved_occurrences().begin(), before.moved_occurrences().end(),
                     after.moved_occurrences().begin(), after.moved_occurrences().end(),
                     [](const v1::MovedOccurrence& a, const v1::MovedOccurrence& b) {
                       return MessageDifferencer::Equals(a, b);
                     });
}

// Whether the write asks for the place at these times. To confirm the booking, to approve
// it, or to claim what comes later of a series does not; nor to move where it was asked.
bool Asks(const JudgedEvent& event, int index) {
  if (!event.written || event.moves) return false;
  const v1::Booking& booking = event.after.bookings(index);
  const auto old =
      std::find_if(event.before.bookings().begin(), event.before.bookings().end(),
                   [&](const v1::Booking& before) { return before.id() == booking.id(); });
  return old == event.before.bookings().end() || BookedName(*old) != BookedName(booking) ||
         !MessageDifferencer::Equals(PeriodOf(event.before, *old),
                                     PeriodOf(event.after, booking)) ||
         IsElsewhen(event.before.recurrence(), event.after.recurrence());
}

void JudgeAt(Judging& judging, int index, const storage::Interval& announced,
             const OccurrenceFacts* occurrence) {
  const BookingFacts& facts = judging.event.booking(index);
  const PlacedBooking placed{.zone = facts.zone,
                             .announced = announced,
                             .limits = LimitsOf(*facts.venue),
                             .asked = judging.write.drafts.transaction().now()};
  if (!IsOutsideLimits(placed)) return;
  judging.Add({.booking = index,
               .resource = facts.resource->name,
               .counterpart = facts.venue->name(),
               .counterpart_title = &facts.venue->title(),
               .interval = announced,
               .zone = facts.zone,
               .day = DayOf(occurrence),
               .details = {Describe(BrokenBy(placed), *placed.limits)}},
              facts.venue->etag());
}

}  // namespace

bool IsOutsideLimits(const PlacedBooking& booking) {
  const BrokenLimits broken = BrokenBy(booking);
  return broken.notice || broken.days_ahead || broken.longest;
}

absl::Status JudgeLimits(Judging& judging) {
  const JudgedEvent& event = judging.event;
  for (int i = 0; i < event.facts.bookings.size(); ++i) {
    const BookingFacts& facts = event.booking(i);
    if (facts.is_participant() || LimitsOf(*facts.venue) == nullptr || !Asks(event, i)) continue;
    bool first = true;
    event.ForEachTime(i, judging.write.work(),
                      [&](const storage::Interval& announced, const OccurrenceFacts* occurrence) {
                        if (first) JudgeAt(judging, i, announced, occurrence);
                        first = false;
                      });
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
