// An error as one JSON object, for programs. `taqvim help errors` says what it has.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "client/cli/output/error_context.h"
#include "client/cli/output/free_instead.h"

namespace taqvim::cli {

// `{"error":{"code":"NOT_FOUND","exitCode":1,"message":...}}` in one line, without its end.
std::string ErrorObject(const absl::Status& status, const ErrorContext& context);

// What is free instead, as it stands in it.
std::string FreeInsteadObject(const FreeInstead& one);

}  // namespace taqvim::cli
