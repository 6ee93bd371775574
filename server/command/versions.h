// Versions of the server, and of the libraries and data on which its answers depend.
#pragma once

#include <string>

namespace taqvim::command {

// One a line, the server first, as `taqvimd --version` prints them (server/process/versions.h).
std::string VersionText();

}  // namespace taqvim::command
