#include "client/cli/timeline/timeline_scope.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/cli/fields/civil_dates.h"
#include "client/cli/fields/names.h"
#include "client/cli/text/local_time.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::cli {
namespace {

// What a unit is called, how many days are shown of it when nothing else is said, and how
// many at most.
struct UnitBounds {
  const char* name;
  int usual_days;
  int most_days;
};

const UnitBounds& BoundsOf(TimelineUnit unit) {
  static constexpr UnitBounds kHour = {"hour", 1, 14};
  static constexpr UnitBounds kDay = {"day", 14, 366};
  static constexpr UnitBounds kWeek = {"week", 84, 731};
  static constexpr UnitBounds kMonth = {"month", 366, 3660};
  static constexpr UnitBounds kYear = {"year", 1827, 3660};
  switch (unit) {
    case TimelineUnit::kHour:
      return kHour;
    case TimelineUnit::kWeek:
      return kWeek;
    case TimelineUnit::kMonth:
      return kMonth;
    case TimelineUnit::kYear:
      return kYear;
    default:
      return kDay;
  }
}

// The most days that are drawn by hour, day, week and month, unless another unit is said.
constexpr int kMostDaysByHour = 1;
constexpr int kMostDaysByDay = 62;
constexpr int kMostDaysByWeek = 366;
constexpr int kMostDaysByMonth = 1827;

// No two zones are as many days apart.
constexpr int kFarthest = 2;

constexpr int kResourcesPerQuery = 100;
constexpr int kScopePageSize = 1000;

// Calls page after page; `visit` gets each response.
template <class Response, class Request, class Visit>
absl::Status ForEachPage(client::Client& client, Request request, Visit visit) {
  request.set_page_size(kScopePageSize);
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
        participants_(question.participants.begin(), question.participants.end()) {}

  absl::StatusOr<TimelineScope> Find() {
    RETURN_IF_ERROR(ReadProgramme());
    RETURN_IF_ERROR(SetWindow());
    RETURN_IF_ERROR(ReadOrganizations());
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
    AddSubject(response.event().title(), question_.programme);
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
    return ReadEvents(request);
  }

  // Takes what the events book.
  absl::Status ReadEvents(const v1::ListEventsRequest& request) {
    return ForEachPage<v1::ListEventsResponse>(
        client_, request, [this](const v1::ListEventsResponse& page) {
          for (const v1::Event& event : page.events()) {
            for (const v1::Booking& booking : event.bookings()) Note(booking);
          }
        });
  }

  void Note(const v1::Booking& booking) {
    if (booking.has_venue()) booked_venues_.insert(booking.venue());
    if (booking.has_space()) {
      booked_venues_.insert(booking.space().substr(0, booking.space().find("/spaces/")));
    }
    if (booking.has_participant() && question_.with_participants) {
      participants_.insert(booking.participant());
    }
  }

  absl::Status SetWindow() {
    if (!first_) first_ = last_ ? std::min(question_.today, *last_) : question_.today;
    if (!last_) {
      last_ = *first_ + BoundsOf(question_.unit.value_or(TimelineUnit::kDay)).usual_days - 1;
    }
    if (*last_ < *first_) {
      return UsageError(absl::StrCat("--to ", absl::FormatCivilTime(*last_), " is before --from ",
                                     absl::FormatCivilTime(*first_), "."));
    }
    const auto days = *last_ - *first_ + 1;
    scope_.unit = question_.unit.value_or(UnitFor(static_cast<int>(std::min<int64_t>(days, 9999))));
    const UnitBounds& bounds = BoundsOf(scope_.unit);
    if (days > bounds.most_days) {
      return UsageError(absl::StrCat("A timeline by ", bounds.name, " shows ", bounds.most_days,
                                     " days at most; choose --from and --to closer together",
                                     bounds.most_days < 3660 ? ", or --by something longer" : "",
                                     "."));
    }
    scope_.shown_in = question_.shown_in;
    scope_.first_day = *first_;
    scope_.last_day = *last_;
    return absl::OkStatus();
  }

  // The venues that the organizations run are among the wanted; those that their events
  // book are noted.
  absl::Status ReadOrganizations() {
    if (question_.organizations.empty()) return absl::OkStatus();
    v1::ListEventsRequest request;
    for (const std::string& name : question_.organizations) {
      v1::GetOrganizationRequest get;
      get.set_name(name);
      ASSIGN_OR_RETURN(const auto response, client_.Call<v1::GetOrganizationResponse>(get));
      AddSubject(response.organization().title(), name);
      request.mutable_filter()->add_organizations(name);
    }
    request.mutable_filter()->add_states(v1::EVENT_STATE_TENTATIVE);
    request.mutable_filter()->add_states(v1::EVENT_STATE_CONFIRMED);
    auto& window = *request.mutable_filter()->mutable_window();
    *window.mutable_first_day() = DateOf(scope_.first_day);
    *window.mutable_last_day() = DateOf(scope_.last_day);
    RETURN_IF_ERROR(ReadEvents(request));
    v1::ListVenuesRequest theirs;
    *theirs.mutable_filter()->mutable_organizations() = request.filter().organizations();
    return ReadVenuesOf(theirs);
  }

  absl::Status ReadVenuesOf(const v1::ListVenuesRequest& request) {
    return ForEachPage<v1::ListVenuesResponse>(client_, request,
                                               [this](const v1::ListVenuesResponse& page) {
                                                 for (const v1::Venue& venue : page.venues())
                                                   AddPlace(venue);
                                               });
  }

  void AddPlace(const v1::Venue& venue) {
    if (!known_venues_.insert(venue.name()).second) return;
    scope_.places.emplace_back().venue = venue;
  }

  absl::Status ReadVenues() {
    const bool by_name = !question_.venues.empty() || !question_.spaces.empty();
    if (!by_name && question_.cities.empty() && question_.organizations.empty() &&
        question_.programme.empty() && participants_.empty()) {
      return ReadVenuesOf(v1::ListVenuesRequest());
    }
    std::set<std::string> wanted(question_.venues.begin(), question_.venues.end());
    for (const std::string& space : question_.spaces) {
      wanted.insert(std::string(ParentOf(space)));
    }
    if (!by_name && question_.cities.empty()) wanted = booked_venues_;
    for (const std::string& name : wanted) RETURN_IF_ERROR(ReadVenue(name));
    if (question_.cities.empty()) return absl::OkStatus();
    v1::ListVenuesRequest request;
    for (const std::string& city : question_.cities) {
      request.mutable_filter()->add_cities(city);
      scope_.subjects.push_back({{"", city}});
    }
    return ReadVenuesOf(request);
  }

  absl::Status ReadVenue(const std::string& name) {
    if (known_venues_.contains(name)) return absl::OkStatus();
    v1::GetVenueRequest request;
    request.set_name(name);
    ASSIGN_OR_RETURN(const auto response, client_.Call<v1::GetVenueResponse>(request));
    const auto& asked = question_.venues;
    if (std::find(asked.begin(), asked.end(), name) != asked.end()) {
      AddSubject(response.venue().title(), name);
    }
    AddPlace(response.venue());
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
      RETURN_IF_ERROR(ChooseSpaces(place));
    }
    return absl::OkStatus();
  }

