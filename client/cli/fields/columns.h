// Columns of tables: which there are for messages of a type, and what they are called.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/contract/catalog.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::cli {

// The columns for messages of the type: the catalog's for the key (a group) or
// the type's name, else one for each field that is a text, a number or an enum, and for
// the title.
std::vector<Column> ColumnsFor(const Catalog& catalog, const std::string& key,
                               const google::protobuf::Descriptor& type);

// The title of a column as people type it: `time-zone` of `TIME ZONE`.
std::string ColumnWord(absl::string_view title);

}  // namespace taqvim::cli
