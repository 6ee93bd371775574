#include "client/cli/session/command_line.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/fields/flags.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using Words = std::vector<std::string>;

std::string SingularOf(absl::string_view word) { return Singular(ToKebab(word)); }

class Finder {
 public:
  explicit Finder(const Commands& commands) : commands_(commands) {}

  NamedCommand Find(const Words& words) const {
    // "events history" in quotes is one word, not the two that a title has.
    if (words.empty() || absl::StrContains(words[0], ' ')) return {};
    const Group* group = FindGroup(words[0]);
    if (words.size() > 1 && group != nullptr) {
      if (auto found = InGroup(*group, words[1]); found.is_command()) return found;
    }
    if (auto found = Whole(words); found.is_command()) return found;
    if (group == nullptr) return {};
    NamedCommand found;
    found.group = group;
    found.words = 1;
    return found;
  }

 private:
  // By its name, in the singular or the plural, or by a synonym in either.
  const Group* FindGroup(const std::string& word) const {
    if (const Group* group = commands_.model.FindGroup(word)) return group;
    const std::string wanted = SingularOf(word);
    for (const Group& group : commands_.model.groups()) {
      if (Singular(group.name) == wanted) return &group;
    }
    for (const auto& [name, meant] : commands_.catalog.synonyms.groups) {
      if (Singular(name) == wanted) return commands_.model.FindGroup(meant);
    }
    return nullptr;
  }

  // By its verb or a synonym of it, there or in a group that stands for it.
  NamedCommand InGroup(const Group& group, const std::string& verb) const {
    const Synonyms& synonyms = commands_.catalog.synonyms;
    const std::string title = absl::StrCat(group.name, " ", verb);
    if (auto found = Exactly(title); found.is_command()) return found;
    if (const auto row = synonyms.commands.find(title); row != synonyms.commands.end()) {
      return Meant(row->second, 2);
    }
    if (const auto row = synonyms.verbs.find(verb); row != synonyms.verbs.end()) {
      for (const std::string& other : row->second) {
        const std::string text = absl::StrCat(group.name, " ", other);
        const auto whole = synonyms.commands.find(text);
        auto found = Meant(whole == synonyms.commands.end() ? text : whole->second, 2);
        if (found.is_command()) return found;
      }
    }
    const auto kin = synonyms.kin.find(group.name);
    const Group* other =
        kin == synonyms.kin.end() ? nullptr : commands_.model.FindGroup(kin->second);
    return other == nullptr ? NamedCommand{} : InGroup(*other, verb);
  }

  // A command in no group, or a synonym of one word.
  NamedCommand Whole(const Words& words) const {
    if (auto found = Exactly(words[0]); found.is_command()) return found;
    const auto& rows = commands_.catalog.synonyms.commands;
    const auto row = rows.find(words[0]);
    return row == rows.end() ? NamedCommand{} : Meant(row->second, 1);
  }

  // What the text of a synonym means, if there is such a command with such flags.
  NamedCommand Meant(const std::string& text, size_t words) const {
    Words parts = absl::StrSplit(text, ' ');
    const auto is_flag = [](const std::string& part) { return part[0] == '-'; };
    const auto flags = std::find_if(parts.begin(), parts.end(), is_flag);
    std::string title;
    for (auto part = parts.begin(); part != flags; ++part) {
      absl::StrAppend(&title, title.empty() ? "" : " ", *part);
    }
    NamedCommand found = Exactly(title);
    if (!found.is_command()) return {};
    found.words = words;
    found.flags.assign(flags, parts.end());
    if (found.command == nullptr) return found;
    const bool has_all = std::all_of(flags, parts.end(), [&](const std::string& flag) {
      const std::string name = flag.substr(2, flag.find('=') - 2);
      return FindFlag(found.command->flags(), name) != nullptr;
    });
    const bool takes_them = flags == parts.end() || has_all;
    return takes_them ? found : NamedCommand{};
  }

  NamedCommand Exactly(const std::string& title) const {
    NamedCommand found;
    const size_t space = title.find(' ');
    found.words = space == std::string::npos ? 1 : 2;
    found.special = FindSpecial(commands_.specials, title);
    if (space == std::string::npos) return found;
    found.group = commands_.model.FindGroup(title.substr(0, space));
    if (found.special == nullptr && found.group != nullptr) {
      found.command = FindCommand(*found.group, title.substr(space + 1));
    }
    return found;
  }

  const Commands& commands_;
};

}  // namespace

std::string NamedCommand::title() const {
  if (command != nullptr) return command->title();
  if (special != nullptr) return special->name;
  return group != nullptr ? group->name : "";
}

bool Prints(const NamedCommand& named, Format format) {
  const auto* special = named.special;
  if (IsPicture(format)) return special != nullptr && special->draws;
  if (format != Format::kCsv) return true;
  if (special != nullptr) return special->prints_csv;
  return named.command != nullptr && named.command->items != nullptr;
}

NamedCommand FindNamed(const Commands& commands, const std::vector<std::string>& words) {
  return Finder(commands).Find(words);
}

}  // namespace taqvim::cli
