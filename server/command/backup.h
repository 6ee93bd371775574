// The command `taqvimd backup`: a backup of a store to a target.
#pragma once

#include <string_view>

namespace taqvim::command {

// Whether the first argument is the name of the command.
inline bool IsBackupCommand(std::string_view argument) { return argument == "backup"; }

// Continues the backup that the target has, or makes one, of the running server or, where none
// runs, of its data file; with `--every` again and again until SIGTERM or SIGINT, by which a backup
// that is under way is broken off, and the process ended where that is not done in two seconds.
// Arguments from the command's name on; returns the exit code: 0 when it is done, 1 when it could
// not be done, 2 when it cannot begin, 3 when it is done, in full, as what stood in the target
// is damaged, of which nothing was removed; with `--every` that of the last one which was not
// broken off, 1 where there is none.
int RunBackupCommand(int argc, const char* const* argv);

}  // namespace taqvim::command
