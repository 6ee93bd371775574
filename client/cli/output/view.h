// Formatter of one resource, as YAML, for people.
#pragma once

#include <string>

#include "client/cli/text/style.h"

namespace YAML {
class Node;
}

namespace taqvim::cli {

// The mapping as lines of keys and values, values in one column; what is nested
// is indented, or joined by dots where there is only one of it. The entries of
// lists begin with a hyphen.
std::string ViewOf(const YAML::Node& node, const Style& style);

}  // namespace taqvim::cli
