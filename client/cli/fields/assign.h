// Setter of message fields from the values of flags.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/cli/fields/flags.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// Sets the field that the path leads to: adds a value when it is repeated, an
// entry (KEY=VALUE) when it is a map, a message from FIELD=VALUE pairs or JSON
// when it is a structure. INVALID_ARGUMENT with a sentence that does not name the
// field itself.
absl::Status Assign(const FieldPath& path, absl::string_view text,
                    google::protobuf::Message* message);

// Splits `a=1,b="x, y",c=x\,y` into pairs. INVALID_ARGUMENT for a part without an
// equals sign and for a quote that is not closed.
absl::Status SplitPairs(absl::string_view text,
                        std::vector<std::pair<std::string, std::string>>* pairs);

// The text from which SplitPairs makes the same.
std::string JoinPairs(const std::vector<std::pair<std::string, std::string>>& pairs);

}  // namespace taqvim::cli
