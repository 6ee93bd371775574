// What `taqvimd check` prints of what it found.
#pragma once

#include <string>

#include "server/command/check_run.h"

namespace taqvim::command {

// A table for people at a terminal of that width; with a width of 0 a line for each finding,
// for pipes. Ends with what that means for the file.
std::string ToText(const CheckReport& report, const std::string& data, int width);

// One JSON object: docs/recovery.md says what is in it.
std::string ToJson(const CheckReport& report, const std::string& data);

// The same for whoever may know neither titles nor names, nor where the file is: everything is
// said in numbers.
std::string ToNamelessJson(const CheckReport& report);

}  // namespace taqvim::command
