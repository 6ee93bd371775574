#include "server/schedule/recurrence.h"

#include <libical/ical.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace taqvim::schedule {
namespace {

constexpr size_t kMostBytes = 500;
constexpr int kMostCount = 1'000'000;
constexpr int kMostInterval = 1'000;
constexpr int kYearsAhead = 30;

using Parts = std::map<std::string, std::string>;

absl::Status Wrong(std::string description) { return absl::InvalidArgumentError(description); }

bool IsOneOf(absl::string_view name, std::initializer_list<absl::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

absl::Status CheckName(const std::string& name, const Parts& before) {
  if (IsOneOf(name, {"BYHOUR", "BYMINUTE", "BYSECOND"})) {
    return Wrong(absl::StrCat("has ", name,
                              ", which is below a day; every occurrence is at the "
                              "time of day of the first"));
  }
  if (!IsOneOf(name, {"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYYEARDAY",
                      "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"})) {
    return Wrong(absl::StrCat("has \"", name,
                              "\", which is no part of a rule; use FREQ, UNTIL, "
                              "COUNT, INTERVAL, BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY, BYDAY, "
                              "BYSETPOS, WKST"));
  }
  if (before.contains(name)) return Wrong(absl::StrCat("has ", name, " twice; name it once"));
  return absl::OkStatus();
}

// The parts of the rule by their names, in capitals.
absl::StatusOr<Parts> TakeApart(const std::string& text) {
  Parts parts;
  for (absl::string_view part : absl::StrSplit(text, ';')) {
    const std::pair<absl::string_view, absl::string_view> split =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    const std::string name(split.first);
    if (split.second.empty()) {
      return Wrong(absl::StrCat("has \"", part,
                                "\", which is no part such as FREQ=WEEKLY; parts "
                                "are separated by semicolons"));
    }
    if (auto s = CheckName(name, parts); !s.ok()) return s;
    parts[name] = std::string(split.second);
  }
  return parts;
}

absl::Status CheckNumber(const Parts& parts, const std::string& name, int most) {
  auto part = parts.find(name);
  if (part == parts.end()) return absl::OkStatus();
  int number = 0;
  if (absl::SimpleAtoi(part->second, &number) && number >= 1 && number <= most) {
    return absl::OkStatus();
  }
  return Wrong(absl::StrCat("has ", name, "=", part->second, "; it must be 1 to ", most));
}

absl::Status CheckFrequency(const Parts& parts) {
  auto frequency = parts.find("FREQ");
  if (frequency == parts.end()) {
    return Wrong("lacks FREQ; begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY");
  }
  if (IsOneOf(frequency->second, {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})) return absl::OkStatus();
  return Wrong(absl::StrCat("has FREQ=", frequency->second,
                            "; it must be DAILY, WEEKLY, MONTHLY or YEARLY"));
}

// Which parts make sense beside which frequency, by the table of section 3.3.10.
absl::Status CheckCombination(const Parts& parts) {
  const std::string& frequency = parts.at("FREQ");
  const auto only = [&](const char* name, std::initializer_list<absl::string_view> frequencies) {
    if (!parts.contains(name) || IsOneOf(frequency, frequencies)) return absl::OkStatus();
    return Wrong(absl::StrCat("has ", name, ", which makes no sense beside FREQ=", frequency));
  };
  if (auto s = only("BYWEEKNO", {"YEARLY"}); !s.ok()) return s;
  if (auto s = only("BYYEARDAY", {"YEARLY"}); !s.ok()) return s;
  if (auto s = only("BYMONTHDAY", {"DAILY", "MONTHLY", "YEARLY"}); !s.ok()) return s;
  auto days = parts.find("BYDAY");
  const bool numbered =
      days != parts.end() && days->second.find_first_of("0123456789") != std::string::npos;
  if (numbered && (!IsOneOf(frequency, {"MONTHLY", "YEARLY"}) || parts.contains("BYWEEKNO"))) {
    return Wrong(absl::StrCat("has BYDAY=", days->second,
                              "; numbers make sense only in a month or "
                              "a year, without BYWEEKNO"));
  }
  const bool chooses = std::any_of(parts.begin(), parts.end(), [](const auto& part) {
    return absl::StartsWith(part.first, "BY") && part.first != "BYSETPOS";
  });
  if (parts.contains("BYSETPOS") && !chooses) {
    return Wrong("has BYSETPOS, which chooses among the days of another BY part; add that");
  }
  if (parts.contains("COUNT") && parts.contains("UNTIL")) {
    return Wrong("has both COUNT and UNTIL; only one can end it");
  }
  return absl::OkStatus();
}

// `20251021` as its last second, `20251021T180000` as that.
std::optional<absl::CivilSecond> ParseUntil(const std::string& text) {
  int year, month, day, hour = 23, minute = 59, second = 59;
  const bool timed = text.size() == 15 && text[8] == 'T';
  const auto number = [&](size_t at, size_t size, int* value) {
    return absl::SimpleAtoi(text.substr(at, size), value) && absl::ascii_isdigit(text[at]);
  };
  if (text.size() != 8 && !timed) return std::nullopt;
  if (!number(0, 4, &year) || !number(4, 2, &month) || !number(6, 2, &day)) return std::nullopt;
  if (timed && (!number(9, 2, &hour) || !number(11, 2, &minute) || !number(13, 2, &second))) {
    return std::nullopt;
  }
  const absl::CivilSecond until(year, month, day, hour, minute, second);
  const bool as_said = until.year() == year && until.month() == month && until.day() == day &&
                       until.hour() == hour && until.minute() == minute && until.second() == second;
  if (!as_said) return std::nullopt;
  return until;
}

icalrecurrencetype ReadByLibrary(const std::string& text) {
  icalrecurrencetype rule = icalrecurrencetype_from_string(text.c_str());
  icalerror_clear_errno();
  return rule;
}

// Which part the library does not take.
absl::Status Blame(const Parts& parts) {
  for (const auto& [name, value] : parts) {
    if (name == "FREQ") continue;
    const std::string part = absl::StrCat(name, "=", value);
    const std::string alone = absl::StrCat("FREQ=", parts.at("FREQ"), ";", part);
    if (ReadByLibrary(alone).freq == ICAL_NO_RECURRENCE) {
      return Wrong(absl::StrCat("has ", part, ", whose values are not those of RFC 5545"));
    }
  }
  return Wrong("is no rule of RFC 5545, section 3.3.10");
}

icaltimetype ToIcal(absl::CivilDay day) {
  icaltimetype time = icaltime_null_time();
  time.year = static_cast<int>(day.year());
  time.month = day.month();
  time.day = day.day();
  time.is_date = 1;
  return time;
}

}  // namespace

struct RecurrenceRule::Parsed {
  // Without its end by UNTIL.
  icalrecurrencetype rule;
  std::optional<absl::CivilSecond> until;
};

absl::StatusOr<RecurrenceRule> RecurrenceRule::Parse(std::string_view text) {
  if (text.empty()) return Wrong("is required, such as FREQ=WEEKLY;BYDAY=TU;COUNT=10");
  if (text.size() > kMostBytes) {
    return Wrong(absl::StrCat("has ", text.size(), " bytes; at most ", kMostBytes));
  }
  auto parts = TakeApart(absl::AsciiStrToUpper(std::string(text)));
  if (!parts.ok()) return parts.status();
  if (auto s = CheckFrequency(*parts); !s.ok()) return s;
  if (auto s = CheckNumber(*parts, "COUNT", kMostCount); !s.ok()) return s;
  if (auto s = CheckNumber(*parts, "INTERVAL", kMostInterval); !s.ok()) return s;
  if (auto s = CheckCombination(*parts); !s.ok()) return s;
  auto parsed = std::make_shared<Parsed>();
  if (auto until = parts->find("UNTIL"); until != parts->end()) {
    parsed->until = ParseUntil(until->second);
    if (!parsed->until) {
      return Wrong(absl::StrCat("has UNTIL=", until->second,
                                "; send a date such as 20251231 or a local time such as "
                                "20251231T180000, without a Z"));
    }
    parts->erase(until);
  }
  std::string rest = absl::StrCat("FREQ=", parts->at("FREQ"));
  for (const auto& [name, value] : *parts) {
    if (name != "FREQ") absl::StrAppend(&rest, ";", name, "=", value);
  }
  parsed->rule = ReadByLibrary(rest);
  if (parsed->rule.freq == ICAL_NO_RECURRENCE) return Blame(*parts);
  return RecurrenceRule(std::move(parsed));
}

void RecurrenceRule::ForEach(absl::CivilSecond start, absl::CivilDay through,
                             absl::FunctionRef<bool(absl::CivilDay)> visit) const {
  const absl::CivilDay first(start);
  if (parsed_->until) {
    const absl::CivilDay last(*parsed_->until);
    const bool reached =
        absl::CivilSecond(last) + (start - absl::CivilSecond(first)) <= *parsed_->until;
    through = std::min(through, reached ? last : last - 1);
  }
  if (through < first) return;
  icalrecurrencetype rule = parsed_->rule;
  // A rule that matches nothing would else be tried for centuries.
  rule.until = ToIcal(through);
  icalrecur_iterator* iterator = icalrecur_iterator_new(rule, ToIcal(first));
  icalerror_clear_errno();
  if (iterator == nullptr) return;  // it never matches
  for (;;) {
    const icaltimetype time = icalrecur_iterator_next(iterator);
    if (icaltime_is_null_time(time)) break;
    const absl::CivilDay day(time.year, time.month, time.day);
    if (day > through || !visit(day)) break;
  }
  icalrecur_iterator_free(iterator);
}

std::vector<absl::CivilDay> RecurrenceRule::Expand(absl::CivilSecond start, absl::CivilDay through,
                                                   size_t limit) const {
  std::vector<absl::CivilDay> days;
  ForEach(start, through, [&](absl::CivilDay day) {
    if (days.size() < limit) days.push_back(day);
    return days.size() < limit;
  });
  return days;
}

std::optional<absl::CivilDay> RecurrenceRule::NextAfter(absl::CivilSecond start,
                                                        absl::CivilDay day) const {
  std::optional<absl::CivilDay> next;
  ForEach(start, absl::CivilDay(day.year() + kYearsAhead, day.month(), day.day()),
          [&](absl::CivilDay occurrence) {
            if (occurrence > day) next = occurrence;
            return !next.has_value();
          });
  return next;
}

}  // namespace taqvim::schedule
