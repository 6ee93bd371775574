// The command `taqvim timeline`: draws a grid with spaces as rows, days or hours as
// columns.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand TimelineCommand();

}  // namespace taqvim::cli
