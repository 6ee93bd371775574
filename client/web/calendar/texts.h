// Texts and web addresses as iCalendar can carry them (RFC 5545, sections 3.3.11 and 3.3.13).
// Pure.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace taqvim::web {

// The text as readers get it back: well-formed UTF-8, in which U+FFFD stands for what was
// none; one line feed for each end of a line, however it was written (CR LF, a CR alone,
// U+0085, U+2028, U+2029); no other control characters but tabs; and no blanks or ends of
// lines before and behind everything, which libical drops and others do not.
std::string CleanText(absl::string_view text);

// The clean text with `\\`, `\;`, `\,` and `\n` for what has a meaning of its own.
std::string EscapedText(absl::string_view text);

// The address with everything percent-encoded that no address has as it is, so that
// nothing in it can end a line; empty unless it begins with `http://` or `https://`.
std::string WebAddress(absl::string_view address);

}  // namespace taqvim::web
