// Publishes drafts, and takes it back.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/schedule/drafts/drafts.h"
#include "taqvim/v1/publish_requests.pb.h"

namespace taqvim::schedule {

// Publishes the draft; one that is published stays as it is. FAILED_PRECONDITION when it is
// private, or neither takes place nor was called off after it was certain.
absl::Status PublishDraft(Drafts& drafts, Draft& draft);
// Takes back that it is published.
void UnpublishDraft(Draft& draft);

// The events that the request means, by name: those that it names or, of a programme, the
// culture days and what belongs to them and can be published, or is. NOT_FOUND when there
// is no such programme, INVALID_ARGUMENT when it is none or has too many events.
absl::StatusOr<std::vector<std::string>> MeantBy(Drafts& drafts,
                                                 const v1::PublishEventsRequest& request);
absl::StatusOr<std::vector<std::string>> MeantBy(Drafts& drafts,
                                                 const v1::UnpublishEventsRequest& request);

}  // namespace taqvim::schedule
