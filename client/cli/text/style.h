// How text is set for where it is read: with ANSI colours or without, and how wide.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace taqvim::cli {

// How a text is set apart.
enum class Tone { kPlain, kBold, kDim, kRed, kGreen, kYellow };

// Without colour every text stays as it is.
class Style {
 public:
  explicit Style(bool color = false, int width = 80) : color_(color), width_(width) {}

  // The columns that paragraphs fill.
  int width() const { return width_; }

  std::string In(Tone tone, absl::string_view text) const {
    static constexpr const char* kCodes[] = {"", "1", "2", "31", "32", "33"};
    if (!color_ || tone == Tone::kPlain) return std::string(text);
    return absl::StrCat("\033[", kCodes[static_cast<int>(tone)], "m", text, "\033[0m");
  }

  std::string Bold(absl::string_view text) const { return In(Tone::kBold, text); }
  std::string Dim(absl::string_view text) const { return In(Tone::kDim, text); }
  std::string Red(absl::string_view text) const { return In(Tone::kRed, text); }
  std::string Green(absl::string_view text) const { return In(Tone::kGreen, text); }
  std::string Yellow(absl::string_view text) const { return In(Tone::kYellow, text); }

 private:
  bool color_;
  int width_;
};

}  // namespace taqvim::cli
