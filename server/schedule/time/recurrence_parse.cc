// How the text of a rule becomes its parts, and what is refused: a part of
// recurrence_parts.h.
#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/status_macros.h"
#include "server/schedule/time/recurrence_parts.h"

namespace taqvim::schedule {
namespace {

constexpr size_t kMostBytes = 500;
constexpr int kMostCount = 1'000'000;
constexpr int kMostInterval = 1'000;

template <class Value>
struct Name {
  absl::string_view name;
  Value value;
};

constexpr Name<Frequency> kFrequencies[] = {{"DAILY", Frequency::kDaily},
                                            {"WEEKLY", Frequency::kWeekly},
                                            {"MONTHLY", Frequency::kMonthly},
                                            {"YEARLY", Frequency::kYearly}};
constexpr Name<absl::Weekday> kWeekdays[] = {
    {"MO", absl::Weekday::monday},    {"TU", absl::Weekday::tuesday},
    {"WE", absl::Weekday::wednesday}, {"TH", absl::Weekday::thursday},
    {"FR", absl::Weekday::friday},    {"SA", absl::Weekday::saturday},
    {"SU", absl::Weekday::sunday}};

absl::Status Wrong(const std::string& description) {
  return absl::InvalidArgumentError(description);
}

template <class Names>
auto Find(const Names& names, absl::string_view name) {
  return std::find_if(std::begin(names), std::end(names),
                      [&](const auto& one) { return one.name == name; });
}

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// A whole number, with or without a sign; no blanks.
std::optional<int> ToNumber(absl::string_view text) {
  absl::string_view digits = text;
  if (!absl::ConsumePrefix(&digits, "+")) absl::ConsumePrefix(&digits, "-");
  int number = 0;
  if (!IsDigits(digits) || !absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

// `20251021` as its last second, `20251021T180000` as that.
std::optional<absl::CivilSecond> ParseUntil(absl::string_view text) {
  const bool timed = text.size() == 15 && text[8] == 'T';
  if (text.size() != 8 && !timed) return std::nullopt;
  const absl::string_view time = timed ? text.substr(9) : "235959";
  if (!IsDigits(text.substr(0, 8)) || !IsDigits(time)) return std::nullopt;
  const auto number = [](absl::string_view digits) { return *ToNumber(digits); };
  const absl::CivilSecond until(number(text.substr(0, 4)), number(text.substr(4, 2)),
                                number(text.substr(6, 2)), number(time.substr(0, 2)),
                                number(time.substr(2, 2)), number(time.substr(4, 2)));
  // What the calendar or the clock does not have would be another time.
  const std::string said =
      absl::StrFormat("%04d%02d%02d%02d%02d%02d", until.year(), until.month(), until.day(),
                      until.hour(), until.minute(), until.second());
  if (said != absl::StrCat(text.substr(0, 8), time)) return std::nullopt;
  return until;
}

class Reader {
 public:
  explicit Reader(RuleSource source) : source_(source) {}

  absl::StatusOr<RecurrenceParts> Read(absl::string_view text) {
    absl::ConsumeSuffix(&text, ";");
    for (absl::string_view part : absl::StrSplit(text, ';')) {
      RETURN_IF_ERROR(ReadPart(part));
    }
    if (!Has("FREQ")) return Wrong("lacks FREQ; begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY");
    RETURN_IF_ERROR(CheckCombination(parts_));
    return std::move(parts_);
  }

 private:
  using Part = Name<absl::Status (Reader::*)()>;
  static const Part kParts[11];

  bool Has(absl::string_view name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }
  absl::string_view name() const { return names_.back(); }

  absl::Status ReadPart(absl::string_view text) {
    const std::pair<absl::string_view, absl::string_view> split =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    value_ = split.second;
    if (value_.empty()) {
      return Wrong(absl::StrCat("has \"", text,
                                "\", which is no part such as FREQ=WEEKLY; parts are separated by "
                                "semicolons"));
    }
    const auto* part = Find(kParts, split.first);
    if (part == std::end(kParts)) return NoPart(split.first);
    if (Has(part->name)) return Wrong(absl::StrCat("has ", part->name, " twice; name it once"));
    names_.push_back(part->name);
    return (this->*part->value)();
  }

  static absl::Status NoPart(absl::string_view name) {
    if (name == "BYHOUR" || name == "BYMINUTE" || name == "BYSECOND") {
      return Wrong(absl::StrCat("has ", name,
                                ", which is below a day; every occurrence is at the time of day of "
                                "the first"));
    }
    return Wrong(absl::StrCat("has \"", name,
                              "\", which is no part of a rule; use FREQ, UNTIL, COUNT, INTERVAL, "
                              "BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY, BYDAY, BYSETPOS, WKST"));
  }

  // The value of the part that is read now, or one of its values, is not right.
  absl::Status WrongValue(absl::string_view right) const {
    return Wrong(absl::StrCat("has ", name(), "=", value_, "; ", right));
  }
  absl::Status WrongItem(absl::string_view item, absl::string_view right) const {
    if (source_ == RuleSource::kStored) return absl::OkStatus();
    return Wrong(
        absl::StrCat("has \"", item, "\" in ", name(), "; ", right, ", separated by commas"));
  }

  absl::Status ReadNumber(int most, int* number) {
    const auto read = ToNumber(value_);
    if (!read || *read < 1 || *read > most) {
      return WrongValue(absl::StrCat("it must be 1 to ", most));
    }
    *number = *read;
    return absl::OkStatus();
  }

  // Numbers from 1 to `most` and, where that makes sense, from -1 to -`most`.
  template <class Add>
  absl::Status ReadNumbers(int most, bool negative_too, Add add) {
    for (absl::string_view item : absl::StrSplit(value_, ',')) {
      const auto number = ToNumber(item);
      if (number && *number != 0 && *number <= most && *number >= (negative_too ? -most : 1)) {
        add(*number);
        continue;
      }
      const std::string right =
          negative_too ? absl::StrCat("its values are 1 to ", most, " and -", most, " to -1")
                       : absl::StrCat("its values are 1 to ", most);
      RETURN_IF_ERROR(WrongItem(item, right));
    }
    return absl::OkStatus();
  }

  absl::Status ReadFrequency() {
    const auto* frequency = Find(kFrequencies, value_);
    if (frequency == std::end(kFrequencies)) {
      return WrongValue("it must be DAILY, WEEKLY, MONTHLY or YEARLY");
    }
    parts_.frequency = frequency->value;
    return absl::OkStatus();
  }

  absl::Status ReadUntil() {
    parts_.until = ParseUntil(value_);
    if (parts_.until) return absl::OkStatus();
    return WrongValue(
        "send a date such as 20251231 or a local time such as 20251231T180000, without a Z");
  }

  absl::Status ReadWeekStart() {
    const auto* day = Find(kWeekdays, value_);
    if (day == std::end(kWeekdays)) return WrongValue("it must be MO, TU, WE, TH, FR, SA or SU");
    parts_.week_start = day->value;
    return absl::OkStatus();
  }

  absl::Status ReadCount() { return ReadNumber(kMostCount, &parts_.count); }
  absl::Status ReadInterval() { return ReadNumber(kMostInterval, &parts_.interval); }
  absl::Status ReadMonths() {
    return ReadNumbers(12, false, [this](int number) { parts_.months.set(number); });
  }
  absl::Status ReadWeeks() {
    return ReadNumbers(53, true, [this](int number) { parts_.weeks.Add(number); });
  }
  absl::Status ReadYearDays() {
    return ReadNumbers(366, true, [this](int number) { parts_.year_days.Add(number); });
  }
  absl::Status ReadMonthDays() {
    return ReadNumbers(31, true, [this](int number) { parts_.month_days.Add(number); });
  }
  absl::Status ReadPositions() {
    return ReadNumbers(366, true, [this](int number) { parts_.positions.push_back(number); });
  }

  absl::Status ReadWeekdays() {
    for (absl::string_view item : absl::StrSplit(value_, ',')) {
      RETURN_IF_ERROR(ReadWeekday(item));
    }
    return absl::OkStatus();
  }

  absl::Status ReadWeekday(absl::string_view item) {
    constexpr int kMostNumber = 53;
    const size_t before = item.size() - std::min<size_t>(item.size(), 2);
    const auto* day = Find(kWeekdays, item.substr(before));
    const auto number = ToNumber(item.substr(0, before));
    const bool known = day != std::end(kWeekdays);
    if (known && number && *number != 0 && std::abs(*number) <= kMostNumber) {
      parts_.numbered_weekdays.push_back({*number, day->value});
      return absl::OkStatus();
    }
    const bool zero = number && *number == 0 && source_ == RuleSource::kStored;
    if (known && (before == 0 || zero)) {
      parts_.weekdays.set(static_cast<size_t>(day->value));
      return absl::OkStatus();
    }
    return WrongItem(item,
                     "its values are MO, TU, WE, TH, FR, SA and SU, each after a number of 1 to 53 "
                     "or -53 to -1 or none");
  }

  const RuleSource source_;
  RecurrenceParts parts_;
  // Of the parts read, the last of which is read now.
  std::vector<absl::string_view> names_;
  absl::string_view value_;
};

const Reader::Part Reader::kParts[11] = {
    {"FREQ", &Reader::ReadFrequency},     {"UNTIL", &Reader::ReadUntil},
    {"COUNT", &Reader::ReadCount},        {"INTERVAL", &Reader::ReadInterval},
    {"BYMONTH", &Reader::ReadMonths},     {"BYWEEKNO", &Reader::ReadWeeks},
    {"BYYEARDAY", &Reader::ReadYearDays}, {"BYMONTHDAY", &Reader::ReadMonthDays},
    {"BYDAY", &Reader::ReadWeekdays},     {"BYSETPOS", &Reader::ReadPositions},
    {"WKST", &Reader::ReadWeekStart}};

}  // namespace

absl::StatusOr<RecurrenceParts> ParseRecurrence(std::string_view text, RuleSource source) {
  if (text.empty()) return Wrong("is required, such as FREQ=WEEKLY;BYDAY=TU;COUNT=10");
  if (text.size() > kMostBytes) {
    return Wrong(absl::StrCat("has ", text.size(), " bytes; at most ", kMostBytes));
  }
  return Reader(source).Read(absl::AsciiStrToUpper(absl::string_view(text.data(), text.size())));
}

}  // namespace taqvim::schedule
