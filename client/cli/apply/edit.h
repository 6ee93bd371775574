// The command `taqvim edit`: opens resources in an editor and sends what was changed.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand EditCommand();

}  // namespace taqvim::cli
