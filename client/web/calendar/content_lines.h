// Writer of content lines (RFC 5545, section 3.1): each ends with CR LF and is folded so that
// no more than 75 octets stand before that, none of which is a part of a character of UTF-8
// that goes on in the next line. Where there is room, a line is not broken within what people
// take for one character, such as a letter with its marks or a flag of two letters.
//
// libical 3.0 and others break lines between the bytes of a character, or write empty lines;
// Cyrillic titles meet that soon.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::web {

class ContentLines {
 public:
  // `name` is that of a property, with its parameters if it has some. Both are the program's
  // own, or were made for this: they have no line breaks.
  void Add(absl::string_view name, absl::string_view value);

  // The value is any text; see texts.h for what becomes of it.
  void AddText(absl::string_view name, absl::string_view text);
  // The same, unless nothing is left of the text.
  void AddTextIfAny(absl::string_view name, absl::string_view text);
  // Several with commas between, without those that are empty; no line if none is left.
  void AddTextsIfAny(absl::string_view name, const std::vector<std::string>& texts);

  size_t size() const { return lines_.size(); }
  std::string Take() && { return std::move(lines_); }

 private:
  std::string lines_;
};

}  // namespace taqvim::web
