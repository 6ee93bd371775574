#include "client/web/keyed/planned_events.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/time/time.h"
#include "client/web/http/callers.h"
#include "client/web/published/occurrence_reader.h"
#include "proto/status_macros.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::web {
namespace {

// The most that the contract lets a page hold.
constexpr int kPageSize = 1000;
constexpr int kMostPages = 100;
constexpr size_t kMostBytes = size_t{64} << 20;
constexpr absl::Duration kMostTime = absl::Seconds(30);
constexpr int kMostExtension = 5 * 366;

using Events = std::map<std::string, v1::Event>;

bool MayMeet(const v1::Event& event, const CivilDays& days) {
  if (event.has_recurrence() || event.has_culture_days()) return true;
  if (event.has_period() && DaysOf(event.period()).Meets(days)) return true;
  const auto& bookings = event.bookings();
  return std::any_of(bookings.begin(), bookings.end(), [&](const v1::Booking& booking) {
    return booking.has_period() && DaysOf(booking.period()).Meets(days);
  });
}

absl::StatusOr<Events> ReadEvents(client::Client& client, const CivilDays& days, bool whole,
                                  const std::string& revision_token) {
  Events events;
  size_t bytes = 0;
  const absl::Time began = SteadyNow();
  v1::ListEventsRequest request;
  request.set_page_size(kPageSize);
  request.set_min_revision_token(revision_token);
  for (int page = 0; page < kMostPages && bytes < kMostBytes; ++page) {
    if (SteadyNow() - began > kMostTime) return absl::UnavailableError("It takes too long.");
    ASSIGN_OR_RETURN(auto answer, client.Call<v1::ListEventsResponse>(request));
    for (v1::Event& event : *answer.mutable_events()) {
      if (!whole && !MayMeet(event, days)) continue;
      bytes += event.ByteSizeLong();
      events[event.name()] = std::move(event);
    }
    if (answer.next_page_token().empty()) return events;
    request.set_page_token(answer.next_page_token());
  }
  return absl::OutOfRangeError(
      "There are more events in this calendar than can be read for it; make a feed key with a "
      "narrower filter, and subscribe to that.");
}

}  // namespace

absl::StatusOr<std::vector<PublishedEvent>> ReadPlannedEvents(client::Client& client,
                                                              const CivilDays& days, bool whole,
                                                              const std::string& revision_token) {
  ASSIGN_OR_RETURN(Events events, ReadEvents(client, days, whole, revision_token));
  CivilDays read = days;
  if (whole) {
    for (const auto& [name, event] : events) read = Extended(read, event);
    read.first = std::max(read.first, days.first - kMostExtension);
    read.last = std::min(read.last, days.last + kMostExtension);
  }
  ASSIGN_OR_RETURN(Occurrences occurrences,
                   ReadOccurrences(client, read, revision_token, Held::kToo));
  std::vector<PublishedEvent> planned;
  for (auto& [name, event] : events) {
    std::vector<Occurrence>& of_event = occurrences[name];
    NumberStops(event, of_event);
    planned.push_back({std::move(event), std::move(of_event)});
  }
  return planned;
}

}  // namespace taqvim::web
