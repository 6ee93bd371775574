// Reading events: one, or those that a filter means; a part of server/schedule/api.h.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "proto/status_macros.h"
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
constexpr size_t kMostBytes = 2 << 20;

absl::StatusOr<v1::Event> EventOf(const storage::Resource& resource, const Caller& caller,
                                  HoldRanks& ranks) {
  v1::Event event;
  RETURN_IF_ERROR(FromResource(resource, &event));
  RETURN_IF_ERROR(ranks.Fill(resource.id, event));
  access::Show(caller.rights, event);
  return event;
}

// The event of that name; null when it is not there for the caller.
absl::StatusOr<std::shared_ptr<const storage::Resource>> FindFor(const Caller& caller,
                                                                 storage::Snapshot& snapshot,
                                                                 const std::string& name) {
  ASSIGN_OR_RETURN(auto resource, snapshot.Find(storage::Kind::kEvent, name));
  if (!resource || !caller.rights.IsPublic()) return resource;
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
  return caller.rights.KnowsOf(*event) ? resource : nullptr;
}

}  // namespace

absl::StatusOr<v1::GetEventResponse> GetEvent(storage::Snapshot& snapshot, const Caller& caller,
                                              const v1::GetEventRequest& request) {
  ASSIGN_OR_RETURN(auto resource, FindFor(caller, snapshot, request.name()));
  if (!resource) return NotFound(request.name());
  HoldRanks ranks(snapshot, caller.rights);
  ASSIGN_OR_RETURN(auto event, EventOf(*resource, caller, ranks));
  v1::GetEventResponse response;
  *response.mutable_event() = std::move(event);
  return response;
}

absl::StatusOr<v1::BatchGetEventsResponse> BatchGetEvents(
    storage::Snapshot& snapshot, const Caller& caller, const v1::BatchGetEventsRequest& request) {
  std::vector<std::shared_ptr<const storage::Resource>> found;
  for (const std::string& name : request.names()) {
    ASSIGN_OR_RETURN(auto resource, FindFor(caller, snapshot, name));
    if (!resource) return NotFound(name);
    found.push_back(std::move(resource));
  }
  v1::BatchGetEventsResponse response;
  HoldRanks ranks(snapshot, caller.rights);
  size_t bytes = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    const bool full = i > 0 && (ranks.lookups() >= kMostLookups || snapshot.Hurries());
    if (!full) {
      ASSIGN_OR_RETURN(auto event, EventOf(*found[i], caller, ranks));
      bytes += event.ByteSizeLong();
      if (i == 0 || bytes <= kMostBytes) {
        *response.add_events() = std::move(event);
        continue;
      }
    }
    response.mutable_remaining_names()->Add(request.names().begin() + static_cast<int>(i),
                                            request.names().end());
    break;
  }
  return response;
}

absl::StatusOr<v1::ListEventsResponse> ListEvents(storage::Snapshot& snapshot, const Caller& caller,
                                                  const v1::ListEventsRequest& request) {
  ASSIGN_OR_RETURN(auto after, ScanPosition(request));
  v1::ListEventsResponse response;
  ASSIGN_OR_RETURN(auto search, EventSearch::Make(snapshot, caller.rights, request.filter()));
  if (!search.has_value()) return response;
  const EventMatcher matcher(request.filter());
  HoldRanks ranks(snapshot, caller.rights);
  v1::Event event;
  storage::SearchQuery query = search->query();
  query.after = after;
  const auto look = [&](const storage::Resource& resource) -> absl::StatusOr<Look> {
    RETURN_IF_ERROR(FromResource(resource, &event));
    if (!caller.rights.KnowsOf(event)) return Look{};
    v1::Event scratch;
    const v1::Event& visible = access::VisibleForm(caller.rights, event, scratch);
    Look seen{.matches = matcher.Matches(visible)};
    const bool open = &visible == &event || caller.rights.SeesAllOf(event);
    if (seen.matches || open || search->CountsClosed(visible)) {
      seen.work = open ? resource.body.size() : visible.ByteSizeLong();
    }
    return seen;
  };
  const auto take = [&](const storage::Resource& resource) -> absl::StatusOr<size_t> {
    RETURN_IF_ERROR(ranks.Fill(resource.id, event));
    access::Show(caller.rights, event);
    return (*response.add_events() = std::move(event)).ByteSizeLong();
  };
  const auto is_full = [&] { return ranks.lookups() >= kMostLookups; };
  ASSIGN_OR_RETURN(auto next, Scan(snapshot, std::move(query), PageSize(request.page_size()), look,
                                   take, is_full));
  response.set_next_page_token(ScanToken(request, next));
  return response;
}

}  // namespace taqvim::schedule
