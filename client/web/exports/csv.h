// Tables for spreadsheets (RFC 4180).
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::web {

// Rows end in CR LF, and begin with a mark of the order of bytes, by which Excel knows UTF-8. A
// cell that a spreadsheet would take for a formula, as it begins with = + - @ or a tab, has an
// apostrophe in front, whatever else it may be: +7 is a number of a telephone as well (CWE-1236).
class CsvWriter {
 public:
  CsvWriter();

  void Row(const std::vector<std::string>& cells);
  std::string Finish() && { return std::move(text_); }

 private:
  std::string text_;
};

// The cell as it stands in a row.
std::string CsvCell(absl::string_view text);

}  // namespace taqvim::web
