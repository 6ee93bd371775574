#include "server/schedule/write/public_update_time.h"

#include <string>

#include "server/access/public_form.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

template <class Resource>
std::string SeenByPublic(Resource resource) {
  access::KeepPublic(resource);
  resource.clear_public_update_time();
  // How far the days of a rule are claimed changes by itself, day by day.
  if constexpr (requires { resource.has_recurrence(); }) {
    if (resource.has_recurrence()) resource.mutable_recurrence()->clear_claimed_through();
  }
  return ToBody(resource);
}

template <class Resource>
void SettleSeen(const Resource& before, bool was_seen, Resource& after) {
  if (!was_seen || SeenByPublic(before) != SeenByPublic(after)) {
    *after.mutable_public_update_time() = after.update_time();
  } else if (before.has_public_update_time()) {
    *after.mutable_public_update_time() = before.public_update_time();
  } else {
    after.clear_public_update_time();
  }
}

}  // namespace

void SettlePublicUpdateTime(const v1::Event& before, v1::Event& after) {
  if (!access::AppearsInPublic(after)) return after.clear_public_update_time();
  SettleSeen(before, access::AppearsInPublic(before), after);
}

void SettlePublicUpdateTime(const v1::Venue& before, v1::Venue& after) {
  SettleSeen(before, /*was_seen=*/true, after);
}

void SettlePublicUpdateTime(const v1::Space& before, v1::Space& after) {
  SettleSeen(before, /*was_seen=*/true, after);
}

}  // namespace taqvim::schedule
