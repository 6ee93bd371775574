// Where the end of a period goes when its start is moved.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace taqvim::cli {

// The end that makes it as long by the calendar and the clock as it was; the texts are local
// times in the form of text/time_forms.h. Empty where the length cannot be told so: of other
// texts, and where an offset said which of two times was meant.
std::string MovedEnd(absl::string_view old_start, absl::string_view old_end,
                     absl::string_view new_start);

}  // namespace taqvim::cli
