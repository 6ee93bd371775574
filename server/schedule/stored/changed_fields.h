// Comparison of two images of a resource.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace taqvim::schedule {

// The paths of the fields that differ between two messages of one type, as an
// update mask names them, in the order of the fields: maps and lists as a whole,
// messages of the contract by the fields inside them, or as a whole where one of
// the two has none. Without `etag` and `update_time`. Pure.
std::vector<std::string> ChangedFields(const google::protobuf::Message& before,
                                       const google::protobuf::Message& after);

}  // namespace taqvim::schedule
