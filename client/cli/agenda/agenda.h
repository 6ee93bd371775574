// `taqvim agenda`: what takes place, by day and in order of time.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand AgendaCommand();

}  // namespace taqvim::cli
