// What can stand at a place of a command line, for the shells' completion.
#pragma once

#include <string>

#include "client/cli/completion/candidate.h"
#include "client/cli/completion/place.h"
#include "client/cli/contract/contract.h"
#include "client/cli/session/command_line.h"

namespace taqvim::cli {

// Only those that begin as the text at the place does.
Candidates CandidatesAt(const Place& place, const Commands& commands, const Contract& contract,
                        const CompletionSources& sources);

// A line a candidate, with what it says behind a tab; `:files` for files.
std::string ToLines(const Candidates& candidates);

}  // namespace taqvim::cli
