// Edit distance, and the nearest of some candidates, for suggestions of spelling.
#pragma once

#include <string_view>
#include <vector>

namespace taqvim::schedule {

// The Levenshtein distance in bytes, without regard to ASCII case.
int EditDistance(std::string_view a, std::string_view b);

// The candidate nearest to the text, the first of several; empty when none
// differs in at most a third of the text's letters.
std::string_view Nearest(std::string_view text, const std::vector<std::string_view>& candidates);

}  // namespace taqvim::schedule
