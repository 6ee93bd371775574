#include "server/schedule/upkeep/count_holds.h"

#include "proto/status_macros.h"
#include "server/access/rights.h"
#include "server/schedule/event/event_search.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_filter.pb.h"

namespace taqvim::schedule {
namespace {

constexpr int kCountedAtOnce = 200;

}  // namespace

absl::StatusOr<HoldCount> CountHolds(storage::Snapshot& store, storage::ResourceId after) {
  v1::EventFilter filter;
  filter.add_states(v1::EVENT_STATE_TENTATIVE);
  ASSIGN_OR_RETURN(const auto search, EventSearch::Make(store, access::Rights::All(), filter));
  if (!search.has_value()) return HoldCount{.reached = after, .complete = true};
  storage::SearchQuery query = search->query();
  query.after = after;
  query.limit = kCountedAtOnce;
  ASSIGN_OR_RETURN(const auto page, store.Search(query));
  HoldCount count{.reached = page.reached, .complete = page.complete};
  for (const storage::ResourceId id : page.ids) {
    ASSIGN_OR_RETURN(const auto resource, store.FindById(id));
    if (resource == nullptr) continue;
    ASSIGN_OR_RETURN(const auto event, ReadShared<v1::Event>(*resource));
    if (event->state() == v1::EVENT_STATE_TENTATIVE) ++count.holds;
  }
  return count;
}

}  // namespace taqvim::schedule
