// Parser of the target of a request: a path and what follows its question mark.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::web {

struct Target {
  // Decoded once, and UTF-8. Begins with a slash; has no segment that is empty, `.` or `..`,
  // but the last one may be empty; no control character, no backslash, and no slash that
  // was encoded. So it can be split at its slashes, and a text made of its parts leads
  // nowhere else.
  std::string path;
  // What was said after the `?`, in its order, decoded, a plus as a blank (as forms are sent,
  // WHATWG URL 5). UTF-8 without a NUL; names may come several times.
  std::vector<std::pair<std::string, std::string>> query;
  // Of a target that is a whole address (RFC 9112, 3.2.2), what it says of the host; else
  // empty.
  std::string host;
};

// At most so many parameters.
inline constexpr size_t kMostParameters = 64;

// Takes a target as it stands in a request, such as `/calendar/venues/x.ics?lang=az` or
// `http://taqvim.example/`. INVALID_ARGUMENT, with a sentence, for what is none, and for
// what no path may have (above).
absl::StatusOr<Target> ParseTarget(absl::string_view target);

// Whether the text is `name`, `name:port`, an IPv4 address or an IPv6 address in brackets,
// in the letters that these have (RFC 9110, 7.2); the empty text is none.
bool IsHost(absl::string_view text);

}  // namespace taqvim::web
