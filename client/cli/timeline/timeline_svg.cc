#include "client/cli/timeline/timeline_svg.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/cli/text/text.h"
#include "client/cli/timeline/timeline_picture.h"
#include "client/cli/timeline/timeline_words.h"
#include "client/markup/direction.h"
#include "client/markup/markup_writer.h"

namespace taqvim::cli {
namespace {

using markup::BeginsRightToLeft;
using markup::Decimal;
using markup::MarkupWriter;

// All in units of the picture, which are pixels unless it is scaled.
constexpr double kMargin = 16;
constexpr double kTrackStart = 216;
constexpr double kTrackEnd = kTrackStart + kPanelWidth;
constexpr double kWidth = kTrackEnd + kMargin;
constexpr double kLane = 24;
constexpr double kBar = 20;
constexpr double kRowGap = 6;
constexpr double kHeading = 24;
constexpr double kTitleHeight = 40;
constexpr double kLegendHeight = 34;
constexpr double kPanelTitle = 30;
constexpr double kTickHeight = 18;
constexpr double kPanelGap = 22;
constexpr double kFoot = 28;
constexpr double kShortest = 3;

constexpr char kSvgStyle[] = R"(
:root { --page: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d8dee4; --band: #f3f5f7;
  --sure: #a9dcbc; --sure-line: #2b7a50; --sure-pale: #eaf6ee; --hold: #fff2c8; --hold-line: #8f6400;
  --shut: #d5d9df; --shut-line: #6b737d; }
@media screen and (prefers-color-scheme: dark) { :root { --page: #15181c; --ink: #e8ebef;
  --soft: #a5aeb8; --line: #343a41; --band: #1e2328; --sure: #1f6041; --sure-line: #6fd09b;
  --sure-pale: #1b2b23; --hold: #45370d; --hold-line: #e0b23c; --shut: #3b4149; --shut-line: #98a1ab; } }
text { font: 12px system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; fill: var(--ink); }
.page { fill: var(--page); }
.title { font-size: 20px; font-weight: 600; }
.days { font-size: 15px; font-weight: 600; }
.tick, .note { fill: var(--soft); }
.tick { text-anchor: middle; font-size: 11px; }
.band { fill: var(--band); }
.skipped { fill: var(--shut); opacity: 0.6; }
.place { font-weight: 600; }
.line { stroke: var(--line); stroke-width: 1; }
.stripe { stroke-width: 2; opacity: 0.55; }
.confirmed .stripe { stroke: var(--sure-line); } .hold .stripe { stroke: var(--hold-line); }
.confirmed .pale { fill: var(--sure-pale); } .hold .pale { fill: var(--page); }
.confirmed .open { fill: var(--sure); } .confirmed .frame { stroke: var(--sure-line); }
.hold .open { fill: var(--hold); } .hold .frame { stroke: var(--hold-line); stroke-dasharray: 4 3; }
.closed .open { fill: var(--shut); } .closed .frame { stroke: var(--shut-line); }
.confirmed .point { fill: var(--sure-line); } .hold .point { fill: var(--hold-line); }
.closed .point { fill: var(--shut-line); }
.confirmed .edge { fill: url(#set-up-confirmed); } .hold .edge { fill: url(#set-up-hold); }
.closed .edge { fill: var(--shut); }
.frame { fill: none; stroke-width: 1.25; }
)";

class SvgDrawing {
 public:
  explicit SvgDrawing(const Timeline& timeline) : timeline_(timeline), panels_(LayOut(timeline)) {}

  std::string Draw() {
    const double height = Height();
    const std::string title = absl::StrCat(PictureTitle(timeline_), ", ", Days(), Chosen());
    out_.Verbatim("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out_.Open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                      {"width", Decimal(kWidth)},
                      {"height", Decimal(height)},
                      {"viewBox", absl::StrCat("0 0 ", Decimal(kWidth), " ", Decimal(height))},
                      {"role", "graphics-document"},
                      {"lang", "en"}});
    out_.Element("title", {}, title);
    out_.Open("style").Verbatim(kSvgStyle).Close();
    AddPatterns();
    out_.Empty("rect", {{"class", "page"}, {"width", "100%"}, {"height", "100%"}});
    AddText("title", kMargin, kWidth - kMargin, y_ + 28, title, 100);
    y_ += kTitleHeight;
    AddLegend();
    for (const PicturePanel& panel : panels_) AddPanel(panel);
    AddText("note", kMargin, kWidth - kMargin, y_ + 10,
            absl::StrCat("Times are ", ZonesOf(timeline_), "."), 170);
    return std::move(out_).Finish();
  }

 private:
  std::string Days() const {
    return DaysOf(timeline_, 0, static_cast<int>(timeline_.columns.size()));
  }

  // The zone that the reader chose.
  std::string Chosen() const {
    return timeline_.shown_in ? absl::StrCat(", by the clocks of ", timeline_.shown_in->name())
                              : "";
  }
  static bool HasDetails(const PicturePanel& panel) { return !panel.ticks[0].detail.empty(); }

  static double HeightOf(const PictureRow& row) {
    return row.heading ? kHeading : row.lanes * kLane + kRowGap;
  }

  static double HeightOf(const PicturePanel& panel) {
    double height = kPanelTitle + kTickHeight * (HasDetails(panel) ? 2 : 1) + kPanelGap;
    for (const PictureRow& row : panel.rows) height += HeightOf(row);
    return height;
  }

  double Height() const {
    double height = kTitleHeight + kLegendHeight + kFoot;
    for (const PicturePanel& panel : panels_) height += HeightOf(panel);
    return height;
  }

  void AddPatterns() {
    out_.Open("defs");
    for (const char* kind : {"confirmed", "hold"}) {
      out_.Open("pattern", {{"id", absl::StrCat("set-up-", kind)},
                            {"class", kind},
                            {"width", "7"},
                            {"height", "7"},
                            {"patternUnits", "userSpaceOnUse"},
                            {"patternTransform", "rotate(45)"}});
      out_.Empty("rect", {{"class", "pale"}, {"width", "7"}, {"height", "7"}});
      out_.Empty("line", {{"class", "stripe"}, {"x1", "1"}, {"y1", "0"}, {"x2", "1"}, {"y2", "7"}});
      out_.Close();
    }
    out_.Close();
  }

  // At which end of its room a text is.
  enum class Side { kAsWritten, kLeft, kRight };

  // A text between two places, cut to so many columns; unless a side is said, it is at the
  // one from which it is written.
  void AddText(const char* kind, double left, double right, double base, absl::string_view text,
               int columns, Side side = Side::kAsWritten) {
    const bool rtl = BeginsRightToLeft(text);
    const bool at_right = side == Side::kAsWritten ? rtl : side == Side::kRight;
    MarkupWriter::Attributes attributes = {
        {"class", kind}, {"x", Decimal(at_right ? right : left)}, {"y", Decimal(base)}};
    if (rtl) attributes.emplace_back("direction", "rtl");
    if (rtl != at_right) attributes.emplace_back("text-anchor", "end");
    out_.Element("text", attributes, CutToWidth(text, columns));
  }

  void AddRect(const char* kind, double x, double y, double width, double height,
               bool round = false) {
    MarkupWriter::Attributes attributes = {{"class", kind},
                                           {"x", Decimal(x)},
                                           {"y", Decimal(y)},
                                           {"width", Decimal(width)},
                                           {"height", Decimal(height)}};
    if (round) attributes.emplace_back("rx", "3");
    out_.Empty("rect", attributes);
  }

  void AddLine(double x1, double y1, double x2, double y2) {
    out_.Empty("line", {{"class", "line"},
                        {"x1", Decimal(x1)},
                        {"y1", Decimal(y1)},
                        {"x2", Decimal(x2)},
                        {"y2", Decimal(y2)}});
  }

  void AddLegend() {
    double x = kMargin;
    const auto add = [&](const char* kind, const char* part, const char* words, double width) {
      out_.Open("g", {{"class", kind}});
      AddRect(part, x, y_, 28, 14, true);
      AddRect("frame", x, y_, 28, 14, true);
      AddText("note", x + 36, x + width, y_ + 11, words, 40);
      out_.Close();
      x += width;
    };
    add("confirmed", "open", "confirmed", 130);
    add("confirmed", "edge", "set-up or tear-down", 180);
    add("hold", "open", "hold", 100);
    add("closed", "open", "closed", 110);
    y_ += kLegendHeight;
  }

  void AddPanel(const PicturePanel& panel) {
    out_.Open("g");
    AddText("days", kMargin, kTrackEnd, y_ + 18, panel.title, 100);
    y_ += kPanelTitle;
    const double top = y_ + kTickHeight * (HasDetails(panel) ? 2 : 1);
    double bottom = top;
    for (const PictureRow& row : panel.rows) bottom += HeightOf(row);
    AddTicks(panel, top, bottom);
    y_ = top;
    for (const PictureRow& row : panel.rows) AddRow(row);
    AddLine(kMargin, y_, kTrackEnd, y_);
    y_ += kPanelGap;
    out_.Close();
  }

  void AddTicks(const PicturePanel& panel, double top, double bottom) {
    const double width = kPanelWidth / static_cast<double>(panel.ticks.size());
    for (size_t i = 0; i < panel.ticks.size(); ++i) {
      const PictureTick& tick = panel.ticks[i];
      const double x = kTrackStart + width * static_cast<double>(i);
      if (tick.weekend) AddRect("band", x, y_, width, bottom - y_);
      double base = y_ + 12;
      if (!tick.detail.empty()) {
        AddText("tick", x + width / 2, 0, base, tick.detail, 10);
        base += kTickHeight;
      }
      AddText("tick", x + width / 2, 0, base, tick.name, 10);
      AddLine(x, top - 4, x, bottom);
    }
    AddLine(kTrackEnd, top - 4, kTrackEnd, bottom);
  }

  void AddRow(const PictureRow& row) {
    const double height = HeightOf(row);
    if (row.heading) {
      AddRect("band", kMargin, y_, kTrackEnd - kMargin, height);
      AddText("place", kMargin + 6, kTrackEnd - 6, y_ + 16, row.label, 150);
      y_ += height;
      return;
    }
    AddLine(kMargin, y_, kTrackEnd, y_);
    AddText("hall", kMargin + 6, kTrackStart - 8, y_ + 18, row.label, 29);
    AddSkipped(row, height);
    for (const PictureBar& bar : row.bars) AddBar(bar, y_ + kRowGap / 2 + bar.lane * kLane + 2);
    y_ += height;
  }

  void AddSkipped(const PictureRow& row, double height) {
    const double width = kPanelWidth / static_cast<double>(row.skips.size());
    for (size_t i = 0; i < row.skips.size(); ++i) {
      if (!row.skips[i]) continue;
      out_.Open("g").Element("title", {}, "The clocks here do not show this time.");
      AddRect("skipped", kTrackStart + width * static_cast<double>(i), y_, width, height);
      out_.Close();
    }
  }

  static double X(double place) { return kTrackStart + place * kPanelWidth; }

  void AddBar(const PictureBar& bar, double y) {
    const double x = X(bar.start), width = std::max(X(bar.end) - x, kShortest);
    out_.Open("g", {{"class", KindWord(timeline_.entries[bar.entry].kind)}, {"role", "img"}});
    out_.Element("title", {}, bar.name);
    AddRect("edge", x, y, width, kBar, true);
    const double opens = X(bar.opens), closes = X(bar.closes);
    if (closes > opens) AddRect("open", opens, y, std::max(closes - opens, kShortest), kBar, true);
    AddRect("frame", x, y, width, kBar, true);
    if (bar.from_before) AddPoint(x - 2, y, -5);
    if (bar.goes_on) AddPoint(x + width + 2, y, 5);
    if (!bar.label.empty()) AddLabel(bar, y);
    out_.Close();
  }

  // A small triangle that points out of the panel, to where the bar goes on.
  void AddPoint(double x, double y, double length) {
    out_.Empty("path", {{"class", "point"},
                        {"d", absl::StrCat("M", Decimal(x), " ", Decimal(y + 5), "l",
                                           Decimal(length), " 5l", Decimal(-length), " 5z")}});
  }

  // In a frame of its own, which cuts off what the estimate of its width had not foreseen.
  void AddLabel(const PictureBar& bar, double y) {
    const double left = X(bar.label_start), room = X(bar.label_end) - left;
    const double fits = std::min(1.0, (room - 9) / TextWidth(bar.label));
    const int columns = static_cast<int>(fits * DisplayWidth(bar.label));
    if (columns < 2) return;
    const bool inside = !bar.label_before && bar.label_start < bar.end;
    const Side side = inside ? Side::kAsWritten : bar.label_before ? Side::kRight : Side::kLeft;
    out_.Open("svg", {{"x", Decimal(left)},
                      {"y", Decimal(y)},
                      {"width", Decimal(room)},
                      {"height", Decimal(kBar)}});
    AddText("label", 5, room - 5, 14, bar.label, columns, side);
    out_.Close();
  }

  const Timeline& timeline_;
  const std::vector<PicturePanel> panels_;
  MarkupWriter out_;
  double y_ = 0;
};

}  // namespace

std::string DrawTimelineAsSvg(const Timeline& timeline) { return SvgDrawing(timeline).Draw(); }

}  // namespace taqvim::cli
