#include "client/cli/commands/special_commands.h"

#include <utility>

#include "client/cli/agenda/agenda.h"
#include "client/cli/apply/apply.h"
#include "client/cli/apply/edit.h"
#include "client/cli/apply/export.h"
#include "client/cli/commands/context_commands.h"
#include "client/cli/commands/event_history.h"
#include "client/cli/commands/shift.h"
#include "client/cli/commands/watch.h"
#include "client/cli/timeline/timeline.h"

namespace taqvim::cli {

const std::vector<SpecialCommand>& SpecialCommands() {
  static const auto* commands = [] {
    auto* all = new std::vector<SpecialCommand>{
        AgendaCommand(),   ApplyCommand(), EditCommand(),         ExportCommand(),
        TimelineCommand(), ShiftCommand(), EventHistoryCommand(), WatchCommand()};
    for (SpecialCommand& command : ContextCommands()) all->push_back(std::move(command));
    return all;
  }();
  return *commands;
}

}  // namespace taqvim::cli
