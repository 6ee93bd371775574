#include "client/cli/timeline/timeline_html.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/cli/timeline/timeline_picture.h"
#include "client/cli/timeline/timeline_words.h"
#include "client/markup/markup_writer.h"

namespace taqvim::cli {
namespace {

using markup::Decimal;
using markup::MarkupWriter;

constexpr char kStyle[] = R"(
:root { --page: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d8dee4; --band: #f3f5f7;
  --sure: #a9dcbc; --sure-line: #2b7a50; --sure-pale: #eaf6ee; --hold: #fff2c8; --hold-line: #8f6400;
  --shut: #d5d9df; --shut-line: #6b737d; color-scheme: light dark; }
@media screen and (prefers-color-scheme: dark) { :root { --page: #15181c; --ink: #e8ebef;
  --soft: #a5aeb8; --line: #343a41; --band: #1e2328; --sure: #1f6041; --sure-line: #6fd09b;
  --sure-pale: #1b2b23; --hold: #45370d; --hold-line: #e0b23c; --shut: #3b4149; --shut-line: #98a1ab; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 100rem; background: var(--page); color: var(--ink);
  font: 14px/1.4 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 0.4rem; }
.note { color: var(--soft); margin: 0.2rem 0 0; }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; padding: 0; margin: 0.8rem 0 0; list-style: none; }
.legend li { display: flex; align-items: center; gap: 0.45rem; color: var(--soft); }
.legend .bar { position: relative; width: 28px; height: 14px; }
.panel { overflow-x: auto; border-bottom: 1px solid var(--line); }
.grid { position: relative; display: grid; grid-template-columns: var(--names) minmax(var(--least), 1fr);
  --names: 13rem; width: max-content; min-width: 100%; }
.name { grid-column: 1; position: sticky; left: 0; z-index: 2; background: var(--page); padding: 0.3rem 0.6rem 0.3rem 0.3rem;
  border-top: 1px solid var(--line); border-right: 1px solid var(--line); overflow-wrap: anywhere; line-height: 1.25; }
.place { grid-column: 1 / -1; font-weight: 600; background: var(--band); border-top: 1px solid var(--line); }
.place span { position: sticky; left: 0; display: inline-block; padding: 0.25rem 0.3rem; }
.corner { border-top: 0; }
.ticks, .track { grid-column: 2; display: grid; }
.ticks span { text-align: center; color: var(--soft); font-size: 0.8rem; line-height: 1.25; padding-bottom: 0.2rem; white-space: nowrap; }
.track { position: relative; border-top: 1px solid var(--line); min-height: calc(var(--lanes) * 26px + 6px); }
.cell { border-left: 1px solid var(--line); }
.weekend { background: var(--band); }
.skipped { background: var(--shut); opacity: 0.6; }
.bar, .open, .label { position: absolute; }
.bar { height: 22px; border: 1.5px solid; border-radius: 4px; overflow: hidden; min-width: 4px; }
.from { border-left-style: none; border-top-left-radius: 0; border-bottom-left-radius: 0; }
.on { border-right-style: none; border-top-right-radius: 0; border-bottom-right-radius: 0; }
.track .bar, .label { top: calc(var(--lane) * 26px + 4px); }
.open { top: 0; bottom: 0; min-width: 3px; }
.label { height: 22px; line-height: 22px; padding: 0 5px; width: max-content; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; pointer-events: none; font-size: 12px; }
.confirmed { border-color: var(--sure-line); background: repeating-linear-gradient(135deg, var(--sure-pale) 0 4px,
  color-mix(in srgb, var(--sure-line) 45%, var(--sure-pale)) 4px 6px); }
.confirmed .open { background: var(--sure); }
.hold { border-top-style: dashed; border-bottom-style: dashed; border-color: var(--hold-line); background: repeating-linear-gradient(135deg, var(--page) 0 4px,
  color-mix(in srgb, var(--hold-line) 45%, var(--page)) 4px 6px); }
.hold:not(.from) { border-left-style: dashed; }
.hold:not(.on) { border-right-style: dashed; }
.hold .open { background: var(--hold); }
.closed { border-color: var(--shut-line); background: var(--shut); }
.list { padding: 0; margin: 0; list-style: none; }
.list li { border-top: 1px solid var(--line); padding: 0.5rem 0; }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.6rem; }
.list .times { display: block; font-variant-numeric: tabular-nums; }
.list .use, .list .where { display: block; color: var(--soft); }
.kind { border: 1px solid var(--line); border-radius: 3px; padding: 0 0.35rem; font-size: 0.75rem; color: var(--soft); }
@media (max-width: 40rem) { main { display: flex; flex-direction: column; } main section { min-width: 0; }
  .when { order: -1; } body { padding: 0.75rem; } .grid { --names: 7.5rem; } .name { font-size: 0.85rem; } }
@media print { @page { size: A4 landscape; margin: 10mm; } body { padding: 0; max-width: none; font-size: 11px; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .panel { overflow: visible; } .grid { grid-template-columns: var(--names) 1fr; --names: 8rem; width: auto; }
  .label { font-size: 10.5px; }
  .part { break-inside: avoid; } .list li { break-inside: avoid; } h2 { break-after: avoid; }
  .day { break-after: page; } .list { columns: 2; column-gap: 2rem; } }
)";

constexpr char kNoSuchTime[] = "The clocks here do not show this time.";

std::string Percent(double part) { return absl::StrCat(Decimal(part * 100), "%"); }

class HtmlDrawing {
 public:
  explicit HtmlDrawing(const Timeline& timeline)
      : timeline_(timeline), several_zones_(HasSeveralZones(timeline)), panels_(LayOut(timeline)) {}

