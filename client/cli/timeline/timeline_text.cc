#include "client/cli/timeline/timeline_text.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/cli/text/text.h"
#include "client/cli/timeline/timeline_words.h"
#include "client/markup/direction.h"

namespace taqvim::cli {
namespace {

using markup::HasRightToLeft;

constexpr int kIndent = 2;
constexpr int kGap = 2;
constexpr int kShortestLabel = 10;
constexpr int kLongestLabel = 32;
constexpr int kNarrowestCell = 4;
constexpr int kLeastRoomForTitle = 20;
constexpr char kSkipped[] = "-";
constexpr char kLeftToRightMark[] = "\u200e";

struct KindStyle {
  char mark;
  const char* color;
};

constexpr KindStyle kSetUp = {':', "\x1b[36m"};

KindStyle StyleOf(v1::OccupancyKind kind) {
  switch (kind) {
    case v1::OCCUPANCY_KIND_HOLD:
      return {'?', "\x1b[30;43m"};
    case v1::OCCUPANCY_KIND_CLOSURE:
      return {'x', "\x1b[37;41m"};
    default:
      return {'#', "\x1b[30;42m"};
  }
}

// A text with its width, so that what follows it keeps its place where a terminal writes
// such text from the right.
std::string Anchored(absl::string_view text) {
  return absl::StrCat(text, HasRightToLeft(text) ? kLeftToRightMark : "");
}

class Drawing {
 public:
  Drawing(const Timeline& timeline, const TimelineStyle& style)
      : timeline_(timeline), style_(style), several_zones_(HasSeveralZones(timeline)) {
    for (const TimelineRow& row : timeline.rows) {
      if (!row.heading) label_width_ = std::max(label_width_, DisplayWidth(row.label));
    }
    const int longest = std::clamp(style.width / 4, kShortestLabel, kLongestLabel);
    label_width_ = kIndent + std::clamp(label_width_, kShortestLabel, longest) + kGap;
    cell_width_ = std::max(kNarrowestCell, WidestCell() + 1);
    mark_width_ =
        std::max<int>(3, static_cast<int>(absl::StrCat(timeline.entries.size()).size()) + 1);
    fitting_ = std::max(1, (style.width - label_width_) / cell_width_);
  }

  std::string Draw() {
    const int columns = static_cast<int>(timeline_.columns.size());
    if (timeline_.shown_in) {
      absl::StrAppend(&text_,
                      Wrap(absl::StrCat("Times are ", ZonesOf(timeline_), "."), 0, style_.width));
    }
    for (int begin = 0; begin < columns;) {
      const int end = BlockEnd(begin, columns);
      DrawHeader(begin, end);
      for (const TimelineRow& row : timeline_.rows) DrawRow(row, begin, end);
      text_ += '\n';
      begin = end;
    }
    DrawLegend();
    return std::move(text_);
  }

 private:
  struct Cell {
    std::string text = ".";
    KindStyle style = {'.', nullptr};
  };

  absl::CivilDay DayOf(int column) const {
    return absl::CivilDay(timeline_.columns[static_cast<size_t>(column)].start);
  }

  // Where the block that begins there ends.
  int BlockEnd(int begin, int columns) const {
    if (columns <= fitting_) return columns;
    int end = columns;
    if (timeline_.unit == TimelineUnit::kHour) {
      for (end = begin; end < columns && DayOf(end) == DayOf(begin);) ++end;
      // The same for each block of the day, so that they are of about one width.
      int first = begin;
      while (first > 0 && DayOf(first - 1) == DayOf(begin)) --first;
      const int blocks = (end - first + fitting_ - 1) / fitting_;
      return std::min(end, begin + (end - first + blocks - 1) / blocks);
    }
    const bool by_week = timeline_.unit == TimelineUnit::kDay && fitting_ >= 7;
    return std::min(end, begin + (by_week ? fitting_ / 7 * 7 : fitting_));
  }

  // What stands in the upper line, where a new one begins: the day of hours, the month of
  // days and weeks, the year of months.
  std::string UpperLabel(int column) const {
    const char* pattern = "";
    if (timeline_.unit == TimelineUnit::kHour) pattern = "%a %Y-%m-%d";
    if (timeline_.unit == TimelineUnit::kDay) pattern = "%b %Y";
    if (timeline_.unit == TimelineUnit::kWeek) pattern = "%b %Y";
    if (timeline_.unit == TimelineUnit::kMonth) pattern = "%Y";
    return Formatted(pattern, column);
  }

  std::string Formatted(const char* pattern, int column) const {
    return absl::FormatTime(pattern, absl::FromCivil(DayOf(column), absl::UTCTimeZone()),
                            absl::UTCTimeZone());
  }

  void DrawHeader(int begin, int end) {
    std::string upper;
    for (int column = begin, next = begin; column < end; column = next) {
      const std::string label = UpperLabel(column);
      while (next < end && UpperLabel(next) == label) ++next;
      // A label that would cover where the next one begins is left out: that one is of more.
      const bool fits = next == end || DisplayWidth(label) < (next - column) * cell_width_;
      if (fits) upper = absl::StrCat(PadToWidth(upper, (column - begin) * cell_width_), label);
    }
    AddLine("", upper);
    if (timeline_.unit == TimelineUnit::kDay) {
      AddLine("", Cells(begin, end, [this](int column) { return Formatted("%a", column); }));
    }
    AddLine("", Cells(begin, end, [this](int column) { return ColumnName(timeline_, column); }));
    if (timeline_.unit == TimelineUnit::kWeek) {
      AddLine("", Cells(begin, end, [this](int column) { return Formatted("%e", column); }));
    }
  }

