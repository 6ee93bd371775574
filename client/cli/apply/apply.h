// `taqvim apply`: makes the schedule what files want.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand ApplyCommand();

}  // namespace taqvim::cli
