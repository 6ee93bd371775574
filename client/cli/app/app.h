// Entry point of the program `taqvim`, apart from main(): takes the words of a command
// line, prints to streams and returns an exit code.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "client/cli/command/global_flags.h"

namespace taqvim::cli {

// Runs the command line (without the program's name) and returns the exit code
// (see usage_error.h). What is printed to `out` is all written then, or it is an
// error.
int Run(const std::vector<std::string>& words, const Surroundings& surroundings, std::ostream& out,
        std::ostream& err);

}  // namespace taqvim::cli
