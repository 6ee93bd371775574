#include "client/cli/agenda/agenda_reader.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "client/cli/agenda/agenda_time.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

constexpr int kPage = 1000;

void SetDay(absl::CivilDay day, google::type::Date& date) {
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
}

const v1::OccurrencePlace* FindPlace(const v1::ListOccurrencesResponse& agenda,
                                     const std::string& name) {
  const auto& places = agenda.places();
  const auto found = std::find_if(places.begin(), places.end(),
                                  [&](const auto& place) { return place.name() == name; });
  return found == places.end() ? nullptr : &*found;
}

}  // namespace

absl::StatusOr<v1::ListOccurrencesResponse> ReadAgenda(client::Client& client,
                                                       const AgendaQuestion& question) {
  v1::ListOccurrencesRequest request;
  *request.mutable_filter() = question.filter;
  SetDay(question.days.first, *request.mutable_window()->mutable_first_day());
  SetDay(question.days.last, *request.mutable_window()->mutable_last_day());
  request.set_page_size(kPage);
  v1::ListOccurrencesResponse agenda;
  std::set<std::string> known;
  while (true) {
    ASSIGN_OR_RETURN(auto page, client.Call<v1::ListOccurrencesResponse>(request));
    for (v1::Occurrence& occurrence : *page.mutable_occurrences()) {
      if (question.keep && !question.keep(occurrence, page)) continue;
      if (agenda.occurrences_size() == question.limit) return agenda;
      agenda.add_occurrences()->Swap(&occurrence);
    }
    for (v1::OccurrencePlace& place : *page.mutable_places()) {
      if (known.insert(place.name()).second) agenda.add_places()->Swap(&place);
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
