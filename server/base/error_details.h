// What the error factories share: a part of errors.h.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "server/base/errors.h"
#include "taqvim/v1/errors.pb.h"

namespace taqvim::schedule {

// A status with its ErrorInfo. `message` is a sentence for people.
absl::Status MakeStatus(absl::StatusCode code, v1::ErrorReason reason, std::string_view message);

// Adds a ResourceInfo about the resource of that name.
void AddResourceInfo(absl::Status& status, std::string_view name, std::string_view description);

// REFERENCE_NOT_FOUND: the field refers to what does not exist or is archived.
void AddNotFound(std::string_view field, std::string_view name, FieldErrors& errors);

// The name of an enum value without the prefix of its enum, as it stands in
// details: `INVALID_FIELD`.
std::string_view WithoutPrefix(std::string_view name, std::string_view prefix);

}  // namespace taqvim::schedule
