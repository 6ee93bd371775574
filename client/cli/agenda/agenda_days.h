// Reader of the days that an agenda is of, as people say them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "client/cli/text/time_words.h"

namespace taqvim::cli {

// Both included; the first is not after the last.
struct AgendaDays {
  absl::CivilDay first;
  absl::CivilDay last;
};

// The most days that an agenda can be of; the contract says it.
inline constexpr int kMostAgendaDays = 731;

// `week` (seven days from today on, which an empty text means, too), `month` (thirty of
// them), a day as people say it (text/time_words.h), or two with `..` between. A usage error
// for anything else, and for more days than there may be.
absl::StatusOr<AgendaDays> ReadAgendaDays(absl::string_view text, const ReadAt& at);

}  // namespace taqvim::cli
