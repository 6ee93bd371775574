// What is known of an error besides what it says: of which command it is, and under which id a
// request was sent.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "client/cli/command/command.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/session/special_command.h"

namespace taqvim::cli {

// The command that failed, as far as it is known.
struct ErrorContext {
  const GlobalOptions& options;
  const Catalog& catalog;
  // nullptr when the error came from no command made from the contract.
  const Command* command = nullptr;
  // nullptr when it came from none made by hand.
  const SpecialCommand* special = nullptr;
  // Whether the request was read from a file, in which fields are called as the contract does.
  bool from_file = false;
};

// Adds the id of the request that failed, under which it can be sent again.
absl::Status WithRequestId(absl::Status status, const std::string& request_id);
// The id that was added; empty when none was.
std::string RequestIdOf(const absl::Status& status);

}  // namespace taqvim::cli
