// What the commands of taqvimd on a data file have in common.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <ostream>

#include "absl/status/status.h"

namespace taqvim::command {

enum ExitCode : int { kDone = 0, kNotDone = 1, kUnusable = 2 };

// Prints the sentence to standard error; returns the code.
int Say(const absl::Status& status, int code);
// The code when what was printed has been written, else kNotDone, with a sentence.
int Finish(std::ostream& out, int code);

// Adds `--config`, whose other keys are the server's, and `--help`. Parses, and
// returns the exit code when that was all: help is printed to `out`, what is wrong to
// standard error.
std::optional<int> Parse(CLI::App& app, int argc, const char* const* argv, std::ostream& out);

}  // namespace taqvim::command
