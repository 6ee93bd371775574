// Versions of a program, and of the libraries and data on which its answers depend.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace taqvim::process {

// A name, and its version.
using Version = std::pair<std::string, std::string>;

// The program first; then gRPC, Protocol Buffers and Abseil, the `libraries` that it alone has,
// ICU with the Unicode that it knows, and the data of time zones as it is installed (by TZDIR, else
// /usr/share/zoneinfo; "unknown" where that does not say). Of libraries that are shared, those that
// run.
std::vector<Version> VersionsOf(Version program, const std::vector<Version>& libraries);

// One a line, as programs answer `--version`.
std::string VersionText(const std::vector<Version>& versions);

}  // namespace taqvim::process
