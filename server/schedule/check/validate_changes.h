// The requests for changes; see schedule/api.h for what Validate promises.
#pragma once

#include "absl/status/status.h"
#include "taqvim/v1/change_service.pb.h"

namespace taqvim::schedule {

absl::Status Validate(const v1::ListChangesRequest& request);
absl::Status Validate(const v1::WatchChangesRequest& request);

}  // namespace taqvim::schedule
