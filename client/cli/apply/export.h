// The command `taqvim export`: writes what there is as files that `taqvim apply` takes.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand ExportCommand();

}  // namespace taqvim::cli
