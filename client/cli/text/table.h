// Text tables: columns aligned by their width on a terminal.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/text/style.h"

namespace taqvim::cli {

// The places in that order of columns that are only left out where not even wrapping texts to
// their longest words makes room for them.
inline constexpr int kLeftOutLate = 8;
inline constexpr int kLeftOutLast = 9;

// How a column is shown.
struct ColumnLook {
  // Which columns are left out first where there is no room for all: that with 1 before
  // that with 2; one with 0 never.
  int leave_out = 0;
  // Whether its cells are never wrapped, such as days and hours.
  bool whole = false;
  // In which tone a cell of that text is.
  std::map<std::string, Tone> tones = {};
};

struct Table {
  std::vector<std::string> headers;
  // Each as long as the headers.
  std::vector<std::vector<std::string>> rows;
  // As long as the headers, or empty.
  std::vector<ColumnLook> looks = {};
};

// A line for the headers and one or more for each row. A column that is empty in every
// row is left out; control characters in cells become spaces.
//
// In a width above 0, in columns of a terminal, what does not fit is wrapped at its spaces.
// Where that is not enough, columns that are the same in all of several rows are told below
// the table, and then columns are left out, which the last line says. Names and times are
// never broken: what cannot be made narrower stands as it is.
std::string Render(const Table& table, const Style& style, int width = 0);

// The table as comma-separated values (RFC 4180) with a line for the headers and all its
// columns. Cells that a spreadsheet would take for a formula begin with an apostrophe.
std::string ToCsv(const Table& table);

// The table without the column that is headed so.
Table WithoutColumn(Table table, absl::string_view header);

}  // namespace taqvim::cli
