// The flags of how many connections there may be, and what each caller may take.
#pragma once

#include <CLI/App.hpp>

#include "server/rpc/limits/connection_table.h"
#include "server/rpc/limits/limits.h"

namespace taqvim::rpc {

// What is there is the default of the flags. All outlive the parsing.
void AddConnectionFlags(CLI::App& app, ConnectionLimits& limits);
// These are called --caller-...
void AddLimitFlags(CLI::App& app, LimitOptions& limits);

}  // namespace taqvim::rpc
