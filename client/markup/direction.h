// Direction of writing of a text, which others wrote in whatever script.
#pragma once

#include "absl/strings/string_view.h"

namespace taqvim::markup {

// Whether some of the UTF-8 text is of a script that is written from right to left, such
// as Hebrew or Arabic.
bool HasRightToLeft(absl::string_view text);

// Whether its first letter is, so that the whole is read from the right: what HTML calls
// dir="auto".
bool BeginsRightToLeft(absl::string_view text);

}  // namespace taqvim::markup
