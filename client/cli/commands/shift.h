// The command `taqvim programmes shift`: moves a whole programme by days.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand ShiftCommand();

}  // namespace taqvim::cli
