// `taqvimd check`: whether a data file is whole, and its repair.
#pragma once

#include <string_view>

namespace taqvim::command {

inline bool IsCheckCommand(std::string_view word) { return word == "check"; }

// Runs `taqvimd check ...`, whose words follow `taqvimd`, on a data file whose server runs or is
// stopped. Prints what is wrong and what to do about it: a table at a terminal, a line for each
// finding in a pipe, one object with `-o json`; how far it is goes to standard error, where
// that is a terminal. With `--repair`, of a stopped server, it says what can be made good, asks,
// keeps a copy, makes it, and checks again. Returns the exit code: 0 when nothing is wrong, or
// no longer; 1 when something is; 2 when the command line is wrong or the file could not be
// checked or repaired.
int RunCheckCommand(int argc, const char* const* argv);

}  // namespace taqvim::command
