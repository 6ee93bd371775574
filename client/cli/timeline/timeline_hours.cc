#include "client/cli/timeline/timeline_hours.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "client/cli/fields/civil_dates.h"
#include "client/cli/text/local_time.h"
#include "proto/status_macros.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::cli {
namespace {

// What the contract allows of a window of occurrences, and of the places in a filter.
constexpr int kMostDays = 731;
constexpr int kMostInFilter = 100;
constexpr int kPageSize = 1000;

using EventsOccurrences = std::map<std::string, std::vector<const v1::Occurrence*>>;

// When that is; days are those of the zone in which it is shown.
TimelineSpan SpanOf(const v1::Occurrence& occurrence, absl::TimeZone shown) {
  const v1::Period& period = occurrence.period();
  if (period.has_timed()) {
    const absl::TimeZone zone =
        occurrence.time_zone().empty() ? shown : ZoneNamed(occurrence.time_zone());
    return {InstantOf(period.timed().start(), zone), InstantOf(period.timed().end(), zone)};
  }
  const v1::DatedPeriod& dated = period.dated();
  return {absl::FromCivil(DayOf(dated.first_day()), shown),
          dated.permanent() ? absl::InfiniteFuture()
                            : absl::FromCivil(DayOf(dated.last_day()) + 1, shown)};
}

TimelineStretch InUse(const v1::Occupancy& occupancy) {
  return {absl::FromUnixSeconds(occupancy.start_time().seconds()),
          occupancy.has_end_time() ? absl::FromUnixSeconds(occupancy.end_time().seconds())
                                   : absl::InfiniteFuture(),
          ZoneNamed(occupancy.time_zone())};
}

// From the first to the last of the occurrences that the stretch meets.
std::optional<TimelineSpan> Announced(const TimelineStretch& stretch,
                                      const std::vector<const v1::Occurrence*>& of_event) {
  std::optional<TimelineSpan> announced;
  for (const v1::Occurrence* one : of_event) {
    const TimelineSpan span = SpanOf(*one, stretch.zone);
    if (span.start >= stretch.end || span.end <= stretch.start) continue;
    if (!announced) announced = span;
    announced->start = std::min(announced->start, span.start);
    announced->end = std::max(announced->end, span.end);
  }
  return announced;
}

class Reader {
 public:
  Reader(client::Client& client, const TimelineScope& scope) : client_(client), scope_(scope) {}

  absl::StatusOr<Occurrences> Read(const v1::QueryOccupancyResponse& occupancy) {
    // Days in another zone may be of the day before or after.
    const int around = scope_.shown_in ? 1 : 0;
    RETURN_IF_ERROR(ReadDays(scope_.first_day - around, scope_.last_day + around));
    const auto unmet = DaysOfTheUnmet(occupancy);
    if (unmet) RETURN_IF_ERROR(ReadDays(unmet->first, unmet->second));
    return std::move(occurrences_);
  }

 private:
  using Days = std::pair<absl::CivilDay, absl::CivilDay>;

  // The days of what meets no occurrence on those of the scope.
  std::optional<Days> DaysOfTheUnmet(const v1::QueryOccupancyResponse& occupancy) const {
    EventsOccurrences by_event;
    for (const v1::Occurrence& one : occurrences_) by_event[one.event()].push_back(&one);
    const absl::CivilDay earliest = scope_.first_day - 366, latest = scope_.last_day + 366;
    std::optional<Days> days;
    for (const v1::Occupancy& one : occupancy.occupancies()) {
      const TimelineStretch stretch = InUse(one);
      if (one.event().empty() || Announced(stretch, by_event[one.event()])) continue;
      const auto day = [&](absl::Time time) {
        return std::clamp(absl::ToCivilDay(time, stretch.zone), earliest, latest);
      };
      const Days own = {day(stretch.start), day(stretch.end)};
      if (!days) days = own;
      days = Days{std::min(days->first, own.first), std::max(days->second, own.second)};
    }
    return days;
  }

  absl::Status ReadDays(absl::CivilDay first, absl::CivilDay last) {
    for (; first <= last; first += kMostDays) {
      const absl::CivilDay end = std::min(last, first + (kMostDays - 1));
      RETURN_IF_ERROR(ReadWindow(first, end));
    }
    return absl::OkStatus();
  }

  absl::Status ReadWindow(absl::CivilDay first, absl::CivilDay last) {
    v1::ListOccurrencesRequest request;
    *request.mutable_window()->mutable_first_day() = DateOf(first);
    *request.mutable_window()->mutable_last_day() = DateOf(last);
    request.set_page_size(kPageSize);
    v1::EventFilter& filter = *request.mutable_filter();
    filter.add_states(v1::EVENT_STATE_TENTATIVE);
    filter.add_states(v1::EVENT_STATE_CONFIRMED);
    for (size_t i = 0; i < scope_.places.size(); i += kMostInFilter) {
      filter.clear_venues();
      for (size_t k = i; k < std::min(scope_.places.size(), i + kMostInFilter); ++k) {
        filter.add_venues(scope_.places[k].venue.name());
      }
      RETURN_IF_ERROR(ReadPages(request));
    }
    filter.clear_venues();
    for (size_t i = 0; i < scope_.participants.size(); i += kMostInFilter) {
      filter.clear_participants();
      for (size_t k = i; k < std::min(scope_.participants.size(), i + kMostInFilter); ++k) {
        filter.add_participants(scope_.participants[k].name());
      }
      RETURN_IF_ERROR(ReadPages(request));
    }
    return absl::OkStatus();
  }

  absl::Status ReadPages(v1::ListOccurrencesRequest request) {
    do {
      ASSIGN_OR_RETURN(auto response, client_.Call<v1::ListOccurrencesResponse>(request));
      request.set_page_token(response.next_page_token());
      for (v1::Occurrence& one : *response.mutable_occurrences()) {
        occurrences_.push_back(std::move(one));
      }
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  client::Client& client_;
  const TimelineScope& scope_;
  Occurrences occurrences_;
};

}  // namespace

absl::StatusOr<Occurrences> ReadOccurrences(client::Client& client, const TimelineScope& scope,
                                            const v1::QueryOccupancyResponse& occupancy) {
  return Reader(client, scope).Read(occupancy);
}

TimelineStretch StretchOf(const v1::Occupancy& occupancy,
                          const std::vector<const v1::Occurrence*>& of_event) {
  TimelineStretch stretch = InUse(occupancy);
  const auto announced = Announced(stretch, of_event);
  if (!announced) return stretch;
  stretch.set_up = std::max(announced->start - stretch.start, absl::ZeroDuration());
  const bool ends = stretch.end != absl::InfiniteFuture() && announced->end < stretch.end;
  if (ends) stretch.tear_down = stretch.end - announced->end;
  return stretch;
}

}  // namespace taqvim::cli
