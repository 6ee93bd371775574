// What changes of a field, for people.
#pragma once

#include <string>

#include "client/cli/fields/apply_differences.h"

namespace taqvim::cli {

// As wide as a value is shown where what changes is only told by the way, in columns.
inline constexpr int kLongestValue = 60;

// The field with both values, `title.en: Gala -> Gala night`; each cut to `longest` columns, or
// whole where that is 0.
std::string DifferenceText(const FieldDifference& difference, int longest = 0);

}  // namespace taqvim::cli
