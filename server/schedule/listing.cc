// Reading events: one, or those that a filter means.
#include <utility>

#include "server/schedule/api.h"
#include "server/schedule/errors.h"
#include "server/schedule/event_filter.h"
#include "server/schedule/page_token.h"
#include "server/schedule/resources.h"
#include "server/schedule/scan.h"

namespace taqvim::schedule {

absl::StatusOr<v1::GetEventResponse> GetEvent(storage::Snapshot& snapshot, const Caller&,
                                              const v1::GetEventRequest& request) {
  auto resource = snapshot.Find(storage::Kind::kEvent, request.name());
  if (!resource.ok()) return resource.status();
  if (!*resource) return NotFound(request.name());
  v1::GetEventResponse response;
  if (auto s = FromResource(**resource, response.mutable_event()); !s.ok()) return s;
  return response;
}

absl::StatusOr<v1::ListEventsResponse> ListEvents(storage::Snapshot& snapshot, const Caller&,
                                                  const v1::ListEventsRequest& request) {
  auto after = ScanPosition(request);
  if (!after.ok()) return after.status();
  const EventMatcher matcher(request.filter());
  v1::ListEventsResponse response;
  const storage::ListQuery query{.kind = storage::Kind::kEvent, .after = *after};
  auto next = Scan(snapshot, query, PageSize(request.page_size()),
                   [&](const storage::Resource& resource) -> absl::StatusOr<bool> {
                     auto event = Read<v1::Event>(resource);
                     if (!event.ok()) return event.status();
                     if (!matcher.Matches(*event)) return false;
                     *response.add_events() = *std::move(event);
                     return true;
                   });
  if (!next.ok()) return next.status();
  response.set_next_page_token(ScanToken(request, *next));
  return response;
}

}  // namespace taqvim::schedule
