// Command line flags for the quotas of connections and of callers.
#pragma once

#include <CLI/App.hpp>

#include "server/rpc/limits/connection_table.h"
#include "server/rpc/limits/limits.h"

namespace taqvim::rpc {

// Add the flags; the values in the options are their defaults. All outlive the parsing.
void AddConnectionFlags(CLI::App& app, ConnectionLimits& limits);
// Named --caller-...
void AddLimitFlags(CLI::App& app, LimitOptions& limits);

}  // namespace taqvim::rpc
