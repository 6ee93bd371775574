// Which built timeline the site has.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "client/web/assets/assets.h"

namespace taqvim::web {

// The files of the folder or, where none is named, of the folder `timeline` beside this program or,
// as it is installed, `../share/taqvim-web/timeline`; none where neither is there. An error, with a
// sentence, where a folder is there or was named and is none of a built timeline.
absl::StatusOr<std::optional<Assets>> InstalledTimeline(const std::string& folder);

}  // namespace taqvim::web
