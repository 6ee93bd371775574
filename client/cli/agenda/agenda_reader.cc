#include "client/cli/agenda/agenda_reader.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "client/cli/agenda/agenda_time.h"
#include "client/cli/fields/civil_dates.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

constexpr int kPage = 1000;

const v1::OccurrencePlace* FindPlace(const v1::ListOccurrencesResponse& agenda,
                                     const std::string& name) {
  const auto& places = agenda.places();
  const auto found = std::find_if(places.begin(), places.end(),
                                  [&](const auto& place) { return place.name() == name; });
  return found == places.end() ? nullptr : &*found;
}

}  // namespace

absl::StatusOr<Agenda> ReadAgenda(client::Client& client, const AgendaQuestion& question) {
  v1::ListOccurrencesRequest request;
  *request.mutable_filter() = question.filter;
  *request.mutable_window()->mutable_first_day() = DateOf(question.days.first);
  *request.mutable_window()->mutable_last_day() = DateOf(question.days.last);
  request.set_page_size(kPage);
  Agenda agenda;
  std::set<std::string> known;
  while (true) {
    ASSIGN_OR_RETURN(auto page, client.Call<v1::ListOccurrencesResponse>(request));
    for (const v1::OccurrencePlace& place : page.places()) {
      if (known.insert(place.name()).second) *agenda.listed.add_places() = place;
    }
    for (v1::Occurrence& occurrence : *page.mutable_occurrences()) {
      if (question.keep && !question.keep(occurrence, page)) continue;
      agenda.more = agenda.listed.occurrences_size() == question.limit;
      if (agenda.more) return agenda;
      agenda.listed.add_occurrences()->Swap(&occurrence);
    }
    if (page.next_page_token().empty()) return agenda;
    request.set_page_token(page.next_page_token());
  }
}

bool IsOver(const v1::Occurrence& occurrence, absl::Time now) { return EndOf(occurrence) <= now; }

std::vector<std::string> CitiesOf(const v1::Occurrence& occurrence,
                                  const v1::ListOccurrencesResponse& agenda) {
  std::vector<std::string> cities;
  const auto add = [&](const std::string& city) {
    const bool known = std::find(cities.begin(), cities.end(), city) != cities.end();
    if (!city.empty() && !known) cities.push_back(city);
  };
  add(occurrence.city());
  for (const std::string& name : occurrence.places()) {
    if (const v1::OccurrencePlace* place = FindPlace(agenda, name)) add(place->city());
  }
  return cities;
}

}  // namespace taqvim::cli
