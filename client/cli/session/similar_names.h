// Names that do not exist: what is said of them, and which similar ones there are.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/fields/flags.h"
#include "client/cli/session/session.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

// To be asked of a question, such as a filter, that nothing matches: NOT_FOUND, with the flag,
// when one of the names of resources in it is of none. `flags` are those of the question's
// fields. OK where all exist, and where whoever asks may not know: names are then not told from
// others. Reads the resources, twenty at most.
absl::Status CheckNamesExist(Session& session, const google::protobuf::Message& question,
                             const std::vector<Flag>& flags);

// The error, with the nearest name that there is where it is that the resource which it names
// does not exist. Lists those of its kind, for a second at most. Other errors, and those to
// which none is similar, are returned unchanged.
absl::Status WithSimilarName(Session& session, absl::Status status);

// That name, as short as it can be typed; empty when none was found.
std::string SimilarNameOf(const absl::Status& status);

}  // namespace taqvim::cli
