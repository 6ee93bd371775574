// What is wrong with a stored message by itself: what no write would have let it say. Pure.
#pragma once

#include <string>
#include <vector>

#include "storage/resource.h"

namespace taqvim::schedule {

// Sentences, in which `$0` stands for the resource. A message that cannot be read is not told
// of here.
std::vector<std::string> ProblemsOf(const storage::Resource& resource);

// The uid of the resource; empty where it has none, or cannot be read.
std::string UidOf(const storage::Resource& resource);

}  // namespace taqvim::schedule
