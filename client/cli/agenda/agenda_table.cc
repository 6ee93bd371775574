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

namespace taqvim::cli {
namespace {

const Column& TitleColumn() {
  static const auto* column = new Column{.title = "TITLE", .paths = {"title"}};
  return *column;
}

const Column& StateColumn() {
  static const auto* column = new Column{.title = "STATE", .paths = {"event_state"}};
  return *column;
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

std::string DayText(absl::CivilDay day) {
  return absl::FormatTime("%a %Y-%m-%d", absl::FromCivil(day, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
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
                  const Showing& showing, AgendaDayCells cells) {
  Table table{.headers = {"DAY", "TIME", "TITLE", "WHERE", "CITY", "STATE", "EVENT"},
              .looks = {{.whole = true},
                        {.whole = true},
                        {},
                        {},
                        {.leave_out = 2},
                        {.tones = showing.tones},
                        {.leave_out = 1}}};
  absl::CivilDay before;
  for (const Entry& entry : Ordered(agenda, first, showing)) {
    const bool told = cells == AgendaDayCells::kOnce && !table.rows.empty() && entry.day == before;
    before = entry.day;
    const v1::Occurrence& occurrence = *entry.occurrence;
    table.rows.push_back({told ? "" : DayText(entry.day), ShownHours(occurrence, showing),
                          CellText(occurrence, TitleColumn(), showing),
                          Where(occurrence, agenda, showing),
                          absl::StrJoin(CitiesOf(occurrence, agenda), ", "),
                          CellText(occurrence, StateColumn(), showing), occurrence.event()});
  }
  return table;
}

Table UpcomingTable(const v1::ListOccurrencesResponse& agenda, const Showing& showing) {
  Table table{.headers = {"NAME", "TITLE", "STATE", "NEXT", "TIME", "WHERE", "CITY"},
              .looks = {{},
                        {},
                        {.tones = showing.tones},
                        {.whole = true},
                        {.leave_out = 3, .whole = true},
                        {.leave_out = 2},
                        {.leave_out = 1}}};
  for (const v1::Occurrence& occurrence : agenda.occurrences()) {
    table.rows.push_back({occurrence.event(), CellText(occurrence, TitleColumn(), showing),
                          CellText(occurrence, StateColumn(), showing),
                          DayText(ShownDay(occurrence, showing)), ShownHours(occurrence, showing),
                          Where(occurrence, agenda, showing),
                          absl::StrJoin(CitiesOf(occurrence, agenda), ", ")});
  }
  return table;
}

}  // namespace taqvim::cli
