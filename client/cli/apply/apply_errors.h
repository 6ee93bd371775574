// Translator of the server's errors about requests of `taqvim apply`: paths in requests
// become files, lines and entries.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/apply/apply_plan.h"

namespace taqvim::cli {

// The error of a call that wrote or validated one step's resource, with file, line,
// entry and field in place of the paths of the request. Code and other details stay.
absl::Status InTermsOfFiles(const absl::Status& status, const ApplyStep& step);

// The same of a batch or a check: `writes[30].create.event.title` is the title of
// the event for which the 31st write is, `assumptions.venues[0]` that venue.
absl::Status InTermsOfFiles(const absl::Status& status, const PlannedWrites& writes,
                            const PlannedAssumptions& assumptions);

// Where the entries of the steps stand, each once and at most ten:
// `programme.yaml:12: events/gala; programme.yaml:20: events/talk`.
std::string Places(const std::vector<const ApplyStep*>& steps);

}  // namespace taqvim::cli
