// Who calls the schedule.
#pragma once

#include <string_view>

#include "server/access/rights.h"
#include "storage/revision.h"

namespace taqvim::schedule {

// Who asks, and what they may do; refers to both.
struct Caller {
  std::string_view principal;
  const access::Rights& rights;
};

// Whoever does what nobody asked for.
inline Caller System() { return {storage::kSystemPrincipal, access::Rights::All()}; }

}  // namespace taqvim::schedule
