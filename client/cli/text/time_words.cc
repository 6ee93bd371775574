#include "client/cli/text/time_words.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

// Nobody plans for longer; it keeps what is added within what a calendar has.
constexpr int kMostCount = 99999;

constexpr absl::Weekday kWeekdays[] = {absl::Weekday::monday,    absl::Weekday::tuesday,
                                       absl::Weekday::wednesday, absl::Weekday::thursday,
                                       absl::Weekday::friday,    absl::Weekday::saturday,
                                       absl::Weekday::sunday};
constexpr const char* kWeekdayNames[] = {"monday", "tuesday",  "wednesday", "thursday",
                                         "friday", "saturday", "sunday"};

// Lower case, one space between words and none around them.
std::string Tidied(absl::string_view text) {
  std::string tidied = absl::AsciiStrToLower(text);
  absl::RemoveExtraAsciiWhitespace(&tidied);
  return tidied;
}

absl::CivilDay Today(const ReadAt& at) { return absl::ToCivilDay(at.now, at.zone); }

std::string ZoneName(const absl::TimeZone& zone) {
  // That of the machine may be known by its file alone.
  const std::string name = zone.name();
  const bool is_named = !name.empty() && name != "localtime" && name[0] != '/';
  return is_named ? name : "the local time zone";
}

// `+3d` as 3 and `d`.
struct Step {
  int count = 0;
  char unit = ' ';
};

std::optional<Step> ParseStep(absl::string_view word) {
  Step step;
  if (word.size() < 3 || word[0] != '+' || !absl::ascii_isdigit(word[1])) return std::nullopt;
  step.unit = word.back();
  const absl::string_view count = word.substr(1, word.size() - 2);
  if (!absl::SimpleAtoi(count, &step.count) || step.count > kMostCount) return std::nullopt;
  return step;
}

std::optional<int> DaysOf(const Step& step) {
  if (step.unit == 'd') return step.count;
  if (step.unit == 'w') return step.count * 7;
  return std::nullopt;
}

std::optional<absl::Weekday> ParseWeekday(absl::string_view word) {
  const auto found = std::find(std::begin(kWeekdayNames), std::end(kWeekdayNames), word);
  if (found == std::end(kWeekdayNames)) return std::nullopt;
  return kWeekdays[found - std::begin(kWeekdayNames)];
}

// The first such day that is not before `from`.
absl::CivilDay NextSuch(absl::Weekday weekday, absl::CivilDay from) {
  return absl::NextWeekday(from - 1, weekday);
}

// A word that means another day on another day.
std::optional<absl::CivilDay> DayOfWord(absl::string_view word, absl::CivilDay today,
                                        absl::CivilDay from) {
  if (word == "today") return today;
  if (word == "tomorrow") return today + 1;
  if (word == "yesterday") return today - 1;
  if (const auto weekday = ParseWeekday(word)) return NextSuch(*weekday, std::max(today, from));
  const auto step = ParseStep(word);
  const auto days = step ? DaysOf(*step) : std::nullopt;
  return days ? std::optional<absl::CivilDay>(today + *days) : std::nullopt;
}

// The words of a local time: a day and a time of day, each empty if it is not said.
struct Halves {
  std::string day;
  std::optional<ClockTime> clock;
  std::optional<absl::Duration> offset;
};

// `18:00` or `18:00+05:00`, in lower case.
bool ParseClockWord(absl::string_view word, Halves* halves) {
  const size_t at = word.find_first_of("+-z");
  halves->clock = ParseClockForm(word.substr(0, at));
  if (at == absl::string_view::npos || !halves->clock) return halves->clock.has_value();
  halves->offset = ParseOffsetForm(absl::AsciiStrToUpper(word.substr(at)));
  if (!halves->offset) halves->clock.reset();
  return halves->offset.has_value();
}

Halves Halve(absl::string_view text) {
  const std::string tidied = Tidied(text);
  std::vector<std::string> words = absl::StrSplit(tidied, ' ');
  // `02:30 +01:00` is one word more than is meant.
  if (words.size() > 1 && ParseClockForm(words[words.size() - 2]) &&
      ParseOffsetForm(absl::AsciiStrToUpper(words.back()))) {
    words[words.size() - 2] += words.back();
    words.pop_back();
  }
  Halves halves;
  if (ParseClockWord(words.back(), &halves)) words.pop_back();
  halves.day = absl::StrJoin(words, " ");
  return halves;
}

// For people, who separate the day from the time by a space.
std::string Told(const LocalTimeForm& local) {
  return absl::StrReplaceAll(FormatLocalTimeForm(local), {{"T", " "}});
}

absl::Status Lacks(absl::string_view text, absl::string_view what, absl::string_view example) {
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text, "\" has no ", what, "; write it with one, such as \"", example, "\"."));
}

