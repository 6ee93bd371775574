// The command `taqvim events history`: prints who changed what of an event, and when.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand EventHistoryCommand();

}  // namespace taqvim::cli
