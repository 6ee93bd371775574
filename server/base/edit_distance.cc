#include "server/base/edit_distance.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "absl/strings/ascii.h"

namespace taqvim::schedule {
namespace {

// Longer texts are no misspelt names, and comparing them costs their product.
constexpr size_t kLongest = 100;

}  // namespace

int EditDistance(std::string_view a, std::string_view b) {
  // One row of the table of distances between the beginnings of both.
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = absl::ascii_tolower(a[i - 1]) == absl::ascii_tolower(b[j - 1]);
      const int replaced = diagonal + (same ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string_view Nearest(std::string_view text, const std::vector<std::string_view>& candidates) {
  if (text.size() > kLongest) return {};
  std::string_view nearest;
  // So two swapped letters of five are still near.
  int least = std::max<int>(1, static_cast<int>(text.size() + 1) / 3) + 1;
  for (std::string_view candidate : candidates) {
    const int longer = static_cast<int>(candidate.size()) - static_cast<int>(text.size());
    if (std::abs(longer) >= least) continue;
    const int distance = EditDistance(text, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace taqvim::schedule