  std::string Draw() {
    const std::string title = PictureTitle(timeline_);
    const std::string days = DaysOf(timeline_, 0, static_cast<int>(timeline_.columns.size()));
    out_.Verbatim("<!DOCTYPE html>\n");
    out_.Open("html", {{"lang", "en"}}).Open("head").Empty("meta", {{"charset", "utf-8"}});
    out_.Empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    out_.Element("title", {}, absl::StrCat(title, ", ", days));
    out_.Open("style").Verbatim(kStyle).Close();
    out_.Close().Open("body").Open("header");
    out_.Element("h1", {{"dir", "auto"}}, title);
    out_.Element("p", {{"class", "note"}},
                 absl::StrCat(days, ". Times are ", ZonesOf(timeline_), "."));
    AddLegend();
    out_.Close().Open("main");
    for (const PicturePanel& panel : panels_) AddPanel(panel);
    AddList();
    return std::move(out_).Finish();
  }

 private:
  void AddLegend() {
    out_.Open("ul", {{"class", "legend"}});
    const auto add = [this](const char* kind, bool open, const char* words) {
      out_.Open("li").Open("span", {{"class", absl::StrCat("bar ", kind)}});
      if (open) out_.Element("span", {{"class", "open"}, {"style", "left:0;right:0"}}, "");
      out_.Close().Element("span", {}, words).Close();
    };
    add("confirmed", true, "confirmed");
    add("confirmed", false, "set-up or tear-down");
    add("hold", true, "hold");
    add("closed", true, "closed");
    out_.Close();
  }

  void AddPanel(const PicturePanel& panel) {
    const bool is_day = timeline_.unit == TimelineUnit::kHour && &panel != &panels_.back();
    out_.Open("section", {{"class", is_day ? "part day" : "part"}});
    out_.Element("h2", {}, panel.title);
    out_.Open("div", {{"class", "panel"}, {"tabindex", "0"}});
    out_.Open("div",
              {{"class", "grid"}, {"style", absl::StrCat("--least:", Decimal(kPanelWidth), "px")}});
    out_.Element("div", {{"class", "name corner"}}, "");
    out_.Open("div", {{"class", "ticks"}, {"style", ColumnsOf(panel)}});
    for (const PictureTick& tick : panel.ticks) {
      out_.Open("span").Text(tick.detail);
      if (!tick.detail.empty()) out_.Empty("br", {});
      out_.Text(tick.name).Close();
    }
    out_.Close();
    for (const PictureRow& row : panel.rows) AddRow(panel, row);
    out_.Close().Close().Close();
  }

  static std::string ColumnsOf(const PicturePanel& panel) {
    return absl::StrCat("grid-template-columns:repeat(", panel.ticks.size(), ",minmax(0,1fr))");
  }

