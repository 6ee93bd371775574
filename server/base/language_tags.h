// Language tags (BCP 47, RFC 5646): check and canonical case.
#pragma once

#include <string>
#include <string_view>

namespace taqvim::schedule {

// Whether the text is well formed as a tag, as far as lengths and letters go: a
// language of letters, then subtags of 1 to 8 letters and digits.
bool IsLanguageTag(std::string_view tag);

// A tag with the case that its subtags are written in (RFC 5646, section 2.1.1):
// `uz-Cyrl`, `en-CA-x-ca`. Tags that differ by case alone are one language, and
// become equal.
std::string CanonicalLanguageTag(std::string_view tag);

}  // namespace taqvim::schedule
