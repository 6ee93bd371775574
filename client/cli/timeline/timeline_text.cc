#include "client/cli/timeline/timeline_text.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

constexpr int kIndent = 2;
constexpr int kGap = 2;
constexpr int kShortestLabel = 10;
constexpr int kLongestLabel = 32;

struct KindStyle {
  char mark;
  const char* color;
};

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

class Drawing {
 public:
  Drawing(const Timeline& timeline, const TimelineStyle& style)
      : timeline_(timeline), style_(style) {
    // A mark, the number, and a plus or a blank.
    cell_width_ = std::max<int>(4, absl::StrCat(timeline.entries.size()).size() + 2);
    for (const TimelineRow& row : timeline.rows) {
      if (!row.heading) label_width_ = std::max(label_width_, DisplayWidth(row.label));
    }
    label_width_ = kIndent + std::clamp(label_width_, kShortestLabel, kLongestLabel) + kGap;
    block_columns_ = std::max(1, (style.width - label_width_) / cell_width_);
    for (const TimelineEntry& entry : timeline.entries) {
      for (const TimelineStretch& stretch : entry.stretches) zones_.insert(stretch.zone.name());
    }
    several_zones_ = zones_.size() > 1;
  }

  std::string Draw() {
    for (int column = 0; column < timeline_.columns; column += block_columns_) {
      const int end = std::min(timeline_.columns, column + block_columns_);
      DrawHeader(column, end);
      for (const TimelineRow& row : timeline_.rows) DrawRow(row, column, end);
      text_ += '\n';
    }
    DrawLegend();
    return std::move(text_);
  }

 private:
  // What stands above the column in the upper line: the month, or the day, where
  // a new one begins.
  std::string UpperLabel(int column) const {
    const absl::CivilHour start = ColumnStart(timeline_, column);
    const absl::Time time = absl::FromCivil(start, absl::UTCTimeZone());
    return absl::FormatTime(timeline_.unit == TimelineUnit::kDay ? "%b %Y" : "%a %e %b %Y", time,
                            absl::UTCTimeZone());
  }

  std::string LowerLabel(int column) const {
    const absl::CivilHour start = ColumnStart(timeline_, column);
    if (timeline_.unit == TimelineUnit::kHour) return absl::StrFormat("%02d", start.hour());
    return absl::StrFormat("%2d", start.day());
  }

  std::string Weekday(int column) const {
    const absl::CivilDay day(ColumnStart(timeline_, column));
    return absl::FormatTime("%a", absl::FromCivil(day, absl::UTCTimeZone()), absl::UTCTimeZone());
  }

  void DrawHeader(int begin, int end) {
    std::string upper;
    for (int column = begin; column < end; ++column) {
      const std::string label = UpperLabel(column);
      const bool same = column > begin && label == UpperLabel(column - 1);
      const int offset = (column - begin) * cell_width_;
      // A label that the one before it still covers is left out.
      if (!same && DisplayWidth(upper) <= offset)
        upper = absl::StrCat(PadToWidth(upper, offset), label, " ");
    }
    AddLine("", upper);
    if (timeline_.unit == TimelineUnit::kDay) {
      AddLine("", Cells(begin, end, [this](int column) { return Weekday(column); }));
    }
    AddLine("", Cells(begin, end, [this](int column) { return LowerLabel(column); }));
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
    for (int column = begin; column < end; ++column) cells += Cell(row, column);
    AddLine(std::string(kIndent, ' ') + row.label, cells);
  }

  std::string Cell(const TimelineRow& row, int column) const {
    const auto entries = EntriesIn(timeline_, row, column);
    if (entries.empty()) return PadToWidth(".", cell_width_);
    const KindStyle kind = StyleOf(timeline_.entries[entries.front()].kind);
    std::string cell = absl::StrCat(std::string(1, kind.mark), entries.front() + 1);
    if (entries.size() > 1) cell += '+';
    return Colored(kind, PadToWidth(cell, cell_width_ - 1)) + ' ';
  }

  std::string Colored(const KindStyle& kind, absl::string_view text) const {
    if (!style_.color) return std::string(text);
    return absl::StrCat(kind.color, text, "\x1b[0m");
  }

  // Blanks at the end of a line say nothing and wrap on narrow screens.
  void AddLine(absl::string_view label, std::string cells) {
    cells.erase(cells.find_last_not_of(' ') + 1);
    std::string line =
        cells.empty() ? std::string(label)
                      : PadToWidth(CutToWidth(label, label_width_ - kGap), label_width_) + cells;
    if (!line.empty()) absl::StrAppend(&text_, line, "\n");
  }

