#include "client/cli/help/help.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/help/flag_help.h"
#include "client/cli/session/command_line.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

constexpr char kIntroduction[] =
    "Taqvim keeps the schedule of culture days, exhibitions and commemorative events: which "
    "halls, galleries and delegations they book, and when. Nothing is ever booked twice.";

// `  name    summary`, with the summaries in one column and wrapped; below the names where those
// leave less than half of the width.
std::string Rows(const HelpRows& rows, int columns) {
  int width = 0;
  for (const auto& [name, summary] : rows) width = std::max(width, DisplayWidth(name));
  std::string text;
  for (const auto& [name, summary] : rows) {
    if (2 * (width + 4) > columns) {
      absl::StrAppend(&text, "  ", name, "\n", Wrap(summary, 6, columns));
      continue;
    }
    std::string wrapped = Wrap(summary, width + 4, columns);
    absl::StrAppend(&text, "  ", PadToWidth(name, width), "  ",
                    absl::string_view(wrapped).substr(width + 4));
  }
  return text;
}

// Commands that need no server, and are not in the model.
std::vector<std::pair<std::string, std::string>> BuiltInRows() {
  return {{"help", "Show help for a command or a topic."},
          {"explain", "Show what a message, a field, an enum or a method of the contract means."},
          {"completion", "Print a script that completes commands in bash, fish or zsh."},
          {"man", "Write manual pages, one for each command, below a directory."},
          {"version", "Print the version."}};
}

std::string BuiltInUsage(const std::string& name) {
  const std::map<std::string, std::string> arguments = {
      {"help", " [COMMAND or TOPIC] [examples]"},
      {"explain", " event.bookings"},
      {"completion", " bash|fish|zsh"},
      {"man", " DIRECTORY"},
  };
  const auto found = arguments.find(name);
  return absl::StrCat("  taqvim ", name, found == arguments.end() ? "" : found->second, "\n");
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
  for (const Flag& flag : command.flags()) {
    if (!flag.positional) continue;
    const std::string dots = flag.repeatable ? "..." : "";
    absl::StrAppend(&line, flag.required ? " " : " [", flag.value_name, dots,
                    flag.required ? "" : "]");
  }
  for (const Flag& flag : command.flags()) {
    if (!flag.positional && flag.required) {
      absl::StrAppend(&line, " --", flag.name, " ", flag.value_name);
    }
  }
  return line + " [flags]";
}

std::vector<std::string> TopLevelWords(const Model& model,
                                       const std::vector<SpecialCommand>& specials) {
  std::vector<std::string> words;
  for (const auto& [name, summary] : TopLevelRows(model, specials)) words.push_back(name);
  return words;
}

HelpRows TopLevelRows(const Model& model, const std::vector<SpecialCommand>& specials) {
  HelpRows rows;
  for (const Group& group : model.groups()) rows.emplace_back(group.name, group.summary);
  for (const auto& [name, special] : SpecialsOf(specials, "")) {
    rows.emplace_back(name, special->summary);
  }
  for (const auto& row : BuiltInRows()) rows.push_back(row);
  return rows;
}

HelpRows VerbRows(const Group& group, const std::vector<SpecialCommand>& specials) {
  HelpRows rows;
  for (const Command& command : group.commands) {
    rows.emplace_back(command.verb, FirstSentence(command.description()));
  }
  for (const auto& [verb, special] : SpecialsOf(specials, group.name)) {
    rows.emplace_back(verb, special->summary);
  }
  return rows;
}

std::string Help::Heading(absl::string_view text) const {
  return absl::StrCat("\n", style_.Bold(absl::AsciiStrToUpper(text)), "\n");
}

std::string Help::Overview() const {
  std::string text = Wrap(kIntroduction, 0, style_.width());
  absl::StrAppend(&text, Heading("usage"), "  taqvim <group> <verb> [NAME] [flags]\n", Sections());
  std::vector<std::pair<std::string, std::string>> rows;
  for (const SpecialCommand& command : specials_) {
    if (command.name.find(' ') == std::string::npos) {
      rows.emplace_back(command.name, command.summary);
    }
  }
  for (const auto& row : BuiltInRows()) rows.push_back(row);
  absl::StrAppend(&text, Heading("more commands"), Rows(rows, style_.width()));
  rows.clear();
  for (const Topic& topic : catalog_.topics) rows.emplace_back(topic.name, topic.summary + ".");
  absl::StrAppend(&text, Heading("topics"), Rows(rows, style_.width()));
  absl::StrAppend(&text, Flags(PointersTo(GlobalFlags()), "global flags"));
  return text + "\n" +
         Wrap(
             "Run `taqvim <group>` for its commands, any command with --help for its flags, "
             "and `taqvim help <topic>` to read about a topic.",
             0, style_.width());
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
    if (!rows.empty()) absl::StrAppend(&text, Heading(title), Rows(rows, style_.width()));
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
      Wrap(group.resource != nullptr && !is_kind ? CommentOf(*group.resource) : group.summary, 0,
           style_.width());
  absl::StrAppend(
      &text, Heading("usage"),
      Wrap(absl::StrCat("taqvim ", group.name, " <verb> [NAME] [flags]"), 2, style_.width()));
  return absl::StrCat(
      text, Heading("verbs"), Rows(VerbRows(group, specials_), style_.width()), "\n",
      Wrap(absl::StrCat("Run `taqvim ", group.name, " <verb> --help` for its flags."), 0,
           style_.width()));
}

