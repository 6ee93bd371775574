// One factory for each error that the schedule reports; see error_details.h for what
// they have in common, field_errors.h for what is wrong with fields, and
// schedule_conflict.h for what is in the way.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "taqvim/v1/errors.pb.h"

namespace taqvim::schedule {

// INVALID_ARGUMENT about one field.
absl::Status InvalidField(std::string_view field, std::string_view description,
                          v1::ErrorReason reason = v1::ERROR_REASON_INVALID_FIELD);
// NOT_FOUND: what the request is about does not exist.
absl::Status NotFound(std::string_view name);
// INVALID_ARGUMENT: a field refers to what does not exist (or is archived).
absl::Status ReferenceNotFound(std::string_view field, std::string_view name);
// ALREADY_EXISTS.
absl::Status AlreadyExists(std::string_view name);
// ABORTED: the etag is stale.
absl::Status EtagMismatch(std::string_view name);
// FAILED_PRECONDITION: the resource is in the wrong state for what was asked.
absl::Status IllegalState(std::string_view name, std::string_view description);
// FAILED_PRECONDITION: a venue decides about a hold that expired at `time`.
absl::Status HoldLapsed(std::string_view name, absl::Time time);
// FAILED_PRECONDITION: others depend on it; `dependents` are names of some.
absl::Status ResourceInUse(std::string_view name, std::string_view description,
                           const std::vector<std::string>& dependents);
// INVALID_ARGUMENT: the images before, or those after, are above 16 MiB.
absl::Status WriteTooLarge();
// UNAUTHENTICATED: who calls is not known. Does not say why.
absl::Status Unauthenticated();
// PERMISSION_DENIED: the caller has no role that allows it; the description says
// which it would take.
absl::Status PermissionDenied(std::string_view description);
// INTERNAL: a defect of ours.
absl::Status Internal(std::string_view description);
// DATA_LOSS: what is stored cannot be read. The reason is INTERNAL.
absl::Status DataLoss(std::string_view description);
// INVALID_ARGUMENT: the request is not a message of its method.
absl::Status MalformedRequest(std::string_view description);
// INVALID_ARGUMENT: the request id was used for another request.
absl::Status RequestIdReused(std::string_view request_id);
// RESOURCE_EXHAUSTED: a limit of each caller. With a RetryInfo, unless the same request
// would never be within it.
absl::Status LimitExceeded(std::string_view description, std::optional<absl::Duration> retry_after);
// RESOURCE_EXHAUSTED, UNAVAILABLE and UNAVAILABLE, with a RetryInfo.
absl::Status Overloaded(absl::Duration retry_after);
absl::Status ShuttingDown(absl::Duration retry_after);
absl::Status StoreUnavailable(std::string_view description, absl::Duration retry_after);
// UNAVAILABLE with a RetryInfo: bookings of the venue still have to follow its zone.
absl::Status ZoneBeingCorrected(std::string_view venue);
// UNAVAILABLE: the disk failed, and the write may or may not have happened.
absl::Status OutcomeUnknown();
// RESOURCE_EXHAUSTED: the answer would take too long to read.
absl::Status ReadTooLarge();
// RESOURCE_EXHAUSTED: the request takes more units of work, or more claims, than one
// request may.
absl::Status TooCostly();
absl::Status TooManyClaims();
// DEADLINE_EXCEEDED and CANCELLED: nothing was done.
absl::Status DeadlineExceeded();
absl::Status Cancelled();

}  // namespace taqvim::schedule
