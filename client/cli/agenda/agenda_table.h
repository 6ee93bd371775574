// Tables of agendas, for people and spreadsheets.
#pragma once

#include <set>
#include <string>

#include "absl/time/civil_time.h"
#include "client/cli/output/cell.h"
#include "client/cli/session/closed_events.h"
#include "client/cli/text/table.h"
#include "taqvim/v1/occurrence.pb.h"

namespace taqvim::cli {

enum class AgendaDayCells {
  // The day stands beside the first of it alone, as people read it.
  kOnce,
  // In every row, as programs do.
  kEach,
};

// A row for each occurrence, in order of day and time: what began before the first day
// stands on that. Places and titles are in the language of the person; what is not confirmed and
// what is closed to others is marked behind its title or, for programs, in columns of their own.
Table AgendaTable(const v1::ListOccurrencesResponse& agenda, absl::CivilDay first,
                  const Showing& showing, AgendaDayCells cells, const ClosedEvents& closed = {});
// A row for each occurrence with its event's name, day and hours, in the order of the agenda.
Table UpcomingTable(const v1::ListOccurrencesResponse& agenda, const Showing& showing,
                    const ClosedEvents& closed = {});

// The city where all of it takes place; empty where there are several, or where something has none.
std::string OnlyCity(const v1::ListOccurrencesResponse& agenda);
// The table as people read it on a screen of so many columns: a city that is the same everywhere
// stands above it.
std::string RenderForPeople(const Table& table, const v1::ListOccurrencesResponse& agenda,
                            const Style& style, int width);
// The events of the agenda, each once.
std::set<std::string> EventsOf(const v1::ListOccurrencesResponse& agenda);

}  // namespace taqvim::cli
