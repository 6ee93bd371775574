// Reader of days and times as people say them, such as `tomorrow 18:00`, into the forms
// of time_forms.h, which mean the same whenever they are read.
//
// A day is 2025-10-10, `today`, `tomorrow`, `yesterday`, a weekday, which is the next
// such day, today included, or so many days or weeks from today: `+3d`, `+2w`. A local
// time is a day and a time of day: `friday 18:00`, `2025-10-10 9:00`, where the clocks
// repeat with an offset: `2025-10-26 02:30+01:00`. The case of letters does not matter.
//
// What could mean several things is never guessed: `10/11/2026`, `10.11.2026` and `6pm`
// are not read, and AdviceOn() says what to write instead. Pure: the time and the zone in
// which it is today are given.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "client/cli/text/time_forms.h"

namespace taqvim::cli {

// When and where words are read: what `today` means.
struct ReadAt {
  absl::Time now;
  absl::TimeZone zone;
};

// What a text means.
struct TimePhrase {
  // In a form that means the same whenever it is read; a text that is no phrase as it
  // was given, for whoever parses the form to judge.
  std::string text;
  // The same for people: `2025-10-11 18:00`, of an instant with its zone. Empty where the
  // text says as much itself.
  std::string told;
  // Whether it was counted from today; see TodayTold().
  bool from_today = false;
};

// A day. A weekday is the next such day from `from`, where that is after today: the
// last day of what begins then.
TimePhrase ReadDay(absl::string_view text, const ReadAt& at,
                   std::optional<absl::CivilDay> from = std::nullopt);

// A local time. What has no day is on that of `start`; where it is not after it then, on
// the next, so that 22:00 to 02:00 goes past midnight, as does 22:00 to 24:00.
// INVALID_ARGUMENT with a sentence that says what is missing of a time without a day, or
// a day without a time.
absl::StatusOr<TimePhrase> ReadLocalTime(absl::string_view text, const ReadAt& at,
                                         const std::optional<LocalTimeForm>& start = std::nullopt);

// A time of day on that day, which is all that is said of it.
TimePhrase ReadClock(absl::string_view text, absl::CivilDay day);

// An instant, by RFC 3339 or as a local time of the zone, or so long from now: `+2w`, `+3d`,
// `+36h`, `+90m`; days and weeks keep the time of day. INVALID_ARGUMENT as above, and for
// what the clocks of the zone skip or show twice.
absl::StatusOr<TimePhrase> ReadInstant(absl::string_view text, const ReadAt& at);

// `Today is 2025-10-10 in Asia/Almaty.`
std::string TodayTold(const ReadAt& at);

// Whether the text means another time on another day, for those who take none such.
bool DependsOnToday(absl::string_view text);

// A sentence, with a space before it, that says what to write instead of a text that is no
// time: `10/11/2026`, `6pm`. Empty where nothing is known of it.
std::string AdviceOn(absl::string_view text);

}  // namespace taqvim::cli
