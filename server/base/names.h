// Parser and formatter of resource names, the only one of the server.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "storage/resource.h"

namespace taqvim::schedule {

// Whether the text can be the last part of a name: 1 to 63 lower-case letters,
// digits and hyphens, starting with a letter and not ending with a hyphen.
bool IsResourceId(std::string_view id);

// Whether the text is a well-formed name of that kind.
bool IsName(storage::Kind kind, std::string_view name);

// The kind of a well-formed name; nullopt when it is none.
std::optional<storage::Kind> KindOfName(std::string_view name);

// `venues/{venue}` of a well-formed space or closure name.
std::string_view VenueOf(std::string_view name);

// The pattern of a kind's names, such as `venues/{venue}/spaces/{space}`, for
// messages.
std::string_view NamePattern(storage::Kind kind);

// The prefix of the names of a kind, such as `events/`; for spaces and closures
// below their venue: `venues/library/spaces/`.
std::string NamePrefix(storage::Kind kind, std::string_view parent = "");

// A new last part of a name, for resources to which the caller gave none. It grows with
// time, so that indexes grow at their end: `e` and 13 characters of 0-9a-v, for 43 bits
// of milliseconds since the epoch and 22 random ones. It may be taken already; the
// caller checks that and draws again.
std::string NewResourceId(absl::Time now, uint64_t random);

// The same for events that are only checked: a hash of the request (`question`), the
// item's index and the attempt, so that the same request gets the same ids on each
// page.
std::string CheckedResourceId(std::string_view question, int item, int attempt);

}  // namespace taqvim::schedule
