// Text of `taqvim explain event.bookings`: the contract's documentation of a message or
// a field.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/contract/contract.h"
#include "client/cli/text/style.h"

namespace taqvim::cli {

// For one path: a message's name in any spelling (`Event`, `culture-days`),
// followed by fields with dots between. A usage error with a suggestion for what
// does not exist.
absl::StatusOr<std::string> Explain(const Contract& contract, const std::vector<std::string>& words,
                                    const Style& style);

}  // namespace taqvim::cli
