#include "client/cli/apply.h"
#include "client/cli/special_command.h"
#include "client/cli/timeline.h"

namespace taqvim::cli {

const std::vector<SpecialCommand>& SpecialCommands() {
  static const auto* commands = new std::vector<SpecialCommand>{ApplyCommand(), TimelineCommand()};
  return *commands;
}

}  // namespace taqvim::cli
