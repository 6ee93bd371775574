#include "client/web/published/held_days.h"

namespace taqvim::web {

CivilDays HeldDays(absl::CivilDay today) {
  return {absl::CivilDay(absl::CivilMonth(today) - 1),
          absl::CivilDay(absl::CivilYear(today) + 2) - 1};
}

}  // namespace taqvim::web
