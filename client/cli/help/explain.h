// Text of `taqvim explain event.bookings`: the contract's documentation of a message, a
// field, an enum, a value, a method or a service; so also of the words of refusals.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/contract/contract.h"
#include "client/cli/text/style.h"

namespace taqvim::cli {

// For one path: a name in any spelling (`Event`, `culture-days`, `ConflictRule`), that of a
// message followed by fields with dots between, that of an enum by a value. A value may be
// alone, such as `outside-programme` or `tentative`: those of all enums that are called so. A usage
// error with a suggestion for what does not exist.
absl::StatusOr<std::string> Explain(const Contract& contract, const std::vector<std::string>& words,
                                    const Style& style);

}  // namespace taqvim::cli
