// Instants of local times, as the server reads them.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/type/datetime.pb.h"

namespace taqvim::web {

// By the offset that is said, else by what the clocks of the IANA zone show: the first of two, and
// with the offset before where they skip it. UTC's where the zone is not known.
absl::Time InstantOf(const google::type::DateTime& time, const std::string& zone);

// RFC 3339 with the offset that the clocks have then, `2035-05-10T18:00:00+05:00`; without one
// where the zone is not known.
std::string InstantText(const google::type::DateTime& time, const std::string& zone);

}  // namespace taqvim::web
