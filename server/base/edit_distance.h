// What a misspelt text may have meant.
#pragma once

#include <string_view>
#include <vector>

namespace taqvim::schedule {

// How many letters must be inserted, removed or replaced to make one text of the
// other, without regard to ASCII case.
int EditDistance(std::string_view a, std::string_view b);

// The candidate nearest to the text, the first of several; empty when none
// differs in at most a third of the text's letters.
std::string_view Nearest(std::string_view text, const std::vector<std::string_view>& candidates);

}  // namespace taqvim::schedule
