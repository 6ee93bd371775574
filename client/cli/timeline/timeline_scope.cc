#include "client/cli/timeline/timeline_scope.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/cli/text/local_time.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::cli {
namespace {

constexpr int kDaysFromToday = 14;
constexpr int kMostDays = 366;
constexpr int kMostDaysByHour = 14;
constexpr int kResourcesPerQuery = 100;
constexpr int kPageSize = 1000;

absl::CivilDay DayOf(const google::type::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

google::type::Date DateOf(absl::CivilDay day) {
  google::type::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

// Calls page after page; `visit` gets each response.
template <class Response, class Request, class Visit>
absl::Status ForEachPage(client::Client& client, Request request, Visit visit) {
  request.set_page_size(kPageSize);
  do {
    ASSIGN_OR_RETURN(auto response, client.Call<Response>(request));
    request.set_page_token(response.next_page_token());
    visit(response);
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

class ScopeFinder {
 public:
  ScopeFinder(client::Client& client, const TimelineQuestion& question)
      : client_(client),
        question_(question),
        first_(question.first_day),
        last_(question.last_day),
        participants_(question.participants.begin(), question.participants.end()) {
    scope_.unit = question.unit;
  }

  absl::StatusOr<TimelineScope> Find() {
    RETURN_IF_ERROR(ReadProgramme());
    RETURN_IF_ERROR(SetWindow());
    RETURN_IF_ERROR(ReadVenues());
    RETURN_IF_ERROR(ReadSpaces());
    RETURN_IF_ERROR(ReadParticipants());
    return std::move(scope_);
  }

 private:
  absl::Status ReadProgramme() {
    if (question_.programme.empty()) return absl::OkStatus();
    v1::GetEventRequest request;
    request.set_name(question_.programme);
    ASSIGN_OR_RETURN(const auto response, client_.Call<v1::GetEventResponse>(request));
    if (!response.event().has_culture_days()) {
      return UsageError(
          absl::StrCat(question_.programme, " is no programme: only culture days have stops."));
    }
    for (const v1::Stop& stop : response.event().culture_days().stops()) {
      const absl::CivilDay first = DayOf(stop.first_day()), last = DayOf(stop.last_day());
      if (!question_.first_day) first_ = first_ ? std::min(*first_, first) : first;
      if (!question_.last_day) last_ = last_ ? std::max(*last_, last) : last;
    }
    return ReadEventsOfProgramme();
  }

  absl::Status ReadEventsOfProgramme() {
    v1::ListEventsRequest request;
    request.mutable_filter()->set_programme(question_.programme);
    return ForEachPage<v1::ListEventsResponse>(
        client_, request, [this](const v1::ListEventsResponse& page) {
          for (const v1::Event& event : page.events()) {
            for (const v1::Booking& booking : event.bookings()) Note(booking);
          }
        });
  }

  void Note(const v1::Booking& booking) {
    if (booking.has_venue()) programme_venues_.insert(booking.venue());
    if (booking.has_space()) {
      programme_venues_.insert(booking.space().substr(0, booking.space().find("/spaces/")));
    }
    if (booking.has_participant() && question_.with_participants) {
      participants_.insert(booking.participant());
    }
  }

  absl::Status SetWindow() {
    if (!first_) first_ = last_ ? std::min(question_.today, *last_) : question_.today;
    const bool by_hour = scope_.unit == TimelineUnit::kHour;
    if (!last_) last_ = *first_ + (by_hour ? 0 : kDaysFromToday - 1);
    if (*last_ < *first_) {
      return UsageError(absl::StrCat("--to ", absl::FormatCivilTime(*last_), " is before --from ",
                                     absl::FormatCivilTime(*first_), "."));
    }
    const int most = by_hour ? kMostDaysByHour : kMostDays;
    if (*last_ - *first_ >= most) {
      return UsageError(absl::StrCat("A timeline by ", by_hour ? "hour" : "day", " shows ", most,
                                     " days at most; choose --from and --to closer together."));
    }
    scope_.first_day = *first_;
    scope_.last_day = *last_;
    return absl::OkStatus();
  }

  absl::Status ReadVenues() {
    std::set<std::string> wanted(question_.venues.begin(), question_.venues.end());
    if (wanted.empty()) wanted = programme_venues_;
    const bool all = wanted.empty() && question_.programme.empty() && participants_.empty();
    if (all) {
      return ForEachPage<v1::ListVenuesResponse>(client_, v1::ListVenuesRequest(),
                                                 [this](const v1::ListVenuesResponse& page) {
                                                   for (const v1::Venue& venue : page.venues())
                                                     scope_.places.push_back({venue, {}});
                                                 });
    }
    for (const std::string& name : wanted) {
      v1::GetVenueRequest request;
      request.set_name(name);
      ASSIGN_OR_RETURN(auto response, client_.Call<v1::GetVenueResponse>(request));
      scope_.places.push_back({response.venue(), {}});
    }
    return absl::OkStatus();
  }

  absl::Status ReadSpaces() {
    for (TimelinePlace& place : scope_.places) {
      v1::ListSpacesRequest request;
      request.set_parent(place.venue.name());
      RETURN_IF_ERROR(ForEachPage<v1::ListSpacesResponse>(
          client_, request, [&place](const v1::ListSpacesResponse& page) {
            place.spaces.insert(place.spaces.end(), page.spaces().begin(), page.spaces().end());
          }));
    }
    return absl::OkStatus();
  }

  absl::Status ReadParticipants() {
    scope_.participant_zone = scope_.places.empty() ? "UTC" : scope_.places[0].venue.time_zone();
    for (const std::string& name : participants_) {
      v1::GetParticipantRequest request;
      request.set_name(name);
      ASSIGN_OR_RETURN(auto response, client_.Call<v1::GetParticipantResponse>(request));
      scope_.participants.push_back(response.participant());
    }
    return absl::OkStatus();
  }

  client::Client& client_;
  const TimelineQuestion& question_;
  std::optional<absl::CivilDay> first_;
  std::optional<absl::CivilDay> last_;
  std::set<std::string> programme_venues_;
  std::set<std::string> participants_;
  TimelineScope scope_;
};

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds());
}

// Whether it is on days of the scope where it takes place.
bool IsWithin(const TimelineScope& scope, const v1::Occupancy& occupancy) {
  const absl::TimeZone zone = ZoneNamed(occupancy.time_zone());
  const bool begins_before =
      TimeOf(occupancy.start_time()) < absl::FromCivil(absl::CivilSecond(scope.last_day + 1), zone);
  return begins_before &&
         (!occupancy.has_end_time() ||
          absl::FromCivil(absl::CivilSecond(scope.first_day), zone) < TimeOf(occupancy.end_time()));
}

// Visits what occupies the resources on those days, page by page.
template <class Visit>
absl::Status Query(client::Client& client, const std::vector<std::string>& resources,
                   absl::CivilDay first, absl::CivilDay last, const std::string& zone,
                   const Visit& visit) {
  for (size_t i = 0; i < resources.size(); i += kResourcesPerQuery) {
    v1::QueryOccupancyRequest request;
    const size_t end = std::min(resources.size(), i + kResourcesPerQuery);
    for (size_t k = i; k < end; ++k) request.add_resources(resources[k]);
    *request.mutable_window()->mutable_first_day() = DateOf(first);
    *request.mutable_window()->mutable_last_day() = DateOf(last);
    request.set_time_zone(zone);
    RETURN_IF_ERROR(ForEachPage<v1::QueryOccupancyResponse>(client, request, visit));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TimelineScope> FindTimelineScope(client::Client& client,
                                                const TimelineQuestion& question) {
  return ScopeFinder(client, question).Find();
}

absl::StatusOr<v1::QueryOccupancyResponse> ReadOccupancy(client::Client& client,
                                                         const TimelineScope& scope) {
  std::vector<std::string> places, participants;
  for (const TimelinePlace& place : scope.places) places.push_back(place.venue.name());
  for (const v1::Participant& one : scope.participants) participants.push_back(one.name());
  v1::QueryOccupancyResponse all;
  const auto add = [&all](const v1::QueryOccupancyResponse& page) {
    all.mutable_occupancies()->MergeFrom(page.occupancies());
    all.set_revision_token(page.revision_token());
  };
  auto status = Query(client, places, scope.first_day, scope.last_day, scope.participant_zone, add);
  // Where a participant is, is not known before; no two zones are two days apart.
  const auto add_within = [&](const v1::QueryOccupancyResponse& page) {
    for (const v1::Occupancy& one : page.occupancies()) {
      if (IsWithin(scope, one)) *all.add_occupancies() = one;
    }
    all.set_revision_token(page.revision_token());
  };
  if (status.ok()) {
    status = Query(client, participants, scope.first_day - 2, scope.last_day + 2,
                   scope.participant_zone, add_within);
  }
  if (!status.ok()) return status;
  return all;
}

}  // namespace taqvim::cli
