// The command `taqvimd restore`: a data file from a backup.
#pragma once

#include <string_view>

namespace taqvim::command {

// Whether the first argument is the name of the command.
inline bool IsRestoreCommand(std::string_view argument) { return argument == "restore"; }

// Makes a new data file of what a target holds as of a revision or a time. What was revoked
// since, as far as the target knows, stays so, in a revision of its own that begins another
// history. Arguments from the command's name on; returns the exit code: 0 when it is done, 1 when
// it could not be done, 2 when it cannot begin.
int RunRestoreCommand(int argc, const char* const* argv);

}  // namespace taqvim::command
