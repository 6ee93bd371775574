// Validators of the requests for changes; see requests.h for what they promise.
#pragma once

#include "absl/status/status.h"
#include "taqvim/v1/change_service.pb.h"

namespace taqvim::schedule {

absl::Status Validate(const v1::ListChangesRequest& request);
absl::Status Validate(const v1::WatchChangesRequest& request);

}  // namespace taqvim::schedule
