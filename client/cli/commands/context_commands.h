// `taqvim context`: the servers that are called, and by whom.
#pragma once

#include <vector>

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

std::vector<SpecialCommand> ContextCommands();

}  // namespace taqvim::cli
