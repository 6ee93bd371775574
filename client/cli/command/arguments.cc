#include "client/cli/command/arguments.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

bool LooksLikeFlag(absl::string_view word) { return word.size() > 1 && word[0] == '-'; }

class Parser {
 public:
  Parser(const std::vector<std::string>& words, const std::vector<const Flag*>& flags)
      : words_(words), flags_(flags) {}

  // Takes the flag that stands next, with its value.
  absl::Status TakeFlag() {
    const std::string& word = words_[next_++];
    return absl::StartsWith(word, "--") ? TakeLong(word) : TakeShort(word);
  }

  absl::StatusOr<Arguments> TakeAll() {
    while (next_ < words_.size()) {
      if (words_[next_] == "--") {
        given_.positionals.insert(given_.positionals.end(), words_.begin() + next_ + 1,
                                  words_.end());
        break;
      }
      if (!LooksLikeFlag(words_[next_])) {
        given_.positionals.push_back(words_[next_++]);
      } else if (auto status = TakeFlag(); !status.ok()) {
        return status;
      }
    }
    return std::move(given_);
  }

  absl::StatusOr<size_t> TakeLeading() {
    while (next_ < words_.size() && LooksLikeFlag(words_[next_])) {
      RETURN_IF_ERROR(TakeFlag());
    }
    return next_;
  }

 private:
  absl::Status TakeLong(absl::string_view word) {
    word.remove_prefix(2);
    const size_t equals = word.find('=');
    const absl::string_view name = word.substr(0, equals);
    const Flag* flag = FindLong(name);
    if (flag == nullptr) {
      return UsageError(absl::StrCat("There is no flag --", name, DidYouMean(name, Names(), "--"),
                                     " --help shows those that there are."));
    }
    if (equals != absl::string_view::npos) return Add(*flag, word.substr(equals + 1));
    return flag->value_name.empty() ? Add(*flag, "true") : AddNext(*flag);
  }

  absl::Status TakeShort(absl::string_view word) {
    for (const Flag* flag : flags_) {
      if (flag->letter != word[1]) continue;
      if (word.size() > 2) return Add(*flag, absl::StripPrefix(word.substr(2), "="));
      return flag->value_name.empty() ? Add(*flag, "true") : AddNext(*flag);
    }
    return UsageError(absl::StrCat("There is no flag ", word,
                                   ". Flags of more than one letter begin with two hyphens; put -- "
                                   "before an argument that begins with a hyphen."));
  }

  absl::Status AddNext(const Flag& flag) {
    if (next_ == words_.size()) {
      return UsageError(absl::StrCat("--", flag.name, " needs a value: --", flag.name, " ",
                                     flag.value_name, "."));
    }
    return Add(flag, words_[next_++]);
  }

  absl::Status Add(const Flag& flag, absl::string_view text) {
    const auto same = [&](const GivenFlag& given) { return given.flag == &flag; };
    if (!flag.repeatable && std::any_of(given_.flags.begin(), given_.flags.end(), same)) {
      return UsageError(absl::StrCat("--", flag.name, " is given twice; it takes one value."));
    }
    given_.flags.push_back({&flag, std::string(text)});
    return absl::OkStatus();
  }

  const Flag* FindLong(absl::string_view name) const {
    const std::string wanted = ToKebab(name);
    for (const Flag* flag : flags_) {
      if (flag->name == wanted) return flag;
    }
    for (const Flag* flag : flags_) {
      const auto& aliases = flag->aliases;
      if (std::find(aliases.begin(), aliases.end(), wanted) != aliases.end()) return flag;
    }
    return nullptr;
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const Flag* flag : flags_) names.push_back(flag->name);
    return names;
  }

  const std::vector<std::string>& words_;
  const std::vector<const Flag*>& flags_;
  size_t next_ = 0;
  Arguments given_;
};

}  // namespace

std::optional<std::string> Arguments::Find(absl::string_view name) const {
  for (size_t i = flags.size(); i-- > 0;) {
    if (flags[i].flag->name == name) return flags[i].text;
  }
  return std::nullopt;
}

absl::StatusOr<Arguments> ParseArguments(const std::vector<std::string>& words,
                                         const std::vector<const Flag*>& flags) {
  return Parser(words, flags).TakeAll();
}

absl::StatusOr<size_t> CountLeadingFlags(const std::vector<std::string>& words,
                                         const std::vector<const Flag*>& flags) {
  return Parser(words, flags).TakeLeading();
}

std::vector<const Flag*> PointersTo(const std::vector<Flag>& flags) {
  std::vector<const Flag*> pointers;
  for (const Flag& flag : flags) pointers.push_back(&flag);
  return pointers;
}

}  // namespace taqvim::cli