  // Leaves the spaces that were asked for, and their parts, unless the whole venue was.
  absl::Status ChooseSpaces(TimelinePlace& place) {
    const auto& venues = question_.venues;
    if (std::find(venues.begin(), venues.end(), place.venue.name()) != venues.end()) {
      return absl::OkStatus();
    }
    std::map<std::string, const v1::Space*> known;
    for (const v1::Space& space : place.spaces) known[space.name()] = &space;
    std::set<std::string> kept;
    for (const std::string& name : question_.spaces) {
      if (ParentOf(name) != place.venue.name()) continue;
      if (!known.contains(name)) {
        return UsageError(absl::StrCat("--space: there is no ", name, "."));
      }
      AddSubject(known[name]->title(), name);
      place.chosen.push_back(name);
      Keep(name, known, &kept);
    }
    if (place.chosen.empty()) return absl::OkStatus();
    const auto left_out = [&](const v1::Space& space) { return !kept.contains(space.name()); };
    place.spaces.erase(std::remove_if(place.spaces.begin(), place.spaces.end(), left_out),
                       place.spaces.end());
    return absl::OkStatus();
  }

  static void Keep(const std::string& name, const std::map<std::string, const v1::Space*>& known,
                   std::set<std::string>* kept) {
    const auto found = known.find(name);
    if (found == known.end() || !kept->insert(name).second) return;
    for (const std::string& part : found->second->parts()) Keep(part, known, kept);
  }

