#include "server/schedule/write/public_update_time.h"

#include <string>

#include "server/access/public_form.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

// How far the days of a rule are claimed changes by itself, day by day.
std::string SeenByPublic(v1::Event event) {
  access::KeepPublic(event);
  event.clear_public_update_time();
  if (event.has_recurrence()) event.mutable_recurrence()->clear_claimed_through();
  return ToBody(event);
}

}  // namespace

void SettlePublicUpdateTime(const v1::Event& before, v1::Event& after) {
  if (!access::AppearsInPublic(after)) {
    after.clear_public_update_time();
  } else if (!access::AppearsInPublic(before) || SeenByPublic(before) != SeenByPublic(after)) {
    *after.mutable_public_update_time() = after.update_time();
  } else if (before.has_public_update_time()) {
    *after.mutable_public_update_time() = before.public_update_time();
  }
}

}  // namespace taqvim::schedule