// Whether it comes after the start, as far as what was said tells.
bool IsAfter(const LocalTimeForm& end, const LocalTimeForm& start) {
  if (!end.offset || !start.offset) return CivilOf(end) > CivilOf(start);
  const auto instant = [](const LocalTimeForm& local) {
    return absl::FromCivil(CivilOf(local), absl::UTCTimeZone()) - *local.offset;
  };
  return instant(end) > instant(start);
}

TimePhrase ReadOnDayOf(const LocalTimeForm& start, Halves halves) {
  if (halves.clock->hours == 24) halves.clock->hours = 0;
  LocalTimeForm local{start.day, *halves.clock, halves.offset};
  const bool is_next = !IsAfter(local, start);
  if (is_next) local.day = local.day + 1;
  return {FormatLocalTimeForm(local),
          is_next ? absl::StrCat(Told(local), ", the day after its start") : "", false};
}

// The instant of a local time in the zone.
absl::StatusOr<absl::Time> InstantOf(absl::string_view text, const LocalTimeForm& local,
                                     const absl::TimeZone& zone) {
  const absl::CivilSecond civil = CivilOf(local);
  if (local.offset) return absl::FromCivil(civil, absl::UTCTimeZone()) - *local.offset;
  const absl::TimeZone::TimeInfo info = zone.At(civil);
  if (info.kind == absl::TimeZone::TimeInfo::UNIQUE) return info.pre;
  const std::string clock = FormatClockForm(local.clock);
  if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) {
    return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is not there: the clocks of ",
                                                   ZoneName(zone), " skip ", clock, " on ",
                                                   FormatDayForm(local.day), "."));
  }
  const auto with_offset = [&](absl::Time time) {
    return absl::StrCat(FormatDayForm(local.day), " ", clock, absl::FormatTime("%Ez", time, zone));
  };
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\" is twice: the clocks of ", ZoneName(zone), " repeat ", clock,
                   " on ", FormatDayForm(local.day), "; write ", with_offset(info.pre), " or ",
                   with_offset(info.post), "."));
}

TimePhrase Instant(absl::Time time, const absl::TimeZone& zone) {
  return {absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()),
          absl::StrCat(absl::FormatTime("%Y-%m-%d %H:%M%Ez", time, zone), " in ", ZoneName(zone)),
          false};
}

std::optional<absl::Time> AfterStep(const Step& step, const ReadAt& at) {
  const absl::Time now = absl::FromUnixSeconds(absl::ToUnixSeconds(at.now));
  if (step.unit == 'h') return now + absl::Hours(step.count);
  if (step.unit == 'm') return now + absl::Minutes(step.count);
  const auto days = DaysOf(step);
  if (!days) return std::nullopt;
  const absl::CivilSecond civil = absl::ToCivilSecond(now, at.zone);
  return absl::FromCivil(civil + int64_t{*days} * 24 * 60 * 60, at.zone);
}

// `10/11/2026` as its numbers; empty when it is no such date.
std::vector<int> DateNumbers(absl::string_view word) {
  const std::vector<absl::string_view> parts = absl::StrSplit(word, absl::ByAnyChar("./-"));
  if (parts.size() != 3) return {};
  std::vector<int> numbers;
  for (const absl::string_view part : parts) {
    int number = 0;
    const bool digits = !part.empty() && part.size() <= 4 &&
                        std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
    if (!digits || !absl::SimpleAtoi(part, &number)) return {};
    numbers.push_back(number);
  }
  return numbers;
}

std::string DayIfThereIs(int year, int month, int day) {
  const absl::CivilDay civil(year, month, day);
  const bool is_there = civil.month() == month && civil.day() == day;
  return is_there ? FormatDayForm(civil) : "";
}

// What a date with its numbers in another order could be.
std::vector<std::string> DaysOfNumbers(const std::vector<int>& numbers) {
  std::vector<std::string> days;
  const auto add = [&](int year, int month, int day) {
    const std::string text = DayIfThereIs(year < 100 ? 2000 + year : year, month, day);
    if (!text.empty() && std::find(days.begin(), days.end(), text) == days.end()) {
      days.push_back(text);
    }
  };
  if (numbers[0] > 31) {
    add(numbers[0], numbers[1], numbers[2]);
  } else {
    add(numbers[2], numbers[1], numbers[0]);
    add(numbers[2], numbers[0], numbers[1]);
  }
  return days;
}

