// Versions of the server, and of the libraries and data on which its answers depend.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace taqvim::command {

// Each with its name, the server first: of libraries that are shared, those that
// run; and the data of time zones as it is installed (by TZDIR, else /usr/share/zoneinfo;
// "unknown" where that does not say).
std::vector<std::pair<std::string, std::string>> Versions();

// One a line, as `taqvimd --version` prints them.
std::string VersionText();

}  // namespace taqvim::command
