#include "client/cli/completion/place.h"

#include "absl/strings/match.h"
#include "client/cli/command/global_flags.h"

namespace taqvim::cli {
namespace {

bool LooksLikeFlag(absl::string_view word) { return word.size() > 1 && word[0] == '-'; }

class Walk {
 public:
  Walk(const Commands& commands, const std::vector<std::string>& words)
      : commands_(commands), words_(words) {}

  Place ToTheEnd() {
    while (next_ + 1 < words_.size()) Pass(words_[next_++]);
    if (words_.empty() || place_.flag != nullptr) return std::move(place_);
    End(words_.back());
    return std::move(place_);
  }

 private:
  // Takes a word that stands before the place, and the value behind it.
  void Pass(const std::string& word) {
    if (place_.only_positionals || !LooksLikeFlag(word)) return AddPositional(word);
    if (word == "--") {
      place_.only_positionals = true;
      return;
    }
    const size_t equals = word.find('=');
    const Flag* flag = FlagOf(word.substr(0, equals));
    if (flag == nullptr) return;
    const bool is_short = word[1] != '-';
    if (flag->value_name.empty() || equals != std::string::npos || (is_short && word.size() > 2)) {
      const size_t from = equals != std::string::npos ? equals + 1 : is_short ? 2 : word.size();
      const std::string value = word.substr(from);
      place_.given.flags.push_back({flag, value.empty() ? "true" : value});
      return;
    }
    if (next_ + 1 < words_.size()) {
      place_.given.flags.push_back({flag, words_[next_++]});
      return;
    }
    place_.flag = flag;
    place_.text = words_.back();
  }

  // Takes the word at the place.
  void End(const std::string& word) {
    place_.text = word;
    const size_t equals = word.find('=');
    if (place_.only_positionals || !absl::StartsWith(word, "--") || equals == std::string::npos) {
      return;
    }
    place_.flag = FlagOf(word.substr(0, equals));
    place_.before = word.substr(0, equals + 1);
    place_.text = word.substr(equals + 1);
  }

  void AddPositional(const std::string& word) {
    positionals_.push_back(word);
    place_.named = FindNamed(commands_, positionals_);
    size_t names = place_.named.words;
    if (names == 0) {
      names = 1;
      place_.built_in = positionals_[0];
    }
    place_.positionals.assign(positionals_.begin() + static_cast<ptrdiff_t>(names),
                              positionals_.end());
  }

  // By its name, or by its letter; the command's own before the global ones.
  const Flag* FlagOf(const std::string& word) const {
    for (const std::vector<Flag>* flags : {&place_.own_flags(), &GlobalFlags()}) {
      if (absl::StartsWith(word, "--")) {
        if (const Flag* flag = FindFlag(*flags, word.substr(2))) return flag;
        continue;
      }
      for (const Flag& flag : *flags) {
        if (flag.letter == word[1]) return &flag;
      }
    }
    return nullptr;
  }

  const Commands& commands_;
  const std::vector<std::string>& words_;
  size_t next_ = 0;
  std::vector<std::string> positionals_;
  Place place_;
};

}  // namespace

const std::vector<Flag>& Place::own_flags() const {
  static const auto* none = new std::vector<Flag>;
  if (named.command != nullptr) return named.command->flags();
  return named.special != nullptr ? named.special->flags : *none;
}

Place FindPlace(const Commands& commands, const std::vector<std::string>& words) {
  return Walk(commands, words).ToTheEnd();
}

}  // namespace taqvim::cli
