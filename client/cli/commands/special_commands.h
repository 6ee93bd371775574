// All commands that are written by hand.
#pragma once

#include <vector>

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

// In the order in which help shows them.
const std::vector<SpecialCommand>& SpecialCommands();

}  // namespace taqvim::cli