std::string Help::ForCommand(const Command& command) const {
  std::string text = Wrap(command.description(), 0, style_.width());
  absl::StrAppend(&text, Heading("usage"), Wrap(UsageLine(command), 2, style_.width()),
                  MostUsed(command), Arguments(command.flags()), AllFlags(command.flags()));
  absl::StrAppend(&text, Examples(ExamplesOf(model_, catalog_, command)));
  return text + Ending(command.title());
}

// A line each; all about them is said below.
std::string Help::MostUsed(const Command& command) const {
  auto names = catalog_.most_used.find(command.title());
  if (names == catalog_.most_used.end()) {
    names = catalog_.most_used.find(command.method->name());
  }
  if (names == catalog_.most_used.end()) return "";
  HelpRows rows;
  for (const std::string& name : names->second) {
    const Flag* flag = FindFlag(command.flags(), name);
    if (flag == nullptr || flag->hidden) continue;
    rows.emplace_back(
        absl::StrCat("--", flag->name, flag->value_name.empty() ? "" : " ", flag->value_name),
        Brief(flag->description));
  }
  return absl::StrCat(Heading("most used"), Rows(rows, style_.width()));
}

std::string Help::Ending(const std::string& title) const {
  return "\n" +
         Wrap(absl::StrCat("Every command also takes the global flags; run `taqvim help` for "
                           "them. For its examples alone, run `taqvim help ",
                           title, " examples`."),
              0, style_.width());
}

std::string Help::ForSpecial(const SpecialCommand& command) const {
  std::string text =
      Wrap(absl::StrCat(command.summary, "\n\n", command.description), 0, style_.width());
  const std::string usage = absl::StrCat(
      "taqvim ", command.name, command.arguments.empty() ? "" : " ", command.arguments, " [flags]");
  absl::StrAppend(&text, Heading("usage"), Wrap(usage, 2, style_.width()), AllFlags(command.flags),
                  Examples(command.examples));
  return text + Ending(command.name);
}

std::string Help::ForTopic(const Topic& topic) const {
  return absl::StrCat(style_.Bold(topic.summary), "\n\n", Wrap(topic.text, 0, style_.width()));
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
    absl::StrAppend(&text, separator, Wrap(example.says, 2, style_.width()),
                    BreakCommand(example.command));
    separator = "\n";
  }
  return text;
}

absl::StatusOr<std::string> Help::For(const std::vector<std::string>& words) const {
  if (words.empty()) return Overview();
  for (const Topic& topic : catalog_.topics) {
    if (topic.name == words[0]) return ForTopic(topic);
  }
  const NamedCommand named = FindNamed({model_, catalog_, specials_}, words);
  const bool more = words.size() > named.words;
  if (named.is_command()) {
    const bool examples = more && words.back() == "examples";
    if (named.special != nullptr) {
      return examples ? Examples(named.special->examples) : ForSpecial(*named.special);
    }
    return examples ? Examples(ExamplesOf(model_, catalog_, *named.command))
                    : ForCommand(*named.command);
  }
  if (named.group != nullptr) {
    return more ? UnknownVerb(*named.group, specials_, words[1])
                : absl::StatusOr<std::string>(ForGroup(*named.group));
  }
  for (const auto& [name, summary] : BuiltInRows()) {
    if (name == words[0])
      return absl::StrCat(Wrap(summary, 0, style_.width()), Heading("usage"), BuiltInUsage(name));
  }
  std::vector<std::string> known = TopLevelWords(model_, specials_);
  for (const Topic& topic : catalog_.topics) known.push_back(topic.name);
  return UsageError(
      absl::StrCat("There is no command or topic \"", words[0], "\"", DidYouMean(words[0], known)));
}

std::vector<Example> ExamplesOf(const Model& model, const Catalog& catalog,
                                const Command& command) {
  const auto own = catalog.examples.find(command.title());
  if (own != catalog.examples.end()) return own->second;
  if (command.kind == nullptr) return {};
  for (const Group& group : model.groups()) {
    for (const Command& other : group.commands) {
      const bool is_general = other.kind == nullptr && other.alias == nullptr;
      if (is_general && other.method == command.method) return ExamplesOf(model, catalog, other);
    }
  }
  return {};
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
