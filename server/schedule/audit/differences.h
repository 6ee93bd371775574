// What a row holds otherwise than it follows from its resource's message. Pure.
#pragma once

#include <string>
#include <vector>

#include "server/schedule/audit/derived.h"
#include "storage/stored_row.h"

namespace taqvim::schedule {

// Sentences, in which `$0` stands for the resource; empty where the row is as it should be.
std::vector<std::string> DifferencesOf(const storage::StoredRow& row, const Derived& derived);

}  // namespace taqvim::schedule
