// QR codes (ISO/IEC 18004), by libqrencode, as pictures within a page.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "client/markup/markup_writer.h"

namespace taqvim::web {

// Writes an element `svg` that cameras read the text from, black on white whatever the page is,
// with its quiet zone; the label says what it is for who does not see it. Of a text that is too
// long for a code, above some 2,300 bytes, and of none nothing is written.
void WriteQrCode(markup::MarkupWriter& out, absl::string_view text, const std::string& label);

}  // namespace taqvim::web
