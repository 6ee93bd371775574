#include "client/cli/fields/comma_list.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/values.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;

constexpr const char* kWeekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                     "friday", "saturday", "sunday"};

int IndexOf(absl::string_view day) {
  const auto* found = std::find(std::begin(kWeekdays), std::end(kWeekdays), day);
  return found == std::end(kWeekdays) ? -1 : static_cast<int>(found - std::begin(kWeekdays));
}

// One value as it stands between commas.
class Value {
 public:
  void Add(char c) { text_ += c; }
  // What is quoted is taken as it is, white space around it included.
  void Quote() { is_quoted_ = true; }
  bool is_quoted() const { return is_quoted_; }
  bool has_begun() const { return !absl::StripAsciiWhitespace(text_).empty(); }

  std::string Take() {
    std::string taken = is_quoted_ ? text_ : std::string(absl::StripAsciiWhitespace(text_));
    *this = Value();
    return taken;
  }

 private:
  std::string text_;
  bool is_quoted_ = false;
};

bool IsEscape(absl::string_view text, size_t at) {
  return text[at] == '\\' && at + 1 < text.size() &&
         absl::StrContains(",\"\\", text.substr(at + 1, 1));
}

}  // namespace

bool IsCommaList(const FieldDescriptor& field, const std::set<std::string>& comma_lists) {
  if (!field.is_repeated() || field.is_map() || !IsText(field)) return false;
  return field.cpp_type() != FieldDescriptor::CPPTYPE_STRING || HoldsNames(field) ||
         comma_lists.contains(field.name());
}

absl::StatusOr<std::vector<std::string>> SplitList(absl::string_view text) {
  if (!absl::StrContains(text, ",")) return std::vector<std::string>{std::string(text)};
  std::vector<std::string> values;
  Value value;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsEscape(text, i)) {
      value.Add(text[++i]);
    } else if (text[i] == '"' && (quoted || !value.has_begun())) {
      if (!quoted) value.Take();
      value.Quote();
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted) {
      values.push_back(value.Take());
    } else if (quoted || !value.is_quoted() || !absl::ascii_isspace(text[i])) {
      value.Add(text[i]);
    }
  }
  values.push_back(value.Take());
  if (quoted) return absl::InvalidArgumentError("A double quote is not closed.");
  if (std::find(values.begin(), values.end(), "") != values.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" has a comma with no value beside it."));
  }
  return values;
}

std::vector<std::string> WeekdaysOf(absl::string_view text) {
  const std::string lower = absl::AsciiStrToLower(text);
  const size_t hyphen = lower.find('-');
  if (hyphen == std::string::npos) return {};
  const int first = IndexOf(lower.substr(0, hyphen)), last = IndexOf(lower.substr(hyphen + 1));
  if (first < 0 || last < 0) return {};
  std::vector<std::string> days;
  for (int day = first;; day = (day + 1) % 7) {
    days.push_back(kWeekdays[day]);
    if (day == last) return days;
  }
}

}  // namespace taqvim::cli
