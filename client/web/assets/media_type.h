// Media types of files by their endings. Pure.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace taqvim::web {

// As `text/css; charset=utf-8`. INVALID_ARGUMENT with a sentence for an ending that no file of a
// built application has: nothing is served whose type would have to be guessed.
absl::StatusOr<absl::string_view> MediaTypeOf(absl::string_view name);

}  // namespace taqvim::web
