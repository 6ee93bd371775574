#include "client/cli/help/completion.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/help/help.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

// `--title --owner ...`, the command's own and the global ones.
std::string FlagWords(const std::vector<Flag>& flags) {
  std::vector<std::string> words;
  for (const Flag& flag : flags) {
    if (!flag.positional && !flag.hidden) words.push_back("--" + flag.name);
  }
  for (const Flag& flag : GlobalFlags()) words.push_back("--" + flag.name);
  return absl::StrJoin(words, " ");
}

std::string Case(absl::string_view pattern, absl::string_view words) {
  return absl::StrCat("    '", pattern, "') words='", words, "' ;;\n");
}

// The same, and the words that a command prints.
std::string CaseWith(const SpecialCommand& special) {
  if (special.completes.empty()) return Case(special.name, FlagWords(special.flags));
  return absl::StrCat("    '", special.name, "') words='", FlagWords(special.flags),
                      " '\"$(taqvim ", special.completes, " 2>/dev/null)\" ;;\n");
}

std::string Cases(const Model& model, const std::vector<SpecialCommand>& specials) {
  std::string cases = Case("", absl::StrJoin(TopLevelWords(model, specials), " "));
  for (const Group& group : model.groups()) {
    std::vector<std::string> verbs;
    for (const Command& command : group.commands) {
      verbs.push_back(command.verb);
      absl::StrAppend(&cases, Case(command.title(), FlagWords(command.flags)));
    }
    for (const auto& [verb, special] : SpecialsOf(specials, group.name)) verbs.push_back(verb);
    absl::StrAppend(&cases, Case(group.name, absl::StrJoin(verbs, " ")));
  }
  for (const SpecialCommand& special : specials) {
    absl::StrAppend(&cases, CaseWith(special));
  }
  return cases;
}

}  // namespace

absl::StatusOr<std::string> Completion(const Model& model,
                                       const std::vector<SpecialCommand>& specials,
                                       const std::vector<std::string>& words) {
  if (words.size() != 1 || words[0] != "bash") {
    return UsageError(
        "The one shell that can be completed is bash: "
        "`taqvim completion bash > ~/.local/share/bash-completion/completions/taqvim`.");
  }
  // The command is what stands before the word to be completed, up to two words
  // and up to the first flag.
  return absl::StrCat(
      "_taqvim() {\n"
      "  local words='' command='' i\n"
      "  for ((i = 1; i < COMP_CWORD && i <= 2; ++i)); do\n"
      "    [[ ${COMP_WORDS[i]} == -* ]] && break\n"
      "    command+=\"${command:+ }${COMP_WORDS[i]}\"\n"
      "  done\n"
      "  case \"$command\" in\n",
      Cases(model, specials),
      "  esac\n"
      "  if [[ ${COMP_WORDS[COMP_CWORD - 1]} == --context ]]; then\n"
      "    words=$(taqvim context list -o name 2>/dev/null)\n"
      "  fi\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
      "  ((${#COMPREPLY[@]} == 0)) && compopt -o default\n"
      "}\n"
      "complete -F _taqvim taqvim\n");
}

}  // namespace taqvim::cli
