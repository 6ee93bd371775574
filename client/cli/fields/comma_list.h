// Lists that are given as one text, with commas between their values: `AZ,KZ`.
//
// A comma separates where no value has one: in lists of names, enums, numbers and dates,
// and in those lists of texts that the catalog calls so, such as country codes. In other
// texts, such as titles or the names of people, it is part of the text.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace taqvim::cli {

// Whether a comma separates the values of the field. `comma_lists` are the names of the
// fields of texts of which it does.
bool IsCommaList(const google::protobuf::FieldDescriptor& field,
                 const std::set<std::string>& comma_lists);

// The values, without white space around them. A backslash before a comma, or double
// quotes around a value, keep a comma. A text without commas is one value, as it is.
// INVALID_ARGUMENT for a value that is empty, and for a quote that is not closed.
absl::StatusOr<std::vector<std::string>> SplitList(absl::string_view text);

// The words for the days from one weekday to another, `friday-monday`, in their order;
// empty for any other text.
std::vector<std::string> WeekdaysOf(absl::string_view text);

}  // namespace taqvim::cli
