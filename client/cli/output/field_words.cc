#include "client/cli/output/field_words.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "client/cli/fields/values.h"

namespace taqvim::cli {
namespace {

// Seconds as the contract writes them, `7200s`, as flags take them: `2h`. Empty for other words.
std::string DurationOf(absl::string_view word) {
  constexpr int64_t kDay = 24 * 60 * 60;
  int64_t seconds = 0;
  if (!absl::ConsumeSuffix(&word, "s") || !absl::SimpleAtoi(word, &seconds)) return "";
  if (seconds != 0 && seconds % kDay == 0) return absl::StrCat(seconds / kDay, "d");
  return absl::FormatDuration(absl::Seconds(seconds));
}

bool IsFieldLetter(char c) { return absl::ascii_isalnum(c) || c == '_' || c == '.'; }

// A sentence that is read from its front, and its translation as far as it was read.
class Translation {
 public:
  Translation(absl::string_view sentence, absl::string_view field, const std::vector<Flag>& flags)
      : rest_(sentence), field_(WithoutIndexes(field)), flags_(flags) {}

  std::string Text() {
    while (!rest_.empty()) {
      if (!IsFieldLetter(rest_[0])) {
        TakeQuoted();
      } else if (TellsToSend()) {
        TakeAlternatives();
      } else {
        TakeWord();
      }
    }
    return text_;
  }

 private:
  void Take(size_t count) {
    absl::StrAppend(&text_, rest_.substr(0, count));
    rest_.remove_prefix(count);
  }

  // The flag of the field that is meant by a word beside or within the one of the violation;
  // nullptr when there is none.
  const Flag* FlagOf(absl::string_view word) const {
    std::string holder = field_;
    while (true) {
      const std::string path = absl::StrCat(holder, holder.empty() ? "" : ".", word);
      for (const Flag& flag : flags_) {
        if (PathText(flag.path) == path && path != field_) return &flag;
      }
      if (holder.empty()) return nullptr;
      const size_t dot = holder.rfind('.');
      holder.resize(dot == std::string::npos ? 0 : dot);
    }
  }

  // What is no word; a field in backticks.
  void TakeQuoted() {
    const size_t end = rest_[0] == '`' ? rest_.find('`', 1) : absl::string_view::npos;
    const Flag* flag = end == absl::string_view::npos ? nullptr : FlagOf(rest_.substr(1, end - 1));
    if (flag == nullptr) return Take(1);
    absl::StrAppend(&text_, FlagText(*flag));
    rest_.remove_prefix(end + 1);
  }

  absl::string_view NextWord() const {
    size_t size = 0;
    while (size < rest_.size() && IsFieldLetter(rest_[size])) ++size;
    return absl::StripSuffix(rest_.substr(0, size), ".");
  }

  void TakeWord() {
    const absl::string_view word = NextWord();
    if (const std::string duration = DurationOf(word); !duration.empty()) {
      absl::StrAppend(&text_, duration);
      return rest_.remove_prefix(word.size());
    }
    const bool is_field = word.find_first_of("_.") != absl::string_view::npos;
    const Flag* flag = is_field ? FlagOf(word) : nullptr;
    if (flag == nullptr && is_field && IsWithinStructure()) return TakePart(word);
    if (flag == nullptr) return Take(std::max<size_t>(word.size(), 1));
    absl::StrAppend(&text_, FlagText(*flag));
    rest_.remove_prefix(word.size());
  }

  // Whether the violation is of a part of what a flag gives as a whole: `--booking`.
  bool IsWithinStructure() const {
    return std::any_of(flags_.begin(), flags_.end(), [&](const Flag& flag) {
      return !flag.path.empty() && absl::StartsWith(field_, PathText(flag.path) + ".");
    });
  }

  // Another part of it, as pairs name it: `set-up-days`.
  void TakePart(absl::string_view word) {
    absl::StrAppend(&text_, absl::StrReplaceAll(word, {{"_", "-"}}));
    rest_.remove_prefix(word.size());
  }

  bool TellsToSend() {
    for (const char* verb : {"or send ", "set one of ", "set "}) {
      if (!absl::StartsWith(rest_, verb)) continue;
      Take(absl::string_view(verb).size());
      return true;
    }
    return false;
  }

  // `a venue or a participant`, `name, email or telephone`: as long as they are fields.
  void TakeAlternatives() {
    while (TakeAlternative()) {
      bool more = false;
      for (const char* between : {", or ", ", ", " or "}) {
        if (more || !absl::StartsWith(rest_, between)) continue;
        Take(absl::string_view(between).size());
        more = true;
      }
      if (!more) return;
    }
  }

  bool TakeAlternative() {
    const absl::string_view before = rest_;
    for (const char* article : {"a ", "an ", "the "}) {
      if (absl::ConsumePrefix(&rest_, article)) break;
    }
    const absl::string_view word = NextWord();
    const Flag* flag = word.empty() ? nullptr : FlagOf(word);
    if (flag == nullptr) {
      rest_ = before;
      return false;
    }
    absl::StrAppend(&text_, FlagText(*flag));
    rest_.remove_prefix(word.size());
    return true;
  }

  absl::string_view rest_;
  std::string text_;
  const std::string field_;
  const std::vector<Flag>& flags_;
};

// The text with the values of the field as its flag takes them.
std::string WithValues(const std::string& text, const std::string& field,
                       const std::vector<Flag>& flags) {
  const auto sets = [&](const Flag& flag) { return PathText(flag.path) == field; };
  const auto flag = std::find_if(flags.begin(), flags.end(), sets);
  if (flag == flags.end() || flag->path.empty()) return text;
  const auto& field_of_flag = *flag->path.back();
  if (field_of_flag.cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_ENUM) return text;
  const auto* type = field_of_flag.enum_type();
  std::map<std::string, std::string> words;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() != 0) words[type->value(i)->name()] = EnumWord(*type->value(i));
  }
  return absl::StrReplaceAll(text, words);
}

}  // namespace

std::string FlagText(const Flag& flag) {
  return flag.positional ? flag.value_name : absl::StrCat("--", flag.name);
}

std::string WithoutIndexes(absl::string_view field) {
  std::string path;
  bool inside = false;
  for (char c : field) {
    if (c == '[') inside = true;
    if (!inside) path += c;
    if (c == ']') inside = false;
  }
  return path;
}

std::string WithFlags(absl::string_view sentence, absl::string_view field,
                      const std::vector<Flag>& flags) {
  return WithValues(Translation(sentence, field, flags).Text(), WithoutIndexes(field), flags);
}

}  // namespace taqvim::cli
