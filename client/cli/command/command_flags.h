// The flags of a command.
#pragma once

#include <vector>

#include "client/cli/command/command.h"

namespace taqvim::cli {

// Those of the fields of its request, and its own. Of the command, all but its flags must be
// known.
std::vector<Flag> MakeFlags(const Command& command, const Catalog& catalog);

}  // namespace taqvim::cli
