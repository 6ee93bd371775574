// Questions at a terminal, before what cannot be undone.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/session/session.h"

namespace taqvim::cli {

// Of many names the first are told, and how many there are.
inline constexpr size_t kMostToldNames = 10;

// The names in a sentence: one as it is, of several how many there are and the first.
std::string ToldNames(const std::vector<std::string>& names);

// Says it, asks whether to go on and waits for the answer; where nobody can answer, as in a
// script, nothing is said. A usage error when the answer is not yes.
absl::Status AskToGoOn(const Session& session, const std::string& says);

}  // namespace taqvim::cli
