#include "client/web/published/occurrence_reader.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "client/error.h"
#include "client/web/published/civil.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

// The most that the contract lets a page hold, and a window span.
constexpr int kPageSize = 1000;
constexpr int kLongestWindow = 731;

void SetDate(absl::CivilDay day, google::type::Date* date) {
  date->set_year(static_cast<int32_t>(day.year()));
  date->set_month(day.month());
  date->set_day(day.day());
}

bool IsCertain(const v1::Occurrence& occurrence) {
  return occurrence.state() == v1::OCCURRENCE_STATE_BOOKED;
}
bool IsHeld(const v1::Occurrence& occurrence) {
  return occurrence.state() == v1::OCCURRENCE_STATE_HELD;
}

Occurrence Taken(const v1::Occurrence& said) {
  return {.day = DayOf(said.day()),
          .period = said.period(),
          .time_zone = said.time_zone(),
          .city = said.city(),
          .anniversary = said.anniversary(),
          .held = IsHeld(said)};
}

// Calls back with the occurrences of all pages.
template <class Take>
absl::Status ReadPages(client::Client& client, v1::ListOccurrencesRequest request,
                       const absl::Notification* ended, const Take& take) {
  request.set_page_size(kPageSize);
  do {
    if (ended != nullptr && ended->HasBeenNotified()) {
      return absl::CancelledError("What was being read is not needed any more.");
    }
    ASSIGN_OR_RETURN(const auto page, client.Call<v1::ListOccurrencesResponse>(request));
    for (const v1::Occurrence& occurrence : page.occurrences()) take(occurrence);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

auto KeyOf(const Occurrence& occurrence) {
  return std::tie(occurrence.day, occurrence.stop, occurrence.city);
}

// What moved between two pages was told twice.
void Sort(std::vector<Occurrence>& occurrences) {
  std::stable_sort(occurrences.begin(), occurrences.end(),
                   [](const Occurrence& a, const Occurrence& b) { return KeyOf(a) < KeyOf(b); });
  const auto end =
      std::unique(occurrences.begin(), occurrences.end(),
                  [](const Occurrence& a, const Occurrence& b) { return KeyOf(a) == KeyOf(b); });
  occurrences.erase(end, occurrences.end());
}

}  // namespace

absl::StatusOr<Occurrences> ReadOccurrences(client::Client& client, const CivilDays& days,
                                            const std::string& min_revision_token, Held held,
                                            const absl::Notification* ended) {
  Occurrences all;
  for (absl::CivilDay first = days.first; first <= days.last; first += kLongestWindow) {
    const absl::CivilDay last = std::min(first + (kLongestWindow - 1), days.last);
    v1::ListOccurrencesRequest request;
    request.set_min_revision_token(min_revision_token);
    SetDate(first, request.mutable_window()->mutable_first_day());
    SetDate(last, request.mutable_window()->mutable_last_day());
    RETURN_IF_ERROR(ReadPages(client, request, ended, [&](const v1::Occurrence& occurrence) {
      // What began in a part before was told there.
      const bool told = first != days.first && DaysOf(occurrence.period()).first < first;
      const bool is_meant = IsCertain(occurrence) || (held == Held::kToo && IsHeld(occurrence));
      if (is_meant && !told) all[occurrence.event()].push_back(Taken(occurrence));
    }));
  }
  for (auto& [event, occurrences] : all) Sort(occurrences);
  return all;
}

absl::StatusOr<std::vector<Occurrence>> ReadOccurrencesOf(client::Client& client,
                                                          const v1::Event& event,
                                                          const CivilDays& days,
                                                          const std::string& min_revision_token,
                                                          const absl::Notification* ended) {
  v1::ListOccurrencesRequest request;
  request.set_name(event.name());
  const bool repeats = event.has_recurrence();
  if (repeats) SetDate(days.last, request.mutable_window()->mutable_last_day());
  request.set_min_revision_token(min_revision_token);
  std::vector<Occurrence> occurrences;
  const absl::Status read =
      ReadPages(client, request, ended, [&](const v1::Occurrence& occurrence) {
        const bool is_held = !repeats || DaysOf(occurrence.period()).Meets(days);
        if (IsCertain(occurrence) && is_held) occurrences.push_back(Taken(occurrence));
      });
  if (absl::IsNotFound(read)) return std::vector<Occurrence>();
  RETURN_IF_ERROR(read);
  Sort(occurrences);
  return occurrences;
}

CivilDays Extended(const CivilDays& days, const v1::Event& event) {
  CivilDays extended = days;
  const auto include = [&](const v1::Period& period) {
    const absl::CivilDay first = DaysOf(period).first;
    extended.first = std::min(extended.first, first);
    extended.last = std::max(extended.last, first);
  };
  if (event.has_recurrence()) return extended;
  if (event.has_period()) include(event.period());
  for (const v1::Stop& stop : event.culture_days().stops()) {
    v1::Period period;
    *period.mutable_dated()->mutable_first_day() = stop.first_day();
    *period.mutable_dated()->mutable_last_day() = stop.last_day();
    include(period);
  }
  return extended;
}

void NumberStops(const v1::Event& event, std::vector<Occurrence>& occurrences) {
  const auto& stops = event.culture_days().stops();
  for (Occurrence& occurrence : occurrences) {
    const auto stop = std::find_if(stops.begin(), stops.end(), [&](const v1::Stop& one) {
      return one.city() == occurrence.city && DayOf(one.first_day()) == occurrence.day;
    });
    if (stop != stops.end()) occurrence.stop = static_cast<int>(stop - stops.begin()) + 1;
  }
  Sort(occurrences);
}

}  // namespace taqvim::web
