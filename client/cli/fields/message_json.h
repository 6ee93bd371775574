// Writer of messages as the JSON of Protocol Buffers, the same for the same message each time.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"

namespace taqvim::cli {

// Maps stand in order of their keys, which the library's own writer leaves open, so that two
// answers can be compared as texts. INTERNAL for what has no JSON, such as an instant beyond
// the year 9999.
absl::StatusOr<std::string> MessageJson(const google::protobuf::Message& message,
                                        const google::protobuf::util::JsonPrintOptions& options);

}  // namespace taqvim::cli