  template <class Titles>
  void AddSubject(const Titles& titles, const std::string& name) {
    std::map<std::string, std::string> ordered(titles.begin(), titles.end());
    if (ordered.empty()) ordered[""] = name;
    scope_.subjects.push_back(std::move(ordered));
  }

  absl::Status ReadParticipants() {
    scope_.participant_zone = scope_.places.empty() ? "UTC" : scope_.places[0].venue.time_zone();
    for (const std::string& name : participants_) {
      v1::GetParticipantRequest request;
      request.set_name(name);
      ASSIGN_OR_RETURN(auto response, client_.Call<v1::GetParticipantResponse>(request));
      const auto& asked = question_.participants;
      if (std::find(asked.begin(), asked.end(), name) != asked.end()) {
        AddSubject(response.participant().title(), name);
      }
      scope_.participants.push_back(response.participant());
    }
    return absl::OkStatus();
  }

  client::Client& client_;
  const TimelineQuestion& question_;
  std::optional<absl::CivilDay> first_;
  std::optional<absl::CivilDay> last_;
  // By the events of the programme and of the organizations.
  std::set<std::string> booked_venues_;
  std::set<std::string> known_venues_;
  std::set<std::string> participants_;
  TimelineScope scope_;
};

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds());
}

// Whether it is on days of the scope where it takes place.
bool IsWithin(const TimelineScope& scope, const v1::Occupancy& occupancy) {
  const absl::TimeZone zone = scope.shown_in.value_or(ZoneNamed(occupancy.time_zone()));
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

TimelineUnit UnitFor(int days) {
  if (days <= kMostDaysByHour) return TimelineUnit::kHour;
  if (days <= kMostDaysByDay) return TimelineUnit::kDay;
  if (days <= kMostDaysByWeek) return TimelineUnit::kWeek;
  return days <= kMostDaysByMonth ? TimelineUnit::kMonth : TimelineUnit::kYear;
}

absl::StatusOr<TimelineScope> FindTimelineScope(client::Client& client,
                                                const TimelineQuestion& question) {
  return ScopeFinder(client, question).Find();
}

absl::StatusOr<v1::QueryOccupancyResponse> ReadOccupancy(client::Client& client,
                                                         const TimelineScope& scope) {
  std::vector<std::string> places, participants;
  for (const TimelinePlace& place : scope.places) {
    if (place.chosen.empty()) places.push_back(place.venue.name());
    places.insert(places.end(), place.chosen.begin(), place.chosen.end());
  }
  for (const v1::Participant& one : scope.participants) participants.push_back(one.name());
  v1::QueryOccupancyResponse all;
  const auto add = [&all](const v1::QueryOccupancyResponse& page) {
    all.mutable_occupancies()->MergeFrom(page.occupancies());
    all.set_revision_token(page.revision_token());
  };
  // Where a participant is, is not known before.
  const auto add_within = [&](const v1::QueryOccupancyResponse& page) {
    for (const v1::Occupancy& one : page.occupancies()) {
      if (IsWithin(scope, one)) *all.add_occupancies() = one;
    }
    all.set_revision_token(page.revision_token());
  };
  const auto query_within = [&](const std::vector<std::string>& resources) {
    return Query(client, resources, scope.first_day - kFarthest, scope.last_day + kFarthest,
                 scope.participant_zone, add_within);
  };
  if (scope.shown_in) {
    RETURN_IF_ERROR(query_within(places));
  } else {
    RETURN_IF_ERROR(
        Query(client, places, scope.first_day, scope.last_day, scope.participant_zone, add));
  }
  RETURN_IF_ERROR(query_within(participants));
  return all;
}

}  // namespace taqvim::cli
