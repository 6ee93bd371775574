#include <algorithm>
#include <utility>

#include "client/cli/apply.h"
#include "client/cli/context_commands.h"
#include "client/cli/event_history.h"
#include "client/cli/shift.h"
#include "client/cli/special_command.h"
#include "client/cli/timeline.h"
#include "client/cli/watch.h"

namespace taqvim::cli {

const std::vector<SpecialCommand>& SpecialCommands() {
  static const auto* commands = [] {
    auto* all = new std::vector<SpecialCommand>{ApplyCommand(), TimelineCommand(), ShiftCommand(),
                                                EventHistoryCommand(), WatchCommand()};
    for (SpecialCommand& command : ContextCommands()) all->push_back(std::move(command));
    return all;
  }();
  return *commands;
}

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
