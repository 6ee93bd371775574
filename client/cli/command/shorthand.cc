#include "client/cli/command/shorthand.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/assign.h"
#include "client/cli/fields/comma_list.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/read_file.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using Pairs = std::vector<std::pair<std::string, std::string>>;

bool IsMessage(const FieldDescriptor& field, absl::string_view type) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->full_name() == type;
}

bool IsDate(const FieldDescriptor& field) { return IsMessage(field, "google.type.Date"); }
bool IsLocalTime(const FieldDescriptor& field) { return IsMessage(field, "google.type.DateTime"); }
bool IsInstant(const FieldDescriptor& field) {
  return IsMessage(field, "google.protobuf.Timestamp");
}

// Whether the field takes the text as it is.
bool IsForm(const FieldDescriptor& field, absl::string_view text) {
  absl::Time time;
  std::string error;
  return IsDate(field)        ? ParseDayForm(text).has_value()
         : IsLocalTime(field) ? ParseLocalTimeForm(text).has_value()
                              : absl::ParseTime(absl::RFC3339_full, text, &time, &error);
}

absl::Status IsNoTime(const FieldDescriptor& field, absl::string_view text) {
  const char* forms = IsDate(field) ? "a date such as 2025-10-10, tomorrow, friday or +2w"
                      : IsLocalTime(field)
                          ? "a local date and time such as \"2025-10-10 18:00\" or \"friday 18:00\""
                          : "an instant such as \"tomorrow 12:00\", 2025-10-10T13:00:00Z or +2w";
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\" is not ", forms, ".", AdviceOn(text)));
}

bool IsWeekday(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM &&
         field.enum_type()->full_name() == "google.type.DayOfWeek";
}

// `last_day` of `first_day`, and the other way round; empty of other fields.
std::string CounterpartOf(absl::string_view name, bool is_first) {
  static constexpr const char* kPairs[][2] = {{"first_day", "last_day"}, {"start", "end"}};
  for (const auto& pair : kPairs) {
    if (name == pair[is_first ? 0 : 1]) return pair[is_first ? 1 : 0];
  }
  return "";
}

// The path to the other end, in the same message; empty when there is none.
FieldPath OtherEnd(const FieldPath& path, bool is_first) {
  const FieldDescriptor& field = *path.back();
  const std::string name = CounterpartOf(field.name(), is_first);
  const auto* other = name.empty() ? nullptr : field.containing_type()->FindFieldByName(name);
  if (other == nullptr) return {};
  FieldPath other_path = path;
  other_path.back() = other;
  return other_path;
}

const GivenFlag* FindGiven(const std::vector<GivenFlag>& given, const FieldPath& path) {
  const auto same = [&](const GivenFlag& one) { return one.flag->path == path; };
  const auto found = path.empty() ? given.end() : std::find_if(given.begin(), given.end(), same);
  return found == given.end() ? nullptr : &*found;
}

bool IsJson(absl::string_view text) {
  return absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{");
}

// Whether it holds texts that are neither names of resources nor codes.
bool IsFreeText(const FieldDescriptor& field, const std::set<std::string>& comma_lists) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && !HoldsNames(field) &&
         !comma_lists.contains(field.name());
}

absl::StatusOr<std::string> TextOrFile(absl::string_view text) {
  if (text == "@" || !absl::ConsumePrefix(&text, "@") || absl::StartsWith(text, "@")) {
    return std::string(text);
  }
  auto content = ReadFile(std::string(text));
  if (!content.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(content.status().message(),
                     " A text that begins with @ is written with two: @@", text, "."));
  }
  absl::string_view read = *content;
  if (absl::ConsumeSuffix(&read, "\n")) absl::ConsumeSuffix(&read, "\r");
  return std::string(read);
}

// The entry of a map, KEY=VALUE.
absl::Status ReadEntry(const FieldDescriptor& map, std::string* text) {
  const size_t equals = text->find('=');
  if (equals == std::string::npos || map.name() == "external_ids") return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto value, TextOrFile(text->substr(equals + 1)));
  *text = absl::StrCat(text->substr(0, equals + 1), value);
  return absl::OkStatus();
}

// Whether a time of day is all that the text says.
bool IsClock(absl::string_view text) {
  return text == "24:00" || ReadClock(text, absl::CivilDay()).text != text;
}

// For each weekday of the first pair that names several, the pairs with that day alone.
std::vector<Pairs> ByWeekday(const std::vector<Flag>& parts, const Pairs& pairs) {
  for (size_t i = 0; i < pairs.size(); ++i) {
    const Flag* part = FindFlag(parts, pairs[i].first);
    if (part == nullptr || part->repeatable || !IsWeekday(*part->path.back())) continue;
    std::vector<Pairs> several;
    for (const std::string& day : WeekdaysOf(pairs[i].second)) {
      several.push_back(pairs);
      several.back()[i].second = day;
    }
    if (!several.empty()) return several;
  }
  return {pairs};
}

