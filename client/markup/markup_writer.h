// Writer of XML, and of HTML that is well-formed XML besides. It alone escapes, so that
// nothing that others wrote can be taken for markup.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::markup {

class MarkupWriter {
 public:
  using Attributes = std::vector<std::pair<const char*, std::string>>;

  // Names are those of the program; values and texts may be anything. What is no UTF-8 in
  // them becomes U+FFFD, and control characters, of which XML has none, become spaces.

  // Begins an element.
  MarkupWriter& Open(const char* name, const Attributes& attributes = {});
  // Ends the innermost one that is begun.
  MarkupWriter& Close();
  // A whole element with nothing but a text in it.
  MarkupWriter& Element(const char* name, const Attributes& attributes, absl::string_view text);
  // One that never has anything in it, as `<rect/>` and `<meta/>`.
  MarkupWriter& Empty(const char* name, const Attributes& attributes);
  MarkupWriter& Text(absl::string_view text);
  // A line of the program's own, such as a declaration or a style without `<` and `&`.
  MarkupWriter& Verbatim(absl::string_view text);

  // Ends what is begun, and returns all of it.
  std::string Finish() &&;

 private:
  void Begin(const char* name, const Attributes& attributes);

  std::string text_;
  std::vector<const char*> open_;
};

// The text with `<`, `>`, `&` and both quotes as entities.
std::string EscapeMarkup(absl::string_view text);

// A number as CSS and SVG have it: two digits after the point, and no more than are needed.
std::string Decimal(double number);

}  // namespace taqvim::markup
