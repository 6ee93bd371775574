// The place on a command line at which the user asks how it can go on.
#pragma once

#include <string>
#include <vector>

#include "client/cli/command/arguments.h"
#include "client/cli/session/command_line.h"

namespace taqvim::cli {

struct Place {
  // What the words before it name.
  NamedCommand named;
  // The first word that is no flag, where it names no group and no command.
  std::string built_in;
  // The words after the command, or after `built_in`, that are no flags.
  std::vector<std::string> positionals;
  // The flags before it that are known.
  Arguments given;
  // The flag whose value stands here; nullptr for a word of its own.
  const Flag* flag = nullptr;
  // What of the word comes before the value, such as `--output=`.
  std::string before;
  // What there is of the value, or of the word.
  std::string text;
  // Whether no flag can stand here, after `--`.
  bool only_positionals = false;

  // The command's own flags; those of nothing else.
  const std::vector<Flag>& own_flags() const;
};

// The place at the last of the words, which are those after the program's name. Nothing is an
// error: what makes no sense is passed over.
Place FindPlace(const Commands& commands, const std::vector<std::string>& words);

}  // namespace taqvim::cli