std::vector<Flag> PartsOf(const FieldDescriptor& field) {
  FlagRules rules;
  rules.changes = [](const FieldPath&) { return true; };
  return FlagsOf(*field.message_type(), rules);
}

}  // namespace

absl::StatusOr<std::vector<GivenFlag>> Shorthand::Expand(const Given& given) {
  ASSIGN_OR_RETURN(auto expanded, ExpandLevel({command_.flags(), "", "--", true}, given));
  if (from_today_) notes_.push_back(TodayTold(at_));
  return expanded;
}

absl::StatusOr<std::vector<std::string>> Shorthand::Values(const Flag& flag,
                                                           const std::string& text) {
  Given given;
  RETURN_IF_ERROR(SeparateOne({command_.flags(), "", "", true}, {}, {&flag, text}, &given));
  std::vector<std::string> values;
  for (GivenFlag& one : given) values.push_back(std::move(one.text));
  return values;
}

absl::StatusOr<Shorthand::Given> Shorthand::ExpandLevel(const Level& level, const Given& given) {
  ASSIGN_OR_RETURN(auto all, Separate(level, given));
  // An end may stand before its start.
  for (const bool ends : {false, true}) {
    for (GivenFlag& one : all) {
      if (one.flag->path.empty() || ends != !OtherEnd(one.flag->path, false).empty()) continue;
      const absl::Status status = Read(level, all, &one);
      if (absl::IsInvalidArgument(status)) {
        return WithPrefix(absl::StrCat(level.dashes, one.flag->name, ": "), status);
      }
      RETURN_IF_ERROR(status);
    }
  }
  return all;
}

absl::StatusOr<Shorthand::Given> Shorthand::Separate(const Level& level, const Given& given) {
  Given out;
  for (const GivenFlag& one : given) {
    const absl::Status status = SeparateOne(level, given, one, &out);
    if (absl::IsInvalidArgument(status)) {
      return WithPrefix(absl::StrCat(level.dashes, one.flag->name, ": "), status);
    }
    RETURN_IF_ERROR(status);
  }
  return out;
}

absl::Status Shorthand::SeparateOne(const Level& level, const Given& all, const GivenFlag& one,
                                    Given* out) {
  if (one.flag->path.empty()) {
    out->push_back(one);
    return absl::OkStatus();
  }
  const FieldDescriptor& field = *one.flag->path.back();
  std::vector<std::string> texts = {one.text};
  if (IsCommaList(field, catalog_.comma_lists)) {
    ASSIGN_OR_RETURN(texts, SplitList(one.text));
  } else if (field.is_repeated() && !field.is_map() && !IsText(field)) {
    ASSIGN_OR_RETURN(texts, ReadStructure(level, one));
  } else {
    return SeparateRange(level, all, one, out);
  }
  for (const std::string& text : texts) {
    std::vector<std::string> days;
    if (IsWeekday(field)) days = WeekdaysOf(text);
    if (days.empty()) days = {text};
    for (const std::string& value : days) out->push_back({one.flag, value});
  }
  return absl::OkStatus();
}

absl::Status Shorthand::SeparateRange(const Level& level, const Given& all, const GivenFlag& one,
                                      Given* out) {
  const FieldPath other = OtherEnd(one.flag->path, true);
  const size_t dots = one.text.find("..");
  const bool is_time = IsDate(*one.flag->path.back()) || IsLocalTime(*one.flag->path.back());
  if (other.empty() || !is_time || dots == std::string::npos) {
    out->push_back(one);
    return absl::OkStatus();
  }
  const auto same = [&](const Flag& flag) { return flag.path == other; };
  const auto end = std::find_if(level.flags.begin(), level.flags.end(), same);
  const std::string first(absl::StripAsciiWhitespace(one.text.substr(0, dots)));
  const std::string last(absl::StripAsciiWhitespace(one.text.substr(dots + 2)));
  if (end == level.flags.end() || first.empty() || last.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", one.text, "\" is not two of them, such as 2027-05-12..2027-05-14."));
  }
  if (FindGiven(all, other) != nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", one.text, "\" says the end, too; leave out ", level.dashes, end->name, "."));
  }
  out->push_back({one.flag, first});
  out->push_back({&*end, last});
  return absl::OkStatus();
}

absl::Status Shorthand::Read(const Level& level, const Given& all, GivenFlag* one) {
  const FieldDescriptor& field = *one->flag->path.back();
  if (IsDate(field) || IsLocalTime(field) || IsInstant(field)) return ReadTime(level, all, one);
  if (field.is_map()) {
    return one->flag->change == ListChange::kRemove ? absl::OkStatus()
                                                    : ReadEntry(field, &one->text);
  }
  if (IsFreeText(field, catalog_.comma_lists)) {
    ASSIGN_OR_RETURN(one->text, TextOrFile(one->text));
    return absl::OkStatus();
  }
  return ReadName(level, all, one);
}

