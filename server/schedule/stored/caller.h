// The caller of an operation.
#pragma once

#include <string_view>

#include "absl/time/time.h"
#include "server/access/rights.h"
#include "storage/revision.h"

namespace taqvim::schedule {

// Principal and rights of a caller; refers to both.
struct Caller {
  std::string_view principal;
  const access::Rights& rights;
  // Whether the rights are less than what is granted to the principal, as its token has a
  // cap.
  bool capped = false;
  // The name of the access token that it shows; empty without one. Whether that only reads.
  std::string_view token = {};
  bool read_only = false;
  // When what it shows ends.
  absl::Time expires = absl::InfiniteFuture();
};

// The server itself, with all rights.
inline Caller System() { return {storage::kSystemPrincipal, access::Rights::All()}; }

}  // namespace taqvim::schedule
