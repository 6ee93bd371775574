#include "client/cli/text/time_forms.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace taqvim::cli {
namespace {

// A number of at most two digits, and of `fewest` at least.
std::optional<int> ParseDigits(absl::string_view text, size_t fewest, int most) {
  int number = 0;
  if (text.size() < fewest || text.size() > 2) return std::nullopt;
  for (const char c : text) {
    if (!absl::ascii_isdigit(c)) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number <= most ? std::optional<int>(number) : std::nullopt;
}

}  // namespace

std::optional<absl::CivilDay> ParseDayForm(absl::string_view text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day) || day.year() < 0 || day.year() > 9999) {
    return std::nullopt;
  }
  return day;
}

std::optional<ClockTime> ParseClockForm(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  const auto hours = ParseDigits(parts[0], 1, 24), minutes = ParseDigits(parts[1], 2, 59);
  const auto seconds = parts.size() == 3 ? ParseDigits(parts[2], 2, 59) : 0;
  if (!hours || !minutes || !seconds) return std::nullopt;
  return ClockTime{*hours, *minutes, *seconds};
}

std::optional<absl::Duration> ParseOffsetForm(absl::string_view text) {
  if (text == "Z") return absl::ZeroDuration();
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const std::vector<absl::string_view> parts = absl::StrSplit(text.substr(1), ':');
  if (parts.size() > 2) return std::nullopt;
  const auto hours = ParseDigits(parts[0], parts.size(), 99);
  const auto minutes = parts.size() == 2 ? ParseDigits(parts[1], 2, 59) : 0;
  if (!hours || !minutes) return std::nullopt;
  return (absl::Hours(*hours) + absl::Minutes(*minutes)) * (text[0] == '-' ? -1 : 1);
}

std::optional<LocalTimeForm> ParseLocalTimeForm(absl::string_view text) {
  const size_t separator = text.find_first_of("T ");
  if (separator == absl::string_view::npos) return std::nullopt;
  const auto day = ParseDayForm(text.substr(0, separator));
  absl::string_view clock_text = text.substr(separator + 1);
  std::optional<absl::Duration> offset;
  if (const size_t at = clock_text.find_first_of("+-Z"); at != absl::string_view::npos) {
    offset = ParseOffsetForm(clock_text.substr(at));
    if (!offset) return std::nullopt;
    clock_text = clock_text.substr(0, at);
  }
  const auto clock = ParseClockForm(clock_text);
  if (!day || !clock || clock->hours == 24) return std::nullopt;
  return LocalTimeForm{*day, *clock, offset};
}

std::string FormatDayForm(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

std::string FormatClockForm(const ClockTime& clock) {
  std::string text = absl::StrFormat("%02d:%02d", clock.hours, clock.minutes);
  if (clock.seconds != 0) absl::StrAppend(&text, absl::StrFormat(":%02d", clock.seconds));
  return text;
}

std::string FormatOffsetForm(absl::Duration offset) {
  if (offset == absl::ZeroDuration()) return "Z";
  const int64_t minutes = absl::ToInt64Minutes(absl::AbsDuration(offset));
  return absl::StrFormat("%c%02d:%02d", offset < absl::ZeroDuration() ? '-' : '+', minutes / 60,
                         minutes % 60);
}

std::string FormatLocalTimeForm(const LocalTimeForm& local) {
  std::string text = FormatDayForm(local.day) + "T" + FormatClockForm(local.clock);
  return local.offset ? text + FormatOffsetForm(*local.offset) : text;
}

absl::CivilSecond CivilOf(const LocalTimeForm& local) {
  return absl::CivilSecond(local.day.year(), local.day.month(), local.day.day(), local.clock.hours,
                           local.clock.minutes, local.clock.seconds);
}

bool BeginsWithTime(absl::string_view text) {
  constexpr absl::string_view kForm = "0000-00-00T00:00";
  if (text.size() < kForm.size()) return false;
  for (size_t i = 0; i < kForm.size(); ++i) {
    const bool fits = kForm[i] == '0' ? absl::ascii_isdigit(text[i]) : text[i] == kForm[i];
    if (!fits) return false;
  }
  return true;
}

std::string WithReadableTimes(absl::string_view text) {
  constexpr size_t kDay = 10, kMinutes = 16, kSeconds = 19;
  std::string readable;
  while (!text.empty()) {
    const bool within = !readable.empty() && absl::ascii_isalnum(readable.back());
    if (within || !BeginsWithTime(text)) {
      readable += text[0];
      text.remove_prefix(1);
      continue;
    }
    const bool has_seconds = text.size() >= kSeconds && text[kMinutes] == ':';
    const size_t end = has_seconds ? kSeconds : kMinutes;
    absl::StrAppend(&readable, text.substr(0, kDay), " ", text.substr(kDay + 1, end - kDay - 1));
    text.remove_prefix(end);
    if (!has_seconds || !absl::StartsWith(text, ".")) continue;
    text.remove_prefix(std::min(text.find_first_not_of("0123456789", 1), text.size()));
  }
  return readable;
}

}  // namespace taqvim::cli
