// Reading events: one, or those that a filter means.
#include <utility>

#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/schedule/api.h"
#include "server/schedule/event/event_filter.h"
#include "server/schedule/event/event_search.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/scan.h"
#include "server/schedule/write/hold_ranks.h"

namespace taqvim::schedule {
namespace {

// So many look-ups for ranks keep a page well within the time for which a
// snapshot may be held.
constexpr int kMostLookups = 1500;

}  // namespace

absl::StatusOr<v1::GetEventResponse> GetEvent(storage::Snapshot& snapshot, const Caller& caller,
                                              const v1::GetEventRequest& request) {
  auto resource = snapshot.Find(storage::Kind::kEvent, request.name());
  if (!resource.ok()) return resource.status();
  if (!*resource) return NotFound(request.name());
  v1::GetEventResponse response;
  if (auto s = FromResource(**resource, response.mutable_event()); !s.ok()) return s;
  HoldRanks ranks(snapshot, caller.rights);
  if (auto s = ranks.Fill((*resource)->id, *response.mutable_event()); !s.ok()) return s;
  access::Show(caller.rights, *response.mutable_event());
  return response;
}

absl::StatusOr<v1::ListEventsResponse> ListEvents(storage::Snapshot& snapshot, const Caller& caller,
                                                  const v1::ListEventsRequest& request) {
  auto after = ScanPosition(request);
  if (!after.ok()) return after.status();
  v1::ListEventsResponse response;
  auto search = EventSearch::Make(snapshot, caller.rights, request.filter());
  if (!search.ok()) return search.status();
  if (!search->has_value()) return response;
  const EventMatcher matcher(request.filter());
  HoldRanks ranks(snapshot, caller.rights);
  v1::Event event;
  storage::SearchQuery query = (*search)->query();
  query.after = *after;
  auto next = Scan(
      snapshot, std::move(query), PageSize(request.page_size()),
      [&](const storage::Resource& resource) -> absl::StatusOr<Look> {
        if (auto s = FromResource(resource, &event); !s.ok()) return s;
        v1::Event scratch;
        const v1::Event& visible = access::VisibleForm(caller.rights, event, scratch);
        Look look{.matches = matcher.Matches(visible)};
        const bool open = &visible == &event || caller.rights.SeesAllOf(event);
        if (look.matches || open || (*search)->CountsClosed(visible)) {
          look.work = open ? resource.body.size() : visible.ByteSizeLong();
        }
        return look;
      },
      [&](const storage::Resource& resource) -> absl::StatusOr<size_t> {
        if (auto s = ranks.Fill(resource.id, event); !s.ok()) return s;
        access::Show(caller.rights, event);
        return (*response.add_events() = std::move(event)).ByteSizeLong();
      },
      [&] { return ranks.lookups() >= kMostLookups; });
  if (!next.ok()) return next.status();
  response.set_next_page_token(ScanToken(request, *next));
  return response;
}

}  // namespace taqvim::schedule
