// UUIDs that are made of names.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace taqvim::web {

// The UUID of the name in the namespace that is a UUID itself (RFC 9562, version 5): the same each
// time. Of a namespace that is no UUID the text is taken for one.
std::string NameUuid(absl::string_view name_space, absl::string_view name);

}  // namespace taqvim::web
