#include "client/web/exports/csv.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace taqvim::web {
namespace {

constexpr absl::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr absl::string_view kFormulas = "=+-@\t\r";

bool NeedsQuotes(absl::string_view text) {
  return text.find_first_of("\",;\r\n\t") != absl::string_view::npos || text.front() == ' ' ||
         text.back() == ' ';
}

}  // namespace

CsvWriter::CsvWriter() : text_(kByteOrderMark) {}

void CsvWriter::Row(const std::vector<std::string>& cells) {
  const auto add = [](std::string* row, const std::string& cell) { row->append(CsvCell(cell)); };
  absl::StrAppend(&text_, absl::StrJoin(cells, ",", add), "\r\n");
}

std::string CsvCell(absl::string_view text) {
  if (text.empty()) return "";
  const bool is_formula = kFormulas.find(text.front()) != absl::string_view::npos;
  const std::string cell = absl::StrCat(is_formula ? "'" : "", text);
  if (!NeedsQuotes(cell)) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

}  // namespace taqvim::web