  // The stretch as people write it, and where its clocks are if these are not all
  // the same.
  std::string Times(const TimelineStretch& stretch) const {
    if (stretch.end == absl::InfiniteFuture()) {
      return absl::StrCat(Format("from %a %e %b %Y", stretch.start, stretch), ", permanent",
                          several_zones_ ? Where("", stretch) : "");
    }
    const absl::CivilSecond start = absl::ToCivilSecond(stretch.start, stretch.zone);
    const absl::CivilSecond end = absl::ToCivilSecond(stretch.end, stretch.zone);
    const bool whole_days = start == absl::CivilDay(start) && end == absl::CivilDay(end);
    return whole_days ? Days(stretch, absl::CivilDay(end) - 1) : Hours(stretch);
  }

  std::string Days(const TimelineStretch& stretch, absl::CivilDay last) const {
    const std::string where = several_zones_ ? Where("", stretch) : "";
    if (last == absl::ToCivilDay(stretch.start, stretch.zone)) {
      return Format("%a %e %b %Y", stretch.start, stretch) + where;
    }
    return absl::StrCat(Format("%e %b %Y", stretch.start, stretch), " - ",
                        Format("%e %b %Y", absl::FromCivil(last, stretch.zone), stretch), where);
  }

  // With the offsets of both ends where the clocks are changed between them.
  std::string Hours(const TimelineStretch& stretch) const {
    const std::string before = Format("UTC%Ez", stretch.start, stretch);
    const std::string after = Format("UTC%Ez", stretch.end, stretch);
    return absl::StrCat(Format("%a %e %b %Y %H:%M", stretch.start, stretch),
                        before == after ? "" : absl::StrCat(" (", before, ")"), " - ",
                        EndOf(stretch), Where(after, stretch));
  }

  static std::string EndOf(const TimelineStretch& stretch) {
    const absl::CivilDay day = absl::ToCivilDay(stretch.start, stretch.zone);
    const absl::CivilSecond end = absl::ToCivilSecond(stretch.end, stretch.zone);
    if (end == day + 1) return "24:00";
    return Format(absl::CivilDay(end) == day ? "%H:%M" : "%a %e %b %H:%M", stretch.end, stretch);
  }

  std::string Where(absl::string_view offset, const TimelineStretch& stretch) const {
    const std::string zone = several_zones_ ? stretch.zone.name() : "";
    return absl::StrCat(" (", offset, offset.empty() || zone.empty() ? "" : ", ", zone, ")");
  }

  static std::string Format(const char* pattern, absl::Time time, const TimelineStretch& stretch) {
    return absl::FormatTime(pattern, time, stretch.zone);
  }

  // The times of the entry, one a line, the first with its mark and title.
  void AddEntry(const TimelineEntry& entry, size_t number, int times_width) {
    const KindStyle kind = StyleOf(entry.kind);
    std::string mark = absl::StrCat(std::string(1, kind.mark), number);
    std::string title = "  " + (entry.title.empty() ? entry.name : entry.title);
    for (const TimelineStretch& stretch : entry.stretches) {
      const std::string times = Times(stretch);
      const std::string text = title.empty() ? times : PadToWidth(times, times_width) + title;
      absl::StrAppend(&text_, Colored(kind, PadToWidth(mark, cell_width_ - 1)), " ",
                      CutToWidth(text, style_.width - cell_width_), "\n");
      mark.clear();
      title.clear();
    }
  }

  void DrawLegend() {
    if (timeline_.entries.empty()) {
      text_ += "Everything is free.\n";
      return;
    }
    int times_width = 0;
    for (const TimelineEntry& entry : timeline_.entries) {
      times_width = std::max(times_width, DisplayWidth(Times(entry.stretches.front())));
    }
    for (size_t i = 0; i < timeline_.entries.size(); ++i) {
      AddEntry(timeline_.entries[i], i + 1, times_width);
    }
    absl::StrAppend(
        &text_, "\n# confirmed   x closed   ? hold   . free   + more than one\nTimes are ",
        several_zones_ ? "those of each place" : absl::StrCat("local (", *zones_.begin(), ")"),
        " and include set-up and tear-down.\n");
  }

  const Timeline& timeline_;
  const TimelineStyle& style_;
  int cell_width_ = 4;
  int label_width_ = 0;
  int block_columns_ = 1;
  // Of what is drawn.
  std::set<std::string> zones_;
  bool several_zones_ = false;
  std::string text_;
};

}  // namespace

std::string DrawTimeline(const Timeline& timeline, const TimelineStyle& style) {
  return Drawing(timeline, style).Draw();
}

}  // namespace taqvim::cli