  void AddRow(const PicturePanel& panel, const PictureRow& row) {
    if (row.heading) {
      out_.Open("div", {{"class", "place"}}).Element("span", {{"dir", "auto"}}, row.label).Close();
      return;
    }
    out_.Element("div", {{"class", "name"}, {"dir", "auto"}}, row.label);
    out_.Open("div", {{"class", "track"},
                      {"style", absl::StrCat(ColumnsOf(panel), ";--lanes:", row.lanes)}});
    for (size_t i = 0; i < panel.ticks.size(); ++i) {
      const bool skips = row.skips[i];
      MarkupWriter::Attributes cell = {{"class", skips                    ? "cell skipped"
                                                 : panel.ticks[i].weekend ? "cell weekend"
                                                                          : "cell"}};
      if (skips) cell.emplace_back("title", kNoSuchTime);
      out_.Element("i", cell, "");
    }
    for (const PictureBar& bar : row.bars) AddBar(bar);
    out_.Close();
  }

  void AddBar(const PictureBar& bar) {
    const double width = bar.end - bar.start;
    const std::string kind = KindWord(timeline_.entries[bar.entry].kind);
    out_.Open("span", {{"class", absl::StrCat("bar ", kind, bar.from_before ? " from" : "",
                                              bar.goes_on ? " on" : "")},
                       {"role", "img"},
                       {"title", bar.name},
                       {"aria-label", bar.name},
                       {"style", absl::StrCat("--lane:", bar.lane, ";left:", Percent(bar.start),
                                              ";width:", Percent(width))}});
    if (bar.closes > bar.opens) {
      out_.Element("span",
                   {{"class", "open"},
                    {"style", absl::StrCat("left:", Percent((bar.opens - bar.start) / width),
                                           ";width:", Percent((bar.closes - bar.opens) / width))}},
                   "");
    }
    out_.Close();
    if (bar.label.empty()) return;
    const std::string place = bar.label_before ? absl::StrCat("right:", Percent(1 - bar.label_end))
                                               : absl::StrCat("left:", Percent(bar.label_start));
    out_.Element("span",
                 {{"class", "label"},
                  {"dir", "auto"},
                  {"aria-hidden", "true"},
                  {"style", absl::StrCat("--lane:", bar.lane, ";", place,
                                         ";max-width:", Percent(bar.label_end - bar.label_start))}},
                 bar.label);
  }

  // Where the entry is: a line for each venue, with its halls before it.
  void AddPlaces(size_t entry) {
    const std::string* heading = nullptr;
    bool begun = false;
    for (const TimelineRow& row : timeline_.rows) {
      if (row.heading) {
        if (begun) out_.Text(*heading).Close();
        begun = false;
        heading = &row.label;
        continue;
      }
      const auto is_it = [&](const TimelineBar& bar) { return bar.entry == entry; };
      if (std::none_of(row.bars.begin(), row.bars.end(), is_it)) continue;
      if (!begun) out_.Open("span", {{"class", "where"}});
      begun = true;
      out_.Element("bdi", {}, row.label).Text(" · ");
    }
    if (begun) out_.Text(*heading).Close();
  }

  void AddList() {
    out_.Open("section", {{"class", "when"}}).Element("h2", {}, "What is when");
    if (timeline_.entries.empty()) {
      out_.Element("p", {}, "Everything is free.");
      out_.Close();
      return;
    }
    out_.Open("ul", {{"class", "list"}});
    for (size_t i = 0; i < timeline_.entries.size(); ++i) AddEntry(i);
    out_.Close().Close();
  }

  void AddEntry(size_t index) {
    const TimelineEntry& entry = timeline_.entries[index];
    out_.Open("li");
    out_.Open("div", {{"class", "head"}});
    out_.Element("b", {{"dir", "auto"}}, ShownTitle(entry));
    const std::string kind = KindWord(entry.kind);
    out_.Element("span", {{"class", "kind"}}, kind).Close();
    for (size_t i = 0; i < ListedTimes(timeline_, entry); ++i) {
      const TimelineStretch& stretch = entry.stretches[i];
      out_.Element("span", {{"class", "times"}}, Unpadded(TimesOf(stretch, several_zones_)));
      const std::string use = Unpadded(UseOf(stretch));
      if (!use.empty()) out_.Element("span", {{"class", "use"}}, use);
    }
    const std::string more = MoreTimes(timeline_, entry);
    if (!more.empty()) out_.Element("span", {{"class", "times"}}, Unpadded(more));
    AddPlaces(index);
    out_.Close();
  }

  const Timeline& timeline_;
  const bool several_zones_;
  const std::vector<PicturePanel> panels_;
  MarkupWriter out_;
};

}  // namespace

std::string DrawTimelineAsHtml(const Timeline& timeline) { return HtmlDrawing(timeline).Draw(); }

}  // namespace taqvim::cli
