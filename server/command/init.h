// `taqvimd init`: makes the data file of a new schedule.
#pragma once

#include <string_view>

namespace taqvim::command {

inline bool IsInitCommand(std::string_view word) { return word == "init"; }

// Runs `taqvimd init ...`, whose words follow `taqvimd`. It is the only thing that
// makes a data file: a server whose file is missing says so, as an empty schedule in
// the place of one that was lost would be worse. Nothing is touched where a file is,
// or what belongs to one. Returns the exit code: 0 when the file is made, 1 when that
// could not be told, 2 when the command line is wrong or the file cannot be made.
int RunInitCommand(int argc, const char* const* argv);

}  // namespace taqvim::command
