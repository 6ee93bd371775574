// `taqvim changes watch`: follows the schedule until it is interrupted.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand WatchCommand();

}  // namespace taqvim::cli
