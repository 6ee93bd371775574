#include "client/cli/session/closed_events.h"

#include <algorithm>
#include <vector>

#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::cli {
namespace {

// As many as the contract lets a request name.
constexpr size_t kMostNames = 1000;

}  // namespace

ClosedEvents ReadClosed(client::Client& client, const std::set<std::string>& names) {
  std::vector<std::string> left(names.begin(), names.end());
  ClosedEvents closed;
  std::vector<std::string> unpublished;
  bool some_published = false;
  while (!left.empty()) {
    v1::BatchGetEventsRequest request;
    const size_t count = std::min(left.size(), kMostNames);
    request.mutable_names()->Assign(left.end() - static_cast<ptrdiff_t>(count), left.end());
    left.resize(left.size() - count);
    const auto response = client.Call<v1::BatchGetEventsResponse>(request);
    if (!response.ok() || response->events().empty()) return {};
    for (const v1::Event& event : response->events()) {
      if (event.visibility() == v1::VISIBILITY_PRIVATE) {
        closed[event.name()] = "private";
      } else if (event.has_publish_time()) {
        some_published = true;
      } else {
        unpublished.push_back(event.name());
      }
    }
    left.insert(left.end(), response->remaining_names().begin(), response->remaining_names().end());
  }
  if (!some_published) return closed;
  for (const std::string& name : unpublished) closed[name] = "unpublished";
  return closed;
}

}  // namespace taqvim::cli
