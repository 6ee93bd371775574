// Support bundle: what helps somebody else to find out what is wrong, and tells nothing of the
// schedule.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "server/command/check_report.h"
#include "server/command/check_run.h"

namespace taqvim::command {

// Writes a `.tar.gz` that is its owner's alone and must not exist yet: versions, what machine it
// is, what was found and how much there is, in numbers, and the settings of the configuration
// file, if one is given. No title, no name of a resource or a principal, no secret: of a setting
// only numbers, times and words that the server itself knows are told, of others that they are
// set.
absl::Status WriteSupportBundle(const CheckReport& report, const std::string& config,
                                const std::string& file);

// The lines of a configuration file, as they may be told.
std::string TellableSettings(const std::string& config_text);

}  // namespace taqvim::command
