// How text is set for where it is read: with ANSI colours or without, and how wide.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace taqvim::cli {

// Without colour every text stays as it is.
class Style {
 public:
  explicit Style(bool color = false, int width = 80) : color_(color), width_(width) {}

  // The columns that paragraphs fill.
  int width() const { return width_; }

  std::string Bold(absl::string_view text) const { return Set("1", text); }
  std::string Dim(absl::string_view text) const { return Set("2", text); }
  std::string Red(absl::string_view text) const { return Set("31", text); }
  std::string Green(absl::string_view text) const { return Set("32", text); }
  std::string Yellow(absl::string_view text) const { return Set("33", text); }

 private:
  std::string Set(absl::string_view code, absl::string_view text) const {
    return color_ ? absl::StrCat("\033[", code, "m", text, "\033[0m") : std::string(text);
  }

  bool color_;
  int width_;
};

}  // namespace taqvim::cli
