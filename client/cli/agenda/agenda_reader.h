// Reader of agendas: what takes place on some days, in order of time, as the server says it.
#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/cli/agenda/agenda_days.h"
#include "client/client.h"
#include "taqvim/v1/event_filter.pb.h"
#include "taqvim/v1/occurrence.pb.h"

namespace taqvim::cli {

struct AgendaQuestion {
  AgendaDays days;
  v1::EventFilter filter;
  // Which of the occurrences, with the places that are told of a page, are kept; all if unset.
  std::function<bool(const v1::Occurrence&, const v1::ListOccurrencesResponse& page)> keep;
  // How many are kept at most.
  int limit = 0;
};

struct Agenda {
  // All pages as one, with each place once, and no token.
  v1::ListOccurrencesResponse listed;
  // Whether there is more than the limit.
  bool more = false;
};

// Errors are those of ListOccurrences.
absl::StatusOr<Agenda> ReadAgenda(client::Client& client, const AgendaQuestion& question);

// Whether it has ended by then, by the clocks of where it is.
bool IsOver(const v1::Occurrence& occurrence, absl::Time now);

// The cities in which it takes place, each once: that of a stop, or those of its places.
std::vector<std::string> CitiesOf(const v1::Occurrence& occurrence,
                                  const v1::ListOccurrencesResponse& agenda);

}  // namespace taqvim::cli
