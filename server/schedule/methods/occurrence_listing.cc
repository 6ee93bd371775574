// The occurrences of events, a page at a time: a part of server/schedule/api.h.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/base/field_errors.h"
#include "server/schedule/api.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/validate.h"
#include "server/schedule/check/validate_filter.h"
#include "server/schedule/event/agenda.h"
#include "server/schedule/event/event_filter.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/methods/agenda_listing.h"
#include "server/schedule/methods/occurrence_teller.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/scan.h"

namespace taqvim::schedule {
namespace {

constexpr int kYearsAhead = 30;
constexpr int64_t kMostDays = 731;

// The last day to look at.
absl::CivilDay LastDay(const v1::ListOccurrencesRequest& request, const v1::Event& event,
                       const Occurrences& occurrences, absl::Time now) {
  if (!event.has_recurrence()) return WindowOf(request.window()).last;
  if (!request.window().has_last_day()) return ToCivilDay(event.recurrence().claimed_through());
  const absl::CivilDay from = std::max(occurrences.first(), HorizonAt(now));
  return std::min(ToCivilDay(request.window().last_day()),
                  absl::CivilDay(from.year() + kYearsAhead, from.month(), from.day()));
}

// After which one a page begins; nullopt for the first page.
absl::StatusOr<std::optional<AgendaKey>> PositionIn(const v1::ListOccurrencesRequest& request) {
  ASSIGN_OR_RETURN(const auto position, PositionOf(request));
  if (position.empty()) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(position, ',');
  AgendaKey key;
  if (parts.size() == 2 && absl::ParseCivilTime(parts[0], &key.day) &&
      absl::SimpleAtoi(parts[1], &key.stop)) {
    return key;
  }
  return InvalidField("page_token", "The page token is damaged; begin again without one.",
                      v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

std::string TokenAfter(const v1::ListOccurrencesRequest& request, const AgendaKey& key) {
  return MakePageToken(request, absl::StrCat(absl::FormatCivilTime(key.day), ",", key.stop));
}

// Those of an event between the days, until `visit` returns false: its stops, or what its
// rule has.
void ForEachKey(const Agenda& agenda, const CivilDays& window,
                absl::FunctionRef<bool(const AgendaKey&)> visit) {
  std::vector<AgendaKey> stops;
  for (const v1::Stop& stop : agenda.event().culture_days().stops()) {
    stops.push_back({ToCivilDay(stop.first_day()), static_cast<int>(stops.size())});
  }
  std::sort(stops.begin(), stops.end());
  for (const AgendaKey& key : stops) {
    const bool is_in = window.first <= key.day && key.day <= window.last;
    if (is_in && !visit(key)) return;
  }
  agenda.occurrences().ForEach(window.first, window.last,
                               [&](absl::CivilDay day) { return visit({day}); });
}

absl::Status ListUntilFull(const v1::ListOccurrencesRequest& request, const Agenda& agenda,
                           const CivilDays& window, OccurrenceTeller& teller,
                           v1::ListOccurrencesResponse& response) {
  ASSIGN_OR_RETURN(const auto begin, PositionIn(request));
  const CivilDays days = {begin ? std::max(window.first, begin->day) : window.first, window.last};
  PageBounds bounds(PageSize(request.page_size()));
  AgendaKey last;
  absl::Status status;
  ForEachKey(agenda, days, [&](const AgendaKey& key) {
    if (begin && key <= *begin) return true;
    auto told = teller.Tell(agenda, key);
    status = told.status();
    if (!status.ok()) return false;
    if (bounds.IsFull() || !bounds.HasRoomFor(told->bytes)) {
      response.set_next_page_token(TokenAfter(request, last));
      return false;
    }
    bounds.Take(told->bytes);
    teller.Add(*std::move(told));
    last = key;
    return true;
  });
  return status;
}

absl::StatusOr<v1::ListOccurrencesResponse> ListOfOne(storage::Snapshot& snapshot,
                                                      const Caller& caller,
                                                      const v1::ListOccurrencesRequest& request) {
  ASSIGN_OR_RETURN(auto resource, snapshot.Find(storage::Kind::kEvent, request.name()));
  if (!resource) return NotFound(request.name());
  ASSIGN_OR_RETURN(auto event, Read<v1::Event>(*resource));
  if (!caller.rights.KnowsOf(event)) return NotFound(request.name());
  access::Show(caller.rights, event);
  const Agenda agenda(event);
  const CivilDays window = {WindowOf(request.window()).first,
                            LastDay(request, event, agenda.occurrences(), snapshot.now())};
  v1::ListOccurrencesResponse response;
  OccurrenceTeller teller(snapshot, response);
  RETURN_IF_ERROR(ListUntilFull(request, agenda, window, teller, response));
  return response;
}

void CheckWindowOfMany(const v1::DateWindow& window, FieldErrors& errors) {
  if (!window.has_first_day()) errors.Add("first_day", "is required without `name`");
  if (!window.has_last_day()) errors.Add("last_day", "is required without `name`");
  if (!window.has_first_day() || !window.has_last_day()) return;
  if (ToCivilDay(window.last_day()) - ToCivilDay(window.first_day()) >= kMostDays) {
    errors.Add("last_day", "must be at most 730 days after first_day; ask for less at once");
  }
}

}  // namespace

absl::Status Validate(const v1::ListOccurrencesRequest& request) {
  FieldErrors errors;
  CheckName(storage::Kind::kEvent, "name", request.name(), false, errors);
  if (!request.name().empty() && request.has_filter()) {
    errors.Add("filter", "cannot be given with `name`: ask for one event, or for all that match");
  }
  CheckFilter(request.filter(), errors);
  if (request.filter().has_window()) {
    errors.Add("filter.window", "must be unset; `window` says which days");
  }
  CheckPageSize(request.page_size(), errors);
  FieldErrors::Scope window(errors, "window");
  CheckFirstAndLast(request.window(), errors);
  if (request.name().empty()) CheckWindowOfMany(request.window(), errors);
  return errors.ToStatus();
}

absl::StatusOr<v1::ListOccurrencesResponse> ListOccurrences(
    storage::Snapshot& snapshot, const Caller& caller, const v1::ListOccurrencesRequest& request) {
  return request.name().empty() ? ListAgenda(snapshot, caller, request)
                                : ListOfOne(snapshot, caller, request);
}

}  // namespace taqvim::schedule
