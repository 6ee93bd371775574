// `taqvimd repair-clock`: lets time go on from the clock, after a clock that was
// wrong stamped revisions that are ahead of it.
#pragma once

#include <string_view>

namespace taqvim::command {

inline bool IsRepairClockCommand(std::string_view word) { return word == "repair-clock"; }

// Runs `taqvimd repair-clock ...`, whose words follow `taqvimd`, on the data file of
// a server that is stopped. It says what is stamped ahead, asks, and writes one
// revision with the clock's time, after which the following ones go by the clock
// again. What is stamped ahead stays so. Returns the exit code: 0 when time goes by
// the clock, 1 when the answer was no or the store failed, 2 when the command line is
// wrong or the file cannot be opened, as when a server runs on it.
int RunRepairClockCommand(int argc, const char* const* argv);

}  // namespace taqvim::command
