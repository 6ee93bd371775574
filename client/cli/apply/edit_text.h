// The text that a person changes with `taqvim edit`, and what its changes mean.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/apply/apply_file.h"

namespace taqvim::cli {

// The document below comments that say what to do with it; and, where `problem` is not empty, why
// it was not taken.
std::string EditText(absl::string_view document, absl::string_view problem);

// The text without the comments before its first line of another kind.
std::string DocumentIn(absl::string_view text);

// What the edited document wants of the resources of the one that was shown. Other than in a file
// of `apply`, a field whose line is gone is cleared. Entries that are gone want nothing. A usage
// error for what is no such document, and for entries of what was not shown; its lines are those
// of EditText with that error.
absl::StatusOr<std::vector<WantedResource>> ParseEdited(const std::string& shown,
                                                        const std::string& edited);

}  // namespace taqvim::cli
