#include "client/cli/help/help.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/help/flag_help.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

constexpr char kIntroduction[] =
    "Taqvim keeps the schedule of culture days, exhibitions and commemorative events: which "
    "halls, galleries and delegations they book, and when. Nothing is ever booked twice.";

// `  name    summary`, with the summaries in one column and wrapped.
std::string Rows(const std::vector<std::pair<std::string, std::string>>& rows) {
  int width = 0;
  for (const auto& [name, summary] : rows) width = std::max(width, DisplayWidth(name));
  std::string text;
  for (const auto& [name, summary] : rows) {
    std::string wrapped = Wrap(summary, width + 4);
    absl::StrAppend(&text, "  ", PadToWidth(name, width), "  ",
                    absl::string_view(wrapped).substr(width + 4));
  }
  return text;
}

std::vector<std::pair<std::string, std::string>> BuiltInRows() {
  return {{"help", "Show help for a command or a topic."},
          {"explain", "Show what a message or field of the contract means."},
          {"completion", "Print a script that completes commands in bash."},
          {"version", "Print the version."}};
}

std::vector<const Flag*> Where(const std::vector<Flag>& flags,
                               const std::function<bool(const Flag&)>& predicate) {
  std::vector<const Flag*> chosen;
  for (const Flag& flag : flags) {
    if (predicate(flag)) chosen.push_back(&flag);
  }
  return chosen;
}

}  // namespace

std::string UsageLine(const Command& command) {
  std::string line = absl::StrCat("taqvim ", command.title());
  for (const Flag& flag : command.flags) {
    if (!flag.positional) continue;
    const std::string dots = flag.repeatable ? "..." : "";
    absl::StrAppend(&line, flag.required ? " " : " [", flag.value_name, dots,
                    flag.required ? "" : "]");
  }
  for (const Flag& flag : command.flags) {
    if (!flag.positional && flag.required) {
      absl::StrAppend(&line, " --", flag.name, " ", flag.value_name);
    }
  }
  return line + " [flags]";
}

std::vector<std::string> TopLevelWords(const Model& model,
                                       const std::vector<SpecialCommand>& specials) {
  std::vector<std::string> words;
  for (const Group& group : model.groups()) words.push_back(group.name);
  for (const auto& [name, special] : SpecialsOf(specials, "")) words.push_back(name);
  for (const auto& [name, summary] : BuiltInRows()) words.push_back(name);
  return words;
}

std::string Help::Heading(absl::string_view text) const {
  return absl::StrCat("\n", style_.Bold(absl::AsciiStrToUpper(text)), "\n");
}

std::string Help::Overview() const {
  std::string text = Wrap(kIntroduction, 0);
  absl::StrAppend(&text, Heading("usage"), "  taqvim <group> <verb> [NAME] [flags]\n", Sections());
  std::vector<std::pair<std::string, std::string>> rows;
  for (const SpecialCommand& command : specials_) {
    if (command.name.find(' ') == std::string::npos) {
      rows.emplace_back(command.name, command.summary);
    }
  }
  for (const auto& row : BuiltInRows()) rows.push_back(row);
  absl::StrAppend(&text, Heading("more commands"), Rows(rows));
  rows.clear();
  for (const Topic& topic : catalog_.topics) rows.emplace_back(topic.name, topic.summary + ".");
  absl::StrAppend(&text, Heading("topics"), Rows(rows));
  absl::StrAppend(&text, Flags(PointersTo(GlobalFlags()), "global flags"));
  return text +
         "\nRun `taqvim <group>` for its commands, any command with --help for its flags,\n"
         "and `taqvim help <topic>` to read about a topic.\n";
}

std::string Help::Sections() const {
  std::string text;
  std::set<std::string> shown;
  const auto show = [&](const std::string& title, const std::vector<std::string>& names) {
    std::vector<std::pair<std::string, std::string>> rows;
    for (const std::string& name : names) {
      const Group* group = model_.FindGroup(name);
      if (group != nullptr && shown.insert(name).second) rows.emplace_back(name, group->summary);
    }
    if (!rows.empty()) absl::StrAppend(&text, Heading(title), Rows(rows));
  };
  for (const Section& section : catalog_.sections) show(section.title, section.groups);
  std::vector<std::string> all;
  for (const Group& group : model_.groups()) all.push_back(group.name);
  show("Other", all);
  return text;
}

std::string Help::ForGroup(const Group& group) const {
  const bool is_kind = !group.commands.empty() && group.commands[0].kind != nullptr;
  std::string text =
      Wrap(group.resource != nullptr && !is_kind ? CommentOf(*group.resource) : group.summary, 0);
  absl::StrAppend(&text, Heading("usage"), "  taqvim ", group.name, " <verb> [NAME] [flags]\n");
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Command& command : group.commands) {
    rows.emplace_back(command.verb, FirstSentence(command.description()));
  }
  for (const auto& [verb, special] : SpecialsOf(specials_, group.name)) {
    rows.emplace_back(verb, special->summary);
  }
  return absl::StrCat(text, Heading("verbs"), Rows(rows), "\nRun `taqvim ", group.name,
                      " <verb> --help` for its flags.\n");
}

