// The command `taqvim apply`: creates and changes resources until they are as files
// say.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand ApplyCommand();

}  // namespace taqvim::cli
