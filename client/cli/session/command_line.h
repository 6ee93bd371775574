// The command that the first words of a line mean: by its name, or by a synonym of the catalog.
#pragma once

#include <string>
#include <vector>

#include "client/cli/command/global_flags.h"
#include "client/cli/command/model.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/session/special_command.h"

namespace taqvim::cli {

struct NamedCommand {
  // That of the command, or the one that is meant alone; nullptr for none.
  const Group* group = nullptr;
  // One of these is set where a command is meant.
  const Command* command = nullptr;
  const SpecialCommand* special = nullptr;
  // How many of the words name it; the others are its arguments.
  size_t words = 0;
  // What a synonym stands for besides, such as `--archived`.
  std::vector<std::string> flags;

  bool is_command() const { return command != nullptr || special != nullptr; }
  // Such as `events create`; empty for none.
  std::string title() const;
};

// Whether the command prints in that format: pictures are drawn by few, csv is for lists.
bool Prints(const NamedCommand& named, Format format);

// All that a line can begin with. The references must outlive it.
struct Commands {
  const Model& model;
  const Catalog& catalog;
  const std::vector<SpecialCommand>& specials;
};

// Names count before synonyms. Of a group with a verb that it does not have, the group is
// meant, by one word.
NamedCommand FindNamed(const Commands& commands, const std::vector<std::string>& words);

}  // namespace taqvim::cli