absl::Status Shorthand::ReadTime(const Level& level, const Given& all, GivenFlag* one) {
  ASSIGN_OR_RETURN(const auto phrase, Phrase(level, all, *one));
  // Said here, before an end is blamed for a start that is none.
  const bool is_empty = one->text.empty() && one->flag->change == ListChange::kReplace;
  const FieldDescriptor& field = *one->flag->path.back();
  if (!is_empty && !IsForm(field, phrase.text)) return IsNoTime(field, one->text);
  if (!phrase.told.empty()) {
    notes_.push_back(absl::StrCat(level.where, level.dashes, one->flag->name, ": ", one->text,
                                  " is ", phrase.told, "."));
  }
  from_today_ = from_today_ || phrase.from_today;
  one->text = phrase.text;
  return absl::OkStatus();
}

absl::StatusOr<TimePhrase> Shorthand::Phrase(const Level& level, const Given& all,
                                             const GivenFlag& one) {
  const FieldDescriptor& field = *one.flag->path.back();
  if (IsInstant(field)) return ReadInstant(one.text, at_);
  if (IsLocalTime(field)) return LocalTime(level, all, one);
  const GivenFlag* first = FindGiven(all, OtherEnd(one.flag->path, false));
  return ReadDay(one.text, at_, first == nullptr ? std::nullopt : ParseDayForm(first->text));
}

absl::StatusOr<TimePhrase> Shorthand::LocalTime(const Level& level, const Given& all,
                                                const GivenFlag& one) {
  const FieldPath start = OtherEnd(one.flag->path, false);
  if (const GivenFlag* given = FindGiven(all, start)) {
    return ReadLocalTime(one.text, at_, ParseLocalTimeForm(given->text));
  }
  if (!level.is_command || !IsClock(one.text)) return ReadLocalTime(one.text, at_);
  // Of an update, or with a file, there is a start already, whose day is meant.
  ASSIGN_OR_RETURN(const auto there, known_(start.empty() ? one.flag->path : start));
  const auto local = ParseLocalTimeForm(there);
  if (!local || !start.empty()) return ReadLocalTime(one.text, at_, local);
  return ReadClock(one.text, local->day);
}

absl::Status Shorthand::ReadName(const Level& level, const Given& all, GivenFlag* one) {
  const auto* resource = ReferencedResource(*one->flag->path.back());
  if (resource == nullptr || absl::StrContains(one->text, '/')) return absl::OkStatus();
  const std::string pattern = NamePattern(*resource);
  if (PatternVariables(pattern).size() != 2 || one->text.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto place, PlaceFor(level, all, *one, pattern));
  if (!place.empty()) one->text = ExpandName(pattern, one->text, {place});
  return absl::OkStatus();
}

// The one thing below which the name is, by what else is said; empty where it is not, or
// several are.
absl::StatusOr<std::string> Shorthand::PlaceFor(const Level& level, const Given& all,
                                                const GivenFlag& one, const std::string& pattern) {
  const absl::string_view above = ParentOf(pattern);
  std::set<std::string> places;
  const auto add = [&](absl::string_view name) {
    if (MatchesPattern(above, name)) places.insert(std::string(name));
    if (MatchesPattern(above, ParentOf(name))) places.insert(std::string(ParentOf(name)));
  };
  for (const GivenFlag& other : all) {
    if (other.flag->path.empty() || other.flag->path == one.flag->path) continue;
    const auto* resource = ReferencedResource(*other.flag->path.back());
    if (resource != nullptr) add(ExpandName(NamePattern(*resource), other.text));
  }
  if (level.is_command) {
    const auto* parent = FindString(*command_.method->input_type(), "parent");
    for (const FieldPath& path :
         {parent != nullptr ? FieldPath{parent} : FieldPath(), command_.name}) {
      if (path.empty() || FindGiven(all, path) != nullptr) continue;
      ASSIGN_OR_RETURN(const auto known, known_(path));
      add(known);
    }
  }
  return places.size() == 1 ? *places.begin() : "";
}

// A structure, or one for each weekday, as FIELD=VALUE pairs. What is none, such as an id
// that is to be removed, stays.
absl::StatusOr<std::vector<std::string>> Shorthand::ReadStructure(const Level& level,
                                                                  const GivenFlag& one) {
  Pairs given;
  if (IsJson(one.text) || !SplitPairs(one.text, &given).ok()) {
    return std::vector<std::string>{one.text};
  }
  const std::vector<Flag> parts = PartsOf(*one.flag->path.back());
  const Level within{parts, absl::StrCat(level.where, level.dashes, one.flag->name, ": "), "",
                     false};
  std::vector<std::string> texts;
  for (const Pairs& pairs : ByWeekday(parts, given)) {
    Given fields;
    for (const auto& [name, value] : pairs) {
      const Flag* part = FindFlag(parts, name);
      if (part == nullptr) return std::vector<std::string>{one.text};
      fields.push_back({part, value});
    }
    ASSIGN_OR_RETURN(const auto read, ExpandLevel(within, fields));
    Pairs joined;
    for (const GivenFlag& field : read) joined.emplace_back(field.flag->name, field.text);
    texts.push_back(JoinPairs(joined));
  }
  return texts;
}

}  // namespace taqvim::cli
