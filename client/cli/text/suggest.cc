#include "client/cli/text/suggest.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace taqvim::cli {
namespace {

int Distance(absl::string_view a, absl::string_view b) {
  std::vector<std::vector<int>> best(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        best[i][j] = static_cast<int>(i + j);
        continue;
      }
      const int replaced = best[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0);
      best[i][j] = std::min({best[i - 1][j] + 1, best[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        best[i][j] = std::min(best[i][j], best[i - 2][j - 2] + 1);
      }
    }
  }
  return best[a.size()][b.size()];
}

}  // namespace

std::string Nearest(absl::string_view word, const std::vector<std::string>& candidates) {
  std::string nearest;
  int least = static_cast<int>(word.size());
  for (const std::string& candidate : candidates) {
    const int longest = static_cast<int>(std::max(word.size(), candidate.size()));
    int distance = Distance(word, candidate);
    // The beginning of a word is as good as a slip of one key.
    if (word.size() >= 3 && absl::StartsWith(candidate, word)) distance = std::min(distance, 1);
    if (distance < least && distance <= std::max(1, longest / 3)) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string DidYouMean(absl::string_view word, const std::vector<std::string>& candidates,
                       absl::string_view prefix) {
  const std::string nearest = Nearest(word, candidates);
  return nearest.empty() ? "." : absl::StrCat("; did you mean \"", prefix, nearest, "\"?");
}

}  // namespace taqvim::cli
