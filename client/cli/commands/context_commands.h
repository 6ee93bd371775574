// The commands `taqvim context ...`: which server is called, and with which
// credentials.
#pragma once

#include <vector>

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

std::vector<SpecialCommand> ContextCommands();

}  // namespace taqvim::cli
