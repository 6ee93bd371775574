// Tables of agendas, for people and spreadsheets.
#pragma once

#include "absl/time/civil_time.h"
#include "client/cli/output/cell.h"
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
// stands on that. Places and titles are in the language of the person.
Table AgendaTable(const v1::ListOccurrencesResponse& agenda, absl::CivilDay first,
                  const Showing& showing, AgendaDayCells cells);

// A row for each occurrence with its event's name, day and hours, in the order of the agenda.
Table UpcomingTable(const v1::ListOccurrencesResponse& agenda, const Showing& showing);

}  // namespace taqvim::cli
