// Text tables: columns aligned by their width on a terminal.
#pragma once

#include <string>
#include <vector>

#include "client/cli/text/style.h"

namespace taqvim::cli {

struct Table {
  std::vector<std::string> headers;
  // Each as long as the headers.
  std::vector<std::vector<std::string>> rows;
};

// A line for the headers and one for each row. A column that is empty in every
// row is left out; control characters in cells become spaces.
std::string Render(const Table& table, const Style& style);

}  // namespace taqvim::cli
