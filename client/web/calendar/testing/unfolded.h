// A reader of what the writer of calendars writes, for its tests: by RFC 5545 alone, and
// unforgiving.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::web {

// What is wrong with lines as they are: an end that is not CR LF, more than 75 octets, what is
// no UTF-8, a control character, nothing but what continues another. Empty if nothing is.
std::string WrongWithLines(absl::string_view bytes);

// The lines, unfolded; without their ends.
std::vector<std::string> Unfolded(absl::string_view bytes);

// The text of an escaped value, in which `<...>` stands for what is wrong.
std::string Unescaped(absl::string_view value);

// What stands behind the colon of the only unfolded line of that name, parameters left aside,
// unescaped; `<none>` or `<several>` where it is not one.
std::string TextOf(const std::vector<std::string>& lines, absl::string_view name);

}  // namespace taqvim::web
