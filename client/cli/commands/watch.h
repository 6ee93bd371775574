// The command `taqvim changes watch`: prints changes of the schedule until it is
// interrupted.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand WatchCommand();

}  // namespace taqvim::cli
