#include "client/cli/timeline/direction.h"

#include <cstddef>
#include <cstdint>

namespace taqvim::cli {
namespace {

// The characters of Unicode whose class is R or AL, by the blocks that are kept for such
// scripts, and the mark that says so.
bool IsRightToLeft(uint32_t character) {
  return (character >= 0x0590 && character <= 0x08ff) || character == 0x200f ||
         (character >= 0xfb1d && character <= 0xfdff) ||
         (character >= 0xfe70 && character <= 0xfefc) ||
         (character >= 0x10800 && character <= 0x10fff) ||
         (character >= 0x1e800 && character <= 0x1efff);
}

// Letters, more or less: digits, blanks, punctuation and marks of other scripts take the
// direction of what is around them.
bool IsLeftToRight(uint32_t character) {
  const bool latin =
      (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
  return latin || (character >= 0xc0 && (character < 0x2000 || character > 0x2bff));
}

// Reads a character of well-formed UTF-8; of other bytes something that is no letter.
uint32_t Next(absl::string_view text, size_t* position) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte((*position)++);
  const size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
  if (more == 0 || *position + more > text.size()) return first < 0x80 ? first : ' ';
  uint32_t character = first & (0x3fU >> more);
  for (size_t i = 0; i < more; ++i) character = (character << 6) | (byte((*position)++) & 0x3fU);
  return character;
}

}  // namespace

bool HasRightToLeft(absl::string_view text) {
  for (size_t position = 0; position < text.size();) {
    if (IsRightToLeft(Next(text, &position))) return true;
  }
  return false;
}

bool BeginsRightToLeft(absl::string_view text) {
  for (size_t position = 0; position < text.size();) {
    const uint32_t character = Next(text, &position);
    if (IsRightToLeft(character)) return true;
    if (IsLeftToRight(character)) return false;
  }
  return false;
}

}  // namespace taqvim::cli
