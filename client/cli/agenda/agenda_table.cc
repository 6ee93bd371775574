#include "client/cli/agenda/agenda_table.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/agenda/agenda_reader.h"
#include "client/cli/agenda/agenda_time.h"
#include "client/cli/text/local_time.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

constexpr char kCity[] = "CITY";
constexpr char kClosed[] = "CLOSED";
constexpr char kState[] = "STATE";

std::string ClosedTo(const v1::Occurrence& occurrence, const ClosedEvents& closed) {
  const auto row = closed.find(occurrence.event());
  return row == closed.end() ? "" : row->second;
}

const Column& TitleColumn() {
  static const auto* column = new Column{.title = "TITLE", .paths = {"title"}};
  return *column;
}

const Column& StateColumn() {
  static const auto* column = new Column{.title = "STATE", .paths = {"event_state"}};
  return *column;
}

// As pictures have it: `Board (private)`.
std::string MarkedTitle(const v1::Occurrence& occurrence, const Showing& showing,
                        std::vector<std::string> marks) {
  marks.erase(std::remove(marks.begin(), marks.end(), ""), marks.end());
  const std::string title = CellText(occurrence, TitleColumn(), showing);
  return marks.empty() ? title : absl::StrCat(title, " (", absl::StrJoin(marks, ", "), ")");
}

// The state of what may not take place; nothing for what is confirmed, as most of an agenda is.
std::string Doubt(const v1::Occurrence& occurrence, const Showing& showing) {
  return occurrence.event_state() == v1::EVENT_STATE_CONFIRMED
             ? ""
             : CellText(occurrence, StateColumn(), showing);
}

// The titles of its places; the name of one that has none.
std::string Where(const v1::Occurrence& occurrence, const v1::ListOccurrencesResponse& agenda,
                  const Showing& showing) {
  std::vector<std::string> titles;
  for (const std::string& name : occurrence.places()) {
    const auto& places = agenda.places();
    const auto place = std::find_if(places.begin(), places.end(),
                                    [&](const auto& one) { return one.name() == name; });
    const std::string title = place == places.end() ? "" : CellText(*place, TitleColumn(), showing);
    titles.push_back(title.empty() ? name : title);
  }
  return absl::StrJoin(titles, ", ");
}

// One row of a table, before its day is written.
struct Entry {
  absl::CivilDay day;
  absl::Time start;
  const v1::Occurrence* occurrence;
};

std::vector<Entry> Ordered(const v1::ListOccurrencesResponse& agenda, absl::CivilDay first,
                           const Showing& showing) {
  std::vector<Entry> entries;
  for (const v1::Occurrence& occurrence : agenda.occurrences()) {
    const absl::CivilDay begins = ShownDay(occurrence, showing);
    // Whole days, and what has begun, come before what begins.
    const bool begun = begins < first || !occurrence.period().has_timed();
    entries.push_back(
        {std::max(begins, first), begun ? absl::InfinitePast() : StartOf(occurrence), &occurrence});
  }
  // Places in several zones are in another order by the clocks of one.
  std::stable_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
    if (a.day != b.day) return a.day < b.day;
    return showing.all_here && a.start < b.start;
  });
  return entries;
}

}  // namespace

Table AgendaTable(const v1::ListOccurrencesResponse& agenda, absl::CivilDay first,
                  const Showing& showing, AgendaDayCells cells, const ClosedEvents& closed) {
  Table table{.headers = {"DAY", "TIME", "TITLE", "WHERE", kCity, kState, kClosed, "EVENT"},
              .looks = {{.whole = true},
                        {.whole = true},
                        {},
                        {.leave_out = kLeftOutLate},
                        {.leave_out = kLeftOutLast},
                        {},
                        {},
                        {.leave_out = 1}}};
  const bool for_people = cells == AgendaDayCells::kOnce;
  absl::CivilDay before;
  for (const Entry& entry : Ordered(agenda, first, showing)) {
    const bool told = for_people && !table.rows.empty() && entry.day == before;
    before = entry.day;
    const v1::Occurrence& occurrence = *entry.occurrence;
    table.rows.push_back(
        {told ? "" : DayText(entry.day), ShownHours(occurrence, showing),
         for_people ? MarkedTitle(occurrence, showing,
                                  {Doubt(occurrence, showing), ClosedTo(occurrence, closed)})
                    : CellText(occurrence, TitleColumn(), showing),
         Where(occurrence, agenda, showing), absl::StrJoin(CitiesOf(occurrence, agenda), ", "),
         CellText(occurrence, StateColumn(), showing), ClosedTo(occurrence, closed),
         occurrence.event()});
  }
  return for_people ? WithoutColumn(WithoutColumn(std::move(table), kClosed), kState) : table;
}

Table UpcomingTable(const v1::ListOccurrencesResponse& agenda, const Showing& showing,
                    const ClosedEvents& closed) {
  Table table{.headers = {"NAME", "TITLE", "STATE", "NEXT", "TIME", "WHERE", kCity},
              .looks = {{},
                        {},
                        {.leave_out = kLeftOutLate, .tones = showing.tones},
                        {.whole = true},
                        {.leave_out = 2, .whole = true},
                        {.leave_out = 1},
                        {.leave_out = kLeftOutLast}}};
  for (const v1::Occurrence& occurrence : agenda.occurrences()) {
    table.rows.push_back(
        {occurrence.event(), MarkedTitle(occurrence, showing, {ClosedTo(occurrence, closed)}),
         CellText(occurrence, StateColumn(), showing), DayText(ShownDay(occurrence, showing)),
         ShownHours(occurrence, showing), Where(occurrence, agenda, showing),
         absl::StrJoin(CitiesOf(occurrence, agenda), ", ")});
  }
  return table;
}

std::string OnlyCity(const v1::ListOccurrencesResponse& agenda) {
  std::set<std::string> cities;
  for (const v1::Occurrence& occurrence : agenda.occurrences()) {
    const auto some = CitiesOf(occurrence, agenda);
    if (some.empty()) return "";
    cities.insert(some.begin(), some.end());
  }
  return cities.size() == 1 ? *cities.begin() : "";
}

std::string RenderForPeople(const Table& table, const v1::ListOccurrencesResponse& agenda,
                            const Style& style, int width) {
  const std::string city = width > 0 ? OnlyCity(agenda) : "";
  if (city.empty()) return Render(table, style, width);
  return absl::StrCat(style.Bold(Printable(city)), "\n",
                      Render(WithoutColumn(table, kCity), style, width));
}

std::set<std::string> EventsOf(const v1::ListOccurrencesResponse& agenda) {
  std::set<std::string> names;
  for (const v1::Occurrence& occurrence : agenda.occurrences()) names.insert(occurrence.event());
  return names;
}

}  // namespace taqvim::cli