  template <class Label>
  std::string Cells(int begin, int end, Label label) const {
    std::string cells;
    for (int column = begin; column < end; ++column) {
      cells += PadToWidth(label(column), cell_width_);
    }
    return cells;
  }

  void DrawRow(const TimelineRow& row, int begin, int end) {
    if (row.heading) {
      absl::StrAppend(&text_, CutToWidth(row.label, style_.width), "\n");
      return;
    }
    std::string cells;
    for (int column = begin; column < end; ++column) {
      const Cell cell = CellOf(row, column);
      if (cell.style.color == nullptr) {
        cells += PadToWidth(cell.text, cell_width_);
      } else {
        absl::StrAppend(&cells, Colored(cell.style, PadToWidth(cell.text, cell_width_ - 1)), " ");
      }
    }
    AddLine(std::string(kIndent, ' ') + row.label, cells);
  }

  Cell CellOf(const TimelineRow& row, int column) const {
    const auto uses = UsesIn(timeline_, row, column);
    if (uses.empty()) {
      const bool skipped = SkipsColumn(row, timeline_.columns[static_cast<size_t>(column)]);
      return {skipped ? kSkipped : ".", {'.', nullptr}};
    }
    const TimelineUse& first = uses.front();
    const KindStyle style = first.open ? StyleOf(timeline_.entries[first.entry].kind) : kSetUp;
    return {absl::StrCat(std::string(1, style.mark), first.entry + 1, uses.size() > 1 ? "+" : ""),
            style};
  }

  // Looks at all cells once before they are drawn.
  int WidestCell() {
    int widest = 0;
    for (int column = 0; column < static_cast<int>(timeline_.columns.size()); ++column) {
      widest = std::max(widest, DisplayWidth(ColumnName(timeline_, column)));
      for (const TimelineRow& row : timeline_.rows) {
        if (row.heading) continue;
        const std::string text = CellOf(row, column).text;
        widest = std::max(widest, DisplayWidth(text));
        skips_ |= text == kSkipped;
      }
    }
    return widest;
  }

  std::string Colored(const KindStyle& kind, absl::string_view text) const {
    if (!style_.color) return std::string(text);
    return absl::StrCat(kind.color, text, "\x1b[0m");
  }

  // Blanks at the end of a line say nothing and wrap on narrow screens.
  void AddLine(absl::string_view label, std::string cells) {
    cells.erase(cells.find_last_not_of(' ') + 1);
    std::string line(label);
    if (!cells.empty()) {
      line = PadToWidth(Anchored(CutToWidth(label, label_width_ - kGap)), label_width_) + cells;
    }
    if (!line.empty()) absl::StrAppend(&text_, line, "\n");
  }

  // The times of the entry, one a line, the first with its mark and title, which stands
  // above where there is too little room behind; below each from when to when it is in use.
  void AddEntry(const TimelineEntry& entry, size_t number, int times_width) {
    const KindStyle kind = StyleOf(entry.kind);
    std::string mark = absl::StrCat(std::string(1, kind.mark), number);
    std::string title = ShownTitle(entry);
    const int room = style_.width - mark_width_ - 1;
    const auto add = [&](absl::string_view text) {
      absl::StrAppend(&text_, Colored(kind, PadToWidth(mark, mark_width_)), " ",
                      CutToWidth(text, room), "\n");
      mark.clear();
    };
    if (room - times_width < kLeastRoomForTitle) add(std::exchange(title, ""));
    for (size_t i = 0; i < ListedTimes(timeline_, entry); ++i) {
      const TimelineStretch& stretch = entry.stretches[i];
      const std::string times = TimesOf(stretch, several_zones_);
      const std::string behind = std::exchange(title, "");
      add(behind.empty() ? times : absl::StrCat(PadToWidth(times, times_width), "  ", behind));
      if (const std::string use = UseOf(stretch); !use.empty()) add(use);
    }
    if (const std::string more = MoreTimes(timeline_, entry); !more.empty()) add(more);
  }

  // Of the first lines, so that titles stand below one another.
  int TimesWidth() const {
    int width = 0;
    for (const TimelineEntry& entry : timeline_.entries) {
      width = std::max(width, DisplayWidth(TimesOf(entry.stretches.front(), several_zones_)));
    }
    return width;
  }

  void DrawLegend() {
    if (timeline_.entries.empty()) {
      text_ += "Everything is free.\n";
      return;
    }
    const int times_width = TimesWidth();
    for (size_t i = 0; i < timeline_.entries.size(); ++i) {
      AddEntry(timeline_.entries[i], i + 1, times_width);
    }
    absl::StrAppend(
        &text_, "\n",
        Wrap("# confirmed, : set-up or tear-down, x closed, ? hold, . free, + more than "
             "one",
             0, style_.width),
        "Times are ", ZonesOf(timeline_), ", as announced.\n");
    const auto again = [](const TimelineColumn& column) { return column.again; };
    if (std::any_of(timeline_.columns.begin(), timeline_.columns.end(), again)) {
      text_ += "The clocks show the hours with a b a second time.\n";
    }
    if (skips_) text_ += "What is marked with - the clocks there do not show.\n";
  }

  const Timeline& timeline_;
  const TimelineStyle& style_;
  const bool several_zones_;
  int cell_width_ = kNarrowestCell;
  int mark_width_ = 3;
  int label_width_ = 0;
  // Whether the clocks of some row skip a column.
  bool skips_ = false;
  // How many columns fit the width.
  int fitting_ = 1;
  std::string text_;
};

}  // namespace

std::string DrawTimeline(const Timeline& timeline, const TimelineStyle& style) {
  return Drawing(timeline, style).Draw();
}

}  // namespace taqvim::cli