// `6pm` and `6:30pm` as 18:00 and 18:30, and `18.00` as 18:00; empty for other words.
std::string ClockOfOtherForm(absl::string_view word) {
  const bool morning = absl::ConsumeSuffix(&word, "am");
  const bool evening = !morning && absl::ConsumeSuffix(&word, "pm");
  word = absl::StripAsciiWhitespace(word);
  std::string with_colon(word);
  std::replace(with_colon.begin(), with_colon.end(), '.', ':');
  if (!absl::StrContains(with_colon, ':')) {
    if (!morning && !evening) return "";
    with_colon += ":00";
  }
  auto clock = ParseClockForm(with_colon);
  if (!clock) return "";
  if (morning || evening) {
    if (clock->hours < 1 || clock->hours > 12) return "";
    clock->hours = clock->hours % 12 + (evening ? 12 : 0);
  }
  return FormatClockForm(*clock);
}

}  // namespace

TimePhrase ReadDay(absl::string_view text, const ReadAt& at, std::optional<absl::CivilDay> from) {
  const absl::CivilDay today = Today(at);
  const auto day = DayOfWord(Tidied(text), today, from.value_or(today));
  if (!day) return {std::string(text), "", false};
  const std::string form = FormatDayForm(*day);
  return {form, form, true};
}

absl::StatusOr<TimePhrase> ReadLocalTime(absl::string_view text, const ReadAt& at,
                                         const std::optional<LocalTimeForm>& start) {
  if (ParseLocalTimeForm(text)) return TimePhrase{std::string(text), "", false};
  const Halves halves = Halve(text);
  if (halves.clock && halves.day.empty()) {
    if (start) return ReadOnDayOf(*start, halves);
    return Lacks(text, "day", absl::StrCat(FormatDayForm(Today(at)), " ", Tidied(text)));
  }
  const std::optional<absl::CivilDay> from =
      start ? std::optional<absl::CivilDay>(start->day) : std::nullopt;
  const TimePhrase read = ReadDay(halves.day, at, from);
  const auto day = ParseDayForm(read.text);
  if (!day || (halves.clock && halves.clock->hours == 24))
    return TimePhrase{std::string(text), "", false};
  if (!halves.clock) return Lacks(text, "time of day", absl::StrCat(halves.day, " 18:00"));
  const LocalTimeForm local{*day, *halves.clock, halves.offset};
  return TimePhrase{FormatLocalTimeForm(local), read.from_today ? Told(local) : "",
                    read.from_today};
}

TimePhrase ReadClock(absl::string_view text, absl::CivilDay day) {
  const Halves halves = Halve(text);
  if (!halves.clock || !halves.day.empty() || halves.clock->hours == 24) {
    return {std::string(text), "", false};
  }
  const LocalTimeForm local{day, *halves.clock, halves.offset};
  return {FormatLocalTimeForm(local), absl::StrCat(Told(local), ", the day that it is on"), false};
}

absl::StatusOr<TimePhrase> ReadInstant(absl::string_view text, const ReadAt& at) {
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return TimePhrase{std::string(text), "", false};
  }
  const auto step = ParseStep(Tidied(text));
  if (const auto after = step ? AfterStep(*step, at) : std::nullopt)
    return Instant(*after, at.zone);
  ASSIGN_OR_RETURN(const auto local_text, ReadLocalTime(text, at));
  const auto local = ParseLocalTimeForm(local_text.text);
  if (!local || local->day.year() < 1) return local_text;
  ASSIGN_OR_RETURN(time, InstantOf(text, *local, at.zone));
  return Instant(time, at.zone);
}

std::string TodayTold(const ReadAt& at) {
  return absl::StrCat("Today is ", FormatDayForm(Today(at)), " in ", ZoneName(at.zone), ".");
}

bool DependsOnToday(absl::string_view text) {
  const Halves halves = Halve(text);
  const absl::CivilDay any;
  if (halves.clock && halves.day.empty()) return false;
  return DayOfWord(halves.day, any, any).has_value() || ParseStep(halves.day).has_value();
}

std::string AdviceOn(absl::string_view text) {
  std::vector<std::string> words = absl::StrSplit(Tidied(text), ' ');
  if (words.size() > 1 && (words.back() == "am" || words.back() == "pm")) {
    words[words.size() - 2] += words.back();
    words.pop_back();
  }
  for (const std::string& word : words) {
    if (ParseDayForm(word)) continue;
    const auto numbers = DateNumbers(word);
    if (numbers.empty()) continue;
    const auto days = DaysOfNumbers(numbers);
    if (!days.empty()) {
      return absl::StrCat(days.size() > 1 ? " It could be two days; write " : " Write ",
                          absl::StrJoin(days, " or "), ".");
    }
  }
  for (const std::string& word : words) {
    const std::string clock = ClockOfOtherForm(word);
    if (!clock.empty() && !ParseClockForm(word)) return absl::StrCat(" Write ", clock, ".");
  }
  if (words.size() > 1 && (words[0] == "next" || words[0] == "this" || words[0] == "last")) {
    return " A weekday alone is the next such day, today included; for another write its date.";
  }
  return "";
}

}  // namespace taqvim::cli
