#include "client/cli/session/special_command.h"

#include <algorithm>

namespace taqvim::cli {

const SpecialCommand* FindSpecial(const std::vector<SpecialCommand>& commands,
                                  absl::string_view name) {
  auto found = std::find_if(commands.begin(), commands.end(),
                            [&](const SpecialCommand& command) { return command.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

std::map<std::string, const SpecialCommand*> SpecialsOf(const std::vector<SpecialCommand>& commands,
                                                        absl::string_view group) {
  std::map<std::string, const SpecialCommand*> found;
  for (const SpecialCommand& command : commands) {
    const size_t space = command.name.find(' ');
    const bool grouped = space != std::string::npos;
    if (grouped ? command.name.substr(0, space) != group : !group.empty()) continue;
    found[grouped ? command.name.substr(space + 1) : command.name] = &command;
  }
  return found;
}

}  // namespace taqvim::cli
