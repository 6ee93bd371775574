// The part of a help page that describes one flag.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/fields/flags.h"
#include "client/cli/text/style.h"

namespace taqvim::cli {

// The flag with its value_name, its comment, how to write its values, and the
// values it can have with their comments. Indented; ends with a newline.
std::string FlagHelp(const Flag& flag, const Style& style);

// A command broken into lines before its flags, as a shell takes it. Indented.
std::string BreakCommand(absl::string_view command);

}  // namespace taqvim::cli
