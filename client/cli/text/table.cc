#include "client/cli/text/table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using Lines = std::vector<std::string>;

constexpr absl::string_view kGap = "  ";
// Texts are not wrapped narrower than that before columns are left out.
constexpr int kReadable = 20;

// The table as it can be shown.
Table Cleaned(const Table& table) {
  Table cleaned = table;
  for (auto& row : cleaned.rows) {
    for (std::string& cell : row) {
      cell = Printable(cell);
      absl::StripTrailingAsciiWhitespace(&cell);
    }
  }
  return cleaned;
}

int LongestWord(absl::string_view text) {
  int longest = 0;
  for (absl::string_view word : absl::StrSplit(text, ' ')) {
    longest = std::max(longest, DisplayWidth(word));
  }
  return longest;
}

// A local time is one word.
bool IsTime(absl::string_view cell) {
  return cell.size() >= 16 && cell[4] == '-' && cell[10] == ' ' && cell[13] == ':';
}

// How wide a column is shown: 0 for one that is not.
struct Fit {
  // What takes the longest cell, and what the longest word.
  int natural = 0;
  int least = 0;
  int shown = 0;
};

std::vector<Fit> FitsOf(const Table& table) {
  std::vector<Fit> fits(table.headers.size());
  for (const auto& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      const int width = DisplayWidth(row[i]);
      fits[i].natural = std::max(fits[i].natural, width);
      const bool whole = IsTime(row[i]) || (!table.looks.empty() && table.looks[i].whole);
      fits[i].least = std::max(fits[i].least, whole ? width : LongestWord(row[i]));
    }
  }
  for (size_t i = 0; i < fits.size(); ++i) {
    if (fits[i].natural == 0) continue;
    const int header = DisplayWidth(table.headers[i]);
    fits[i].natural = std::max(fits[i].natural, header);
    fits[i].least = std::max(fits[i].least, header);
    fits[i].shown = fits[i].natural;
  }
  return fits;
}

// The columns of a table that is to fit a width.
class Fitting {
 public:
  Fitting(const Table& table, int width) : table_(table), width_(width), fits_(FitsOf(table)) {}

  const std::vector<Fit>& Fitted() {
    if (width_ == 0) return fits_;
    Narrow(kReadable);
    while (Excess() > 0 && SayOnce()) Narrow(kReadable);
    while (Excess() > 0 && LeaveOne(kLeftOutLate - 1)) Narrow(kReadable);
    Narrow(0);
    while (Excess() > 0 && LeaveOne(kLeftOutLast)) Narrow(0);
    return fits_;
  }

  const std::vector<std::string>& left_out() const { return left_out_; }
  // What all rows have alike, and is said once: `TIME ZONE Asia/Almaty`.
  const std::vector<std::string>& said_once() const { return said_once_; }

 private:
  int Excess() const {
    int taken = -static_cast<int>(kGap.size());
    for (const Fit& fit : fits_) {
      if (fit.shown > 0) taken += fit.shown + static_cast<int>(kGap.size());
    }
    return taken - width_;
  }

  // Makes the widest of those that can be wrapped narrower, as far as is needed, and as
  // it stays as wide as `readable`.
  void Narrow(int readable) {
    const auto floor = [&](const Fit& fit) { return std::max(fit.least, readable); };
    for (int excess = Excess(); excess > 0; excess = Excess()) {
      Fit* widest = nullptr;
      for (Fit& fit : fits_) {
        const bool can = fit.shown > floor(fit);
        if (can && (widest == nullptr || fit.shown > widest->shown)) widest = &fit;
      }
      if (widest == nullptr) return;
      --widest->shown;
    }
  }

  bool IsAlike(size_t column) const {
    return table_.rows.size() > 1 && fits_[column].shown > 0 &&
           std::all_of(table_.rows.begin(), table_.rows.end(),
                       [&](const auto& row) { return row[column] == table_.rows.front()[column]; });
  }

  // Takes out the widest column that is the same in all rows.
  bool SayOnce() {
    int widest = -1;
    for (size_t i = 0; i < fits_.size(); ++i) {
      if (!IsAlike(i) || (widest >= 0 && fits_[i].natural <= fits_[widest].natural)) continue;
      widest = static_cast<int>(i);
    }
    if (widest < 0) return false;
    said_once_.push_back(absl::StrCat(table_.headers[widest], " ", table_.rows.front()[widest]));
    TakeOut(widest);
    return true;
  }

  // Without the column the others have their widths again.
  void TakeOut(int column) {
    fits_[column] = Fit();
    for (Fit& fit : fits_) fit.shown = fit.natural;
  }

  // Leaves out the column that is missed least, of those up to that place in their order.
  bool LeaveOne(int most) {
    int least = -1;
    for (size_t i = 0; i < table_.looks.size(); ++i) {
      const int order = table_.looks[i].leave_out;
      if (fits_[i].shown == 0 || order == 0 || order > most) continue;
      if (least < 0 || order < table_.looks[least].leave_out) least = static_cast<int>(i);
    }
    if (least < 0) return false;
    left_out_.push_back(table_.headers[least]);
    TakeOut(least);
    return true;
  }

