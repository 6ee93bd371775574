// What the value of a flag or argument can be, for the shells' completion.
#pragma once

#include <string>

#include "client/cli/completion/candidate.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/contract/contract.h"
#include "client/cli/fields/flags.h"

namespace taqvim::cli {

// Values that begin with the text, each with `before` before it. `kind` is that of the
// resources that are meant; nullptr for any.
Candidates ValuesOf(const Flag& flag, const Kind* kind, const std::string& before,
                    const std::string& text, const Contract& contract, const Catalog& catalog,
                    const CompletionSources& sources);

// What `taqvim explain` explains: messages and enums, and the fields of what has a dot.
Candidates ExplainedThings(const Contract& contract, const std::string& text);

}  // namespace taqvim::cli
