// The command `taqvimd backup`: a backup of a store to a target.
#pragma once

#include <string_view>

namespace taqvim::command {

// Whether the first argument is the name of the command.
inline bool IsBackupCommand(std::string_view argument) { return argument == "backup"; }

// Continues the backup that the target has, or makes one, of the running server or, where none
// runs, of its data file; with `--every` again and again until it is stopped. Arguments from the
// command's name on; returns the exit code: 0 when it is done, 1 when it could not be done, 2 when
// it cannot begin.
int RunBackupCommand(int argc, const char* const* argv);

}  // namespace taqvim::command