  const Table& table_;
  const int width_;
  std::vector<Fit> fits_;
  std::vector<std::string> left_out_;
  std::vector<std::string> said_once_;
};

Lines CellLines(const std::string& cell, const Fit& fit) {
  if (fit.shown == 0 || DisplayWidth(cell) <= fit.shown) return {cell};
  const std::string wrapped = Wrap(cell, 0, fit.shown);
  return absl::StrSplit(absl::StripSuffix(wrapped, "\n"), '\n');
}

Tone ToneOf(const Table& table, size_t column, const std::string& cell) {
  if (table.looks.empty()) return Tone::kPlain;
  const auto& tones = table.looks[column].tones;
  const auto found = tones.find(cell);
  return found == tones.end() ? Tone::kPlain : found->second;
}

class Renderer {
 public:
  Renderer(const Table& table, const std::vector<Fit>& fits, const Style& style)
      : table_(table), fits_(fits), style_(style) {}

  std::string Header() const {
    const auto title = [&](size_t column) { return table_.headers[column]; };
    return style_.Bold(Line(title, [](size_t) { return Tone::kPlain; })) + "\n";
  }

  std::string Row(const std::vector<std::string>& row) const {
    std::vector<Lines> cells;
    size_t height = 1;
    for (size_t i = 0; i < row.size(); ++i) {
      cells.push_back(CellLines(row[i], fits_[i]));
      height = std::max(height, cells.back().size());
    }
    std::string text;
    for (size_t at = 0; at < height; ++at) {
      const auto part = [&](size_t i) { return at < cells[i].size() ? cells[i][at] : ""; };
      const auto tone = [&](size_t i) { return ToneOf(table_, i, row[i]); };
      absl::StrAppend(&text, Line(part, tone), "\n");
    }
    return text;
  }

 private:
  // Nothing is padded behind the last text of a line.
  template <class TextOf, class ToneIn>
  std::string Line(TextOf text_of, ToneIn tone_in) const {
    std::string line;
    int missing = 0;
    for (size_t i = 0; i < fits_.size(); ++i) {
      if (fits_[i].shown == 0) continue;
      const std::string text = text_of(i);
      if (!text.empty()) {
        absl::StrAppend(&line, std::string(missing, ' '), style_.In(tone_in(i), text));
        missing = 0;
      }
      missing += std::max(0, fits_[i].shown - DisplayWidth(text)) + static_cast<int>(kGap.size());
    }
    return line;
  }

  const Table& table_;
  const std::vector<Fit>& fits_;
  const Style& style_;
};

std::string CsvCell(const std::string& cell) {
  // What others wrote is no formula.
  const bool formula =
      !cell.empty() && absl::string_view("=+-@").find(cell[0]) != std::string::npos;
  const std::string text = absl::StrCat(formula ? "'" : "", cell);
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string CsvLine(const std::vector<std::string>& cells) {
  return absl::StrJoin(cells, ",",
                       [](std::string* text, const std::string& cell) {
                         absl::StrAppend(text, CsvCell(cell));
                       }) +
         "\r\n";
}

}  // namespace

std::string Render(const Table& table, const Style& style, int width) {
  const Table cleaned = Cleaned(table);
  Fitting fitting(cleaned, width);
  const Renderer renderer(cleaned, fitting.Fitted(), style);
  std::string text = renderer.Header();
  for (const auto& row : cleaned.rows) absl::StrAppend(&text, renderer.Row(row));
  const auto add = [&](const std::string& line) {
    absl::StrAppend(&text, style.Dim(absl::StripSuffix(Wrap(line, 0, width), "\n")), "\n");
  };
  if (!fitting.said_once().empty()) {
    add(absl::StrCat("All of them: ", absl::StrJoin(fitting.said_once(), ", "), "."));
  }
  if (!fitting.left_out().empty()) {
    add(absl::StrCat("There is no room for ", absl::StrJoin(fitting.left_out(), ", "),
                     "; -o wide shows all."));
  }
  return text;
}

std::string ToCsv(const Table& table) {
  const Table cleaned = Cleaned(table);
  std::string text = CsvLine(cleaned.headers);
  for (const auto& row : cleaned.rows) absl::StrAppend(&text, CsvLine(row));
  return text;
}

Table WithoutColumn(Table table, absl::string_view header) {
  const auto found = std::find(table.headers.begin(), table.headers.end(), header);
  if (found == table.headers.end()) return table;
  const auto at = found - table.headers.begin();
  table.headers.erase(found);
  for (auto& row : table.rows) row.erase(row.begin() + at);
  if (!table.looks.empty()) table.looks.erase(table.looks.begin() + at);
  return table;
}

}  // namespace taqvim::cli