std::string Help::ForCommand(const Command& command) const {
  std::string text = Wrap(command.description(), 0);
  absl::StrAppend(&text, Heading("usage"), Wrap(UsageLine(command), 2), Arguments(command.flags),
                  AllFlags(command.flags));
  auto examples = catalog_.examples.find(command.title());
  if (examples != catalog_.examples.end()) absl::StrAppend(&text, Examples(examples->second));
  return text + "\nEvery command also takes the global flags; run `taqvim help` for them.\n";
}

std::string Help::ForSpecial(const SpecialCommand& command) const {
  std::string text = Wrap(absl::StrCat(command.summary, "\n\n", command.description), 0);
  absl::StrAppend(&text, Heading("usage"), "  taqvim ", command.name,
                  command.arguments.empty() ? "" : " ", command.arguments, " [flags]\n",
                  AllFlags(command.flags), Examples(command.examples));
  return text + "\nEvery command also takes the global flags; run `taqvim help` for them.\n";
}

std::string Help::ForTopic(const Topic& topic) const {
  return absl::StrCat(style_.Bold(topic.summary), "\n\n", Wrap(topic.text, 0));
}

std::string Help::Flags(const std::vector<const Flag*>& flags, absl::string_view heading) const {
  if (flags.empty()) return "";
  std::string text = Heading(heading);
  for (const Flag* flag : flags) absl::StrAppend(&text, FlagHelp(*flag, style_));
  return text;
}

// The required ones first, then under their headings in the order of the fields;
// what every request has comes last.
std::string Help::AllFlags(const std::vector<Flag>& flags) const {
  const auto is_required = [](const Flag& flag) { return flag.required && !flag.positional; };
  std::string text = Flags(Where(flags, is_required), "required flags");
  std::vector<std::string> headings;
  for (const Flag& flag : flags) {
    const bool seen = std::find(headings.begin(), headings.end(), flag.heading) != headings.end();
    if (!seen && flag.heading != "Request") headings.push_back(flag.heading);
  }
  headings.push_back("Request");
  for (const std::string& heading : headings) {
    const auto belongs = [&](const Flag& flag) {
      return flag.heading == heading && !flag.required && !flag.positional && !flag.hidden;
    };
    absl::StrAppend(&text, Flags(Where(flags, belongs), heading.empty() ? "flags" : heading));
  }
  return text;
}

std::string Help::Arguments(const std::vector<Flag>& flags) const {
  std::string text;
  for (const Flag& flag : flags) {
    if (!flag.positional) continue;
    absl::StrAppend(&text, FlagHelp(flag, style_));
  }
  return text.empty() ? "" : Heading("arguments") + text;
}

std::string Help::Examples(const std::vector<Example>& examples) const {
  if (examples.empty()) return "";
  std::string text = Heading("examples");
  const char* separator = "";
  for (const Example& example : examples) {
    absl::StrAppend(&text, separator, Wrap(example.says, 2), BreakCommand(example.command));
    separator = "\n";
  }
  return text;
}

absl::StatusOr<std::string> Help::For(const std::vector<std::string>& words) const {
  if (words.empty()) return Overview();
  const std::string title = words.size() > 1 ? absl::StrCat(words[0], " ", words[1]) : words[0];
  for (const std::string& name : {words[0], title}) {
    const SpecialCommand* special = FindSpecial(specials_, name);
    if (special != nullptr) return ForSpecial(*special);
  }
  for (const Topic& topic : catalog_.topics) {
    if (topic.name == words[0]) return ForTopic(topic);
  }
  const Group* group = model_.FindGroup(words[0]);
  if (group == nullptr) {
    std::vector<std::string> known = TopLevelWords(model_, specials_);
    for (const Topic& topic : catalog_.topics) known.push_back(topic.name);
    return UsageError(absl::StrCat("There is no command or topic \"", words[0], "\"",
                                   DidYouMean(words[0], known)));
  }
  if (words.size() == 1) return ForGroup(*group);
  const Command* command = FindCommand(*group, words[1]);
  if (command != nullptr) return ForCommand(*command);
  return UnknownVerb(*group, specials_, words[1]);
}

absl::Status UnknownVerb(const Group& group, const std::vector<SpecialCommand>& specials,
                         absl::string_view verb) {
  std::vector<std::string> verbs;
  for (const Command& command : group.commands) verbs.push_back(command.verb);
  for (const auto& [name, special] : SpecialsOf(specials, group.name)) verbs.push_back(name);
  return UsageError(absl::StrCat("There is no command \"", group.name, " ", verb, "\"",
                                 DidYouMean(verb, verbs, group.name + " "), " Its verbs are ",
                                 absl::StrJoin(verbs, ", "), "."));
}

}  // namespace taqvim::cli
