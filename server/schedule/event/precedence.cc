#include "server/schedule/event/precedence.h"

#include <tuple>

namespace taqvim::schedule {

bool ConfirmedBefore(const v1::Event& a, storage::ResourceId a_id, const v1::Event& b,
                     storage::ResourceId b_id) {
  if (b.host() == a.name()) return true;
  if (a.host() == b.name()) return false;
  return std::forward_as_tuple(a.confirm_time().seconds(), a.confirm_time().nanos(), a_id) <
         std::forward_as_tuple(b.confirm_time().seconds(), b.confirm_time().nanos(), b_id);
}

}  // namespace taqvim::schedule
