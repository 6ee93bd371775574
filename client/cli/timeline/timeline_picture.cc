#include "client/cli/timeline/timeline_picture.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/text/text.h"
#include "client/cli/timeline/timeline_words.h"

namespace taqvim::cli {
namespace {

constexpr size_t kMostDaysTogether = 14;
// A year has 53 or 54, of which the first and the last may be parts.
constexpr int kWeeksOfAPanel = 27;
// How much of the width of a panel a label gets for sure, if it wants that much.
constexpr double kSureLabel = 0.25;
constexpr double kNoise = 1e-9;

double WantedBy(absl::string_view label) { return (TextWidth(label) + 12) / kPanelWidth; }

class Layout {
 public:
  explicit Layout(const Timeline& timeline)
      : timeline_(timeline), several_zones_(HasSeveralZones(timeline)) {}

  std::vector<PicturePanel> Panels() {
    std::vector<PicturePanel> panels;
    const int columns = static_cast<int>(timeline_.columns.size());
    for (int begin = 0; begin < columns;) {
      int end = begin + 1;
      while (end < columns && !Parts(begin, end)) ++end;
      panels.push_back(Panel(begin, end));
      begin = end;
    }
    return panels;
  }

 private:
  absl::CivilHour StartOf(int column) const {
    return timeline_.columns[static_cast<size_t>(column)].start;
  }

  // Whether a panel that begins with one column ends before the other.
  bool Parts(int begin, int column) const {
    switch (timeline_.unit) {
      case TimelineUnit::kHour:
        return absl::CivilDay(StartOf(column)) != absl::CivilDay(StartOf(column - 1));
      case TimelineUnit::kDay:
        return timeline_.columns.size() > kMostDaysTogether &&
               absl::GetWeekday(absl::CivilDay(StartOf(column))) == absl::Weekday::monday;
      case TimelineUnit::kWeek:
        return column - begin == kWeeksOfAPanel;
      case TimelineUnit::kMonth:
        return absl::CivilYear(StartOf(column)) != absl::CivilYear(StartOf(column - 1));
      default:
        return false;
    }
  }

  PicturePanel Panel(int begin, int end) const {
    PicturePanel panel;
    panel.title = DaysOf(timeline_, begin, end);
    for (int column = begin; column < end; ++column) panel.ticks.push_back(Tick(column, begin));
    for (const TimelineRow& row : timeline_.rows) panel.rows.push_back(Row(row, begin, end));
    return panel;
  }

  PictureTick Tick(int column, int begin) const {
    const absl::CivilDay day(StartOf(column));
    const auto format = [&](const char* pattern) {
      return absl::FormatTime(pattern, absl::FromCivil(day, absl::UTCTimeZone()),
                              absl::UTCTimeZone());
    };
    PictureTick tick = {Unpadded(ColumnName(timeline_, column)), "", false};
    if (timeline_.unit == TimelineUnit::kDay) {
      const absl::Weekday weekday = absl::GetWeekday(day);
      tick.weekend = weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
      tick.detail = format("%a");
    }
    if (timeline_.unit == TimelineUnit::kWeek) {
      const bool begins_month = column == begin || day.month() != StartOf(column - 1).month();
      tick.detail = Unpadded(format(begins_month ? "%e %b" : "%e"));
    }
    return tick;
  }

  PictureRow Row(const TimelineRow& row, int begin, int end) const {
    PictureRow drawn;
    drawn.label = row.label;
    drawn.heading = row.heading;
    for (int column = begin; column < end; ++column) {
      const TimelineColumn& one = timeline_.columns[static_cast<size_t>(column)];
      drawn.skips.push_back(!row.heading && SkipsColumn(row, one));
    }
    for (const TimelineBar& bar : row.bars) {
      if (auto one = Bar(row, bar, begin, end)) drawn.bars.push_back(*std::move(one));
    }
    std::stable_sort(drawn.bars.begin(), drawn.bars.end(),
                     [](const PictureBar& a, const PictureBar& b) { return a.start < b.start; });
    drawn.lanes = SetLanes(Groups(&drawn.bars));
    return drawn;
  }

  // The place in the panel of a moment at which something begins, or ends: 0 before it, 1
  // after it. They differ where the zone has no time for a column between.
  double PlaceOf(absl::Time time, bool begins, absl::TimeZone zone, int begin, int end) const {
    double place = 0;
    for (int column = begin; column < end; ++column) {
      const auto span = SpanOf(timeline_.columns[static_cast<size_t>(column)], zone);
      if (!span) continue;
      const bool before = begins ? time < span->start : time <= span->start;
      if (before) break;
      const double part = absl::FDivDuration(time - span->start, span->end - span->start);
      place = column - begin + std::min(part, 1.0);
    }
    return place / (end - begin);
  }

  // Of the first and the last of the columns that the zone has; it has one with a bar in it.
  absl::Time BeginningOf(int begin, int end, absl::TimeZone zone) const {
    for (int column = begin; column < end; ++column) {
      const auto span = SpanOf(timeline_.columns[static_cast<size_t>(column)], zone);
      if (span) return span->start;
    }
    return absl::InfinitePast();
  }
  absl::Time EndOf(int begin, int end, absl::TimeZone zone) const {
    for (int column = end - 1; column >= begin; --column) {
      const auto span = SpanOf(timeline_.columns[static_cast<size_t>(column)], zone);
      if (span) return span->end;
    }
    return absl::InfiniteFuture();
  }

