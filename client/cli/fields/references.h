// What a resource refers to.
#pragma once

#include <set>
#include <string>

#include "google/protobuf/message.h"

namespace taqvim::cli {

// The names of resources in the fields that callers may set, in any depth, and that of what the
// resource stands in: `venues/library` for a space of it.
std::set<std::string> ReferencesOf(const google::protobuf::Message& resource);

}  // namespace taqvim::cli
