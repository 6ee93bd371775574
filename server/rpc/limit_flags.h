// The flags of what each caller may take.
#pragma once

#include <CLI/App.hpp>

#include "server/rpc/limits.h"

namespace taqvim::rpc {

// Adds them, all called --caller-...; what is there is their default. Both outlive
// the parsing.
void AddLimitFlags(CLI::App& app, LimitOptions& limits);

}  // namespace taqvim::rpc
