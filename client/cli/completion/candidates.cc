#include "client/cli/completion/candidates.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/completion/value_candidates.h"
#include "client/cli/help/help.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

class Completer {
 public:
  Completer(const Place& place, const Commands& commands, const Contract& contract,
            const CompletionSources& sources)
      : place_(place), commands_(commands), contract_(contract), sources_(sources) {}

  Candidates All() {
    if (place_.flag != nullptr) {
      AddValues(*place_.flag);
    } else if (!place_.before.empty()) {
      return {};
    } else if (!place_.only_positionals && absl::StartsWith(place_.text, "-")) {
      AddFlags();
    } else {
      AddWords();
    }
    return std::move(found_);
  }

 private:
  void Add(const std::string& word, const std::string& says) {
    if (absl::StartsWith(word, place_.text)) found_.words.push_back({word, FirstSentence(says)});
  }

  void AddValues(const Flag& flag) {
    const Kind* kind = place_.named.command != nullptr && !place_.named.command->name.empty() &&
                               flag.path == place_.named.command->name
                           ? place_.named.command->kind
                           : nullptr;
    found_ =
        ValuesOf(flag, kind, place_.before, place_.text, contract_, commands_.catalog, sources_);
    if (FindFlag(GlobalFlags(), "output") == &flag) RemoveUnprinted();
  }

  // The formats in which the command does not print.
  void RemoveUnprinted() {
    if (!place_.named.is_command()) return;
    std::erase_if(found_.words, [this](const Candidate& candidate) {
      const auto format = FormatNamed(candidate.word.substr(place_.before.size()));
      return format && !Prints(place_.named, *format);
    });
  }

  // Groups, verbs, or the arguments of a command.
  void AddWords() {
    const NamedCommand& named = place_.named;
    if (named.command != nullptr) return AddPositional(*named.command);
    if (named.special != nullptr) return AddArguments(*named.special);
    if (named.group != nullptr) {
      if (place_.positionals.empty()) AddVerbs(*named.group);
    } else if (place_.built_in.empty()) {
      for (const auto& [word, says] : TopLevelRows(commands_.model, commands_.specials)) {
        Add(word, says);
      }
      AddSynonyms("");
    } else {
      AddOfBuiltIn();
    }
  }

  void AddVerbs(const Group& group) {
    for (const auto& [verb, says] : VerbRows(group, commands_.specials)) Add(verb, says);
    AddSynonyms(group.name);
  }

  // Other words that lead to a command, in the group or with an empty name at the beginning of a
  // line; where one is begun, and nothing is called so.
  void AddSynonyms(const std::string& group) {
    if (place_.text.empty() || !found_.words.empty()) return;
    const Synonyms& synonyms = commands_.catalog.synonyms;
    std::set<std::string> words;
    if (group.empty()) {
      for (const auto& [word, meant] : synonyms.groups) words.insert(word);
    } else {
      for (const auto& [word, meant] : synonyms.verbs) words.insert(word);
    }
    for (const auto& [title, meant] : synonyms.commands) {
      const size_t space = title.find(' ');
      const bool is_whole = space == std::string::npos;
      if (is_whole && group.empty()) words.insert(title);
      if (!is_whole && title.substr(0, space) == group) words.insert(title.substr(space + 1));
    }
    for (const std::string& word : words) {
      const NamedCommand named =
          FindNamed(commands_, group.empty() ? std::vector<std::string>{word}
                                             : std::vector<std::string>{group, word});
      const bool leads = group.empty() ? named.words > 0 : named.is_command();
      if (leads) Add(word, absl::StrCat("The same as ", named.title(), "."));
    }
  }

  // The argument at the place; flags where there is nothing to be said of it.
  void AddPositional(const Command& command) {
    size_t index = 0;
    for (const Flag& flag : command.flags()) {
      if (!flag.positional) continue;
      if (index++ < place_.positionals.size() && !flag.repeatable) continue;
      AddValues(flag);
      // What is wanted there is no flag, though nobody may know what it can be.
      if (flag.required || !found_.words.empty()) return;
      break;
    }
    if (place_.text.empty()) AddFlags();
  }

  void AddArguments(const SpecialCommand& special) {
    Flag argument;
    argument.value_name = special.completes;
    if (!special.completes.empty()) {
      AddValues(argument);
    } else if (place_.text.empty()) {
      AddFlags();
    }
  }

  // Those that can still be given: required ones first, global ones last.
  void AddFlags() {
    for (const bool required : {true, false}) {
      for (const Flag& flag : place_.own_flags()) {
        if (flag.required == required) AddFlag(flag);
      }
    }
    for (const Flag& flag : GlobalFlags()) {
      if (FindFlag(place_.own_flags(), flag.name) == nullptr) AddFlag(flag);
    }
  }

  void AddFlag(const Flag& flag) {
    if (flag.positional || flag.hidden) return;
    if (!flag.repeatable && place_.given.Has(flag.name)) return;
    Add("--" + flag.name, flag.description);
  }

  void AddOfBuiltIn() {
    const std::vector<std::string>& words = place_.positionals;
    if (place_.built_in == "help") {
      const NamedCommand named = FindNamed(commands_, words);
      if (words.empty()) AddHelpWords();
      if (words.size() == 1 && named.group != nullptr) AddVerbs(*named.group);
    } else if (place_.built_in == "explain" && words.empty()) {
      found_ = ExplainedThings(contract_, place_.text);
    } else if (place_.built_in == "completion" && words.empty()) {
      for (const char* shell : {"bash", "fish", "zsh"}) Add(shell, "");
    } else if (place_.built_in == "man" && words.empty()) {
      found_.files = true;
    }
  }

  void AddHelpWords() {
    for (const auto& [word, says] : TopLevelRows(commands_.model, commands_.specials)) {
      Add(word, says);
    }
    for (const Topic& topic : commands_.catalog.topics) Add(topic.name, topic.summary);
  }

  const Place& place_;
  const Commands& commands_;
  const Contract& contract_;
  const CompletionSources& sources_;
  Candidates found_;
};

}  // namespace

Candidates CandidatesAt(const Place& place, const Commands& commands, const Contract& contract,
                        const CompletionSources& sources) {
  return Completer(place, commands, contract, sources).All();
}

std::string ToLines(const Candidates& candidates) {
  std::string lines = candidates.files ? ":files\n" : "";
  for (const auto& [word, says] : candidates.words) {
    const std::string line = Printable(absl::StrReplaceAll(says, {{"\n", " "}}));
    absl::StrAppend(&lines, word, line.empty() ? "" : "\t", line, "\n");
  }
  return lines;
}

}  // namespace taqvim::cli
