// Codec of page tokens: a keyset position, bound to the request by a checksum. Opaque
// to callers.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace taqvim::schedule {

// A token for the position after which the next page begins. Of `request`, page_token,
// page_size and min_revision_token do not count.
std::string MakePageToken(const google::protobuf::Message& request, std::string_view position);

// The position of the token in the request's field `page_token`; empty when the field
// is. INVALID_ARGUMENT (reason INVALID_PAGE_TOKEN, field page_token) when it is damaged
// or of another request.
absl::StatusOr<std::string> PositionOf(const google::protobuf::Message& request);

// A hash of the request without page_token, page_size and min_revision_token, as 8 bytes.
std::string QuestionHash(const google::protobuf::Message& request);

// The page size to use: 100 for 0, else the requested one. (Validate refuses what is
// negative or above what the contract allows.)
int PageSize(int requested);

}  // namespace taqvim::schedule
