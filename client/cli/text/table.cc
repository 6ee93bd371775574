#include "client/cli/text/table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

constexpr char kGap[] = "  ";

// The table as it can be shown.
Table Cleaned(const Table& table) {
  Table cleaned = table;
  for (auto& row : cleaned.rows) {
    for (std::string& cell : row) cell = Printable(cell);
  }
  return cleaned;
}

// The widths of the columns; 0 for one that is empty in every row.
std::vector<int> Widths(const Table& table) {
  std::vector<int> widths(table.headers.size(), 0);
  for (const auto& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  for (size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] > 0) widths[i] = std::max(widths[i], DisplayWidth(table.headers[i]));
  }
  return widths;
}

std::string Line(const std::vector<std::string>& cells, const std::vector<int>& widths) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == 0) continue;
    absl::StrAppend(&line, PadToWidth(cells[i], widths[i]), kGap);
  }
  absl::StripTrailingAsciiWhitespace(&line);
  return line;
}

}  // namespace

std::string Render(const Table& table, const Style& style) {
  const Table cleaned = Cleaned(table);
  const std::vector<int> widths = Widths(cleaned);
  std::string text = style.Bold(Line(cleaned.headers, widths)) + "\n";
  for (const auto& row : cleaned.rows) absl::StrAppend(&text, Line(row, widths), "\n");
  return text;
}

}  // namespace taqvim::cli
