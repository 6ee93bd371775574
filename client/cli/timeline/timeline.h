// The command `taqvim timeline`: draws spaces as rows and time as columns, as text, as SVG
// or as a page of HTML.
#pragma once

#include "client/cli/session/special_command.h"

namespace taqvim::cli {

SpecialCommand TimelineCommand();

}  // namespace taqvim::cli
