// Names of resources, and the short forms that people may write for them.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::cli {

// The variables of a pattern: `venue` and `space` of
// `venues/{venue}/spaces/{space}`.
std::vector<std::string> PatternVariables(absl::string_view pattern);

// Whether the text has the form of the pattern, whatever its ids are made of.
bool MatchesPattern(absl::string_view pattern, absl::string_view text);

// The full name for what may be a short one. `library/hall` are as many ids as
// the pattern above has variables, so it stands for
// `venues/library/spaces/hall`; where `parents` gives the ids or names of the
// leading variables, `hall` is enough. Any other text is returned unchanged, for
// the server to judge.
std::string ExpandName(absl::string_view pattern, absl::string_view text,
                       const std::vector<std::string>& parents = {});

// `venues/library` of `venues/library/spaces/hall`; empty of a name without parent.
absl::string_view ParentOf(absl::string_view name);

}  // namespace taqvim::cli