  std::optional<PictureBar> Bar(const TimelineRow& row, const TimelineBar& bar, int begin,
                                int end) const {
    const TimelineStretch& stretch = bar.stretch;
    const auto place = [&](absl::Time time, bool begins) {
      return PlaceOf(time, begins, stretch.zone, begin, end);
    };
    PictureBar drawn;
    drawn.entry = bar.entry;
    drawn.start = place(stretch.start, true);
    drawn.end = place(stretch.end, false);
    if (drawn.start >= drawn.end) return std::nullopt;
    drawn.from_before = stretch.start < BeginningOf(begin, end, stretch.zone);
    drawn.goes_on = EndOf(begin, end, stretch.zone) < stretch.end;
    drawn.opens = std::clamp(place(stretch.opens(), true), drawn.start, drawn.end);
    drawn.closes = std::clamp(place(stretch.closes(), false), drawn.opens, drawn.end);
    drawn.label = LabelOf(bar);
    drawn.name = NameOf(row, bar);
    return drawn;
  }

  std::string TitleOf(const TimelineBar& bar) const {
    return ShownTitle(timeline_.entries[bar.entry]);
  }

  // In days and weeks, which do not show it, with the hour.
  std::string LabelOf(const TimelineBar& bar) const {
    const bool shows_hours = timeline_.unit == TimelineUnit::kHour;
    const std::string opening = shows_hours ? "" : OpeningOf(bar.stretch);
    return opening.empty() ? TitleOf(bar) : absl::StrCat(opening, " ", TitleOf(bar));
  }

  std::string NameOf(const TimelineRow& row, const TimelineBar& bar) const {
    const std::string use = Unpadded(UseOf(bar.stretch));
    return absl::StrCat(TitleOf(bar), "; ", row.label, "; ",
                        Unpadded(TimesOf(bar.stretch, several_zones_)), use.empty() ? "" : ", ",
                        use, "; ", KindWord(timeline_.entries[bar.entry].kind));
  }

  // Bars that are on one line, in order, and from where to where that is taken by them and
  // their label, which one of them has.
  struct Group {
    std::vector<PictureBar*> bars;
    double start = 0;
    double end = 0;
    PictureBar* labelled = nullptr;
  };

  std::vector<Group> Groups(std::vector<PictureBar>* bars) const {
    const bool joins =
        timeline_.unit != TimelineUnit::kHour && timeline_.unit != TimelineUnit::kDay;
    std::vector<Group> groups;
    for (PictureBar& bar : *bars) {
      const auto same = [&](const Group& group) {
        return joins && group.bars.back()->entry == bar.entry &&
               group.bars.back()->end <= bar.start + kNoise;
      };
      auto found = std::find_if(groups.begin(), groups.end(), same);
      if (found == groups.end()) found = groups.insert(groups.end(), Group());
      found->bars.push_back(&bar);
    }
    for (Group& group : groups) PlaceLabel(&group);
    std::stable_sort(groups.begin(), groups.end(),
                     [](const Group& a, const Group& b) { return a.start < b.start; });
    return groups;
  }

  // On what is announced if it fits there, or if that is long; else behind the last bar, or
  // before the first where the panel ends; and if there is no room at all, cut.
  static void PlaceLabel(Group* group) {
    PictureBar& first = *group->bars.front();
    PictureBar& last = *group->bars.back();
    const std::string label = first.label;
    const double wanted = std::min(WantedBy(label), kSureLabel);
    for (PictureBar* bar : group->bars) bar->label.clear();
    group->labelled = &first;
    first.label_start = first.opens;
    first.label_end = first.closes;
    if (first.label_end - first.label_start < wanted) {
      if (last.end + wanted <= 1) {
        group->labelled = &last;
        last.label_start = last.end;
        last.label_end = last.end + wanted;
      } else if (first.start >= wanted) {
        first.label_before = true;
        first.label_start = first.start - wanted;
        first.label_end = first.start;
      }
    }
    group->labelled->label = label;
    group->start = std::min(first.start, group->labelled->label_start);
    group->end = std::max(last.end, group->labelled->label_end);
  }

  // Puts each group on the first line that is free where it is, and lets labels have what is
  // free behind them. Returns how many lines there are.
  static int SetLanes(std::vector<Group> groups) {
    std::vector<Group*> last;
    for (Group& group : groups) {
      const auto is_free = [&](const Group* before) { return before->end <= group.start + kNoise; };
      const auto lane = std::find_if(last.begin(), last.end(), is_free);
      for (PictureBar* bar : group.bars) bar->lane = static_cast<int>(lane - last.begin());
      if (lane == last.end()) {
        last.push_back(&group);
        continue;
      }
      Extend(**lane, group.start);
      *lane = &group;
    }
    for (const Group* group : last) Extend(*group, 1);
    return std::max<int>(1, static_cast<int>(last.size()));
  }

  // Only what stands behind its bars has room to grow.
  static void Extend(const Group& group, double free_until) {
    PictureBar& bar = *group.labelled;
    if (bar.label_start < bar.end) return;
    const double wanted = bar.label_start + WantedBy(bar.label);
    bar.label_end = std::max(bar.label_end, std::min(free_until, wanted));
  }

  const Timeline& timeline_;
  const bool several_zones_;
};

}  // namespace

double TextWidth(absl::string_view text) {
  constexpr double kColumn = 6.6, kWider = 0.9, kNarrower = -0.2;
  double width = kColumn * DisplayWidth(text);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0xc0) continue;
    // In UTF-8 the letters of Hebrew and Arabic begin so.
    width += byte >= 0xd6 && byte <= 0xdf ? kNarrower : kWider;
  }
  return width;
}

std::vector<PicturePanel> LayOut(const Timeline& timeline) { return Layout(timeline).Panels(); }

std::string PictureTitle(const Timeline& timeline) {
  return timeline.title.empty() ? "All venues" : timeline.title;
}

}  // namespace taqvim::cli
