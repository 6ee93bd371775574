// Spelling suggestions: the known word nearest to an unknown one.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::cli {

// The candidate that takes the fewest changes of single characters (inserted,
// removed, replaced, or two neighbours swapped); empty when even that one takes
// more than a third of its length, so that it would be no help.
std::string Nearest(absl::string_view word, const std::vector<std::string>& candidates);

// The end of a sentence about an unknown word: `; did you mean "x"?` when a
// candidate is near, else a full stop.
std::string DidYouMean(absl::string_view word, const std::vector<std::string>& candidates,
                       absl::string_view prefix = "");

}  // namespace taqvim::cli
