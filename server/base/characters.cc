#include "server/base/characters.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "absl/strings/str_format.h"
#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

int32_t LengthOf(std::string_view text) { return static_cast<int32_t>(text.size()); }

bool IsControl(UChar32 c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

bool IsLineBreak(UChar32 c) {
  return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool IsDirectionOverride(UChar32 c) { return c >= 0x202a && c <= 0x202e; }

bool IsSpace(UChar32 c) { return u_hasBinaryProperty(c, UCHAR_WHITE_SPACE); }

bool IsInvisible(UChar32 c) {
  constexpr UChar32 kBlankBraille = 0x2800, kNullNotehead = 0x1d159;
  if (c > 0x20 && c < 0x7f) return false;
  return IsControl(c) || IsSpace(c) || c == kBlankBraille || c == kNullNotehead ||
         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

// Such as `U+202E (RIGHT-TO-LEFT OVERRIDE)`.
std::string NameOf(UChar32 c) {
  char name[100] = "";
  UErrorCode error = U_ZERO_ERROR;
  u_charName(c, U_EXTENDED_CHAR_NAME, name, sizeof(name), &error);
  return absl::StrFormat("U+%04X (%s)", c, name);
}

std::string WrongWith(UChar32 c, bool last, AllowedCharacters allowed) {
  if (IsDirectionOverride(c)) {
    return Cat("has ", NameOf(c), ", which turns around what is beside it; leave it out, or use ",
               "the isolates U+2066 to U+2069");
  }
  if (IsLineBreak(c) && !allowed.line_feeds) {
    return Cat(last ? "ends with" : "has", " a line break, ", NameOf(c), "; ",
               last ? "leave it out" : "send it in one line");
  }
  return Cat("has the control character ", NameOf(c), "; send plain text",
             allowed.line_feeds ? ", with line feeds between its lines" : " in one line");
}

bool IsAllowed(UChar32 c, AllowedCharacters allowed) {
  if (c == '\n') return allowed.line_feeds;
  if (c == '\t') return allowed.tabs;
  if (IsLineBreak(c) && !IsControl(c)) return allowed.line_feeds;
  return !IsControl(c) && !IsDirectionOverride(c);
}

}  // namespace

bool ShowsAnything(std::string_view text) {
  for (int32_t i = 0; i < LengthOf(text);) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), i, LengthOf(text), c);
    if (!IsInvisible(c)) return true;
  }
  return false;
}

std::string WrongCharacter(std::string_view text, AllowedCharacters allowed) {
  for (int32_t i = 0; i < LengthOf(text);) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), i, LengthOf(text), c);
    if (!IsAllowed(c, allowed)) return WrongWith(c, i == LengthOf(text), allowed);
  }
  return {};
}

bool HasSpaceAtItsEnds(std::string_view text) {
  if (text.empty()) return false;
  UChar32 first = 0, last = 0;
  int32_t begin = 0, end = LengthOf(text);
  U8_NEXT_OR_FFFD(text.data(), begin, end, first);
  U8_PREV_OR_FFFD(text.data(), 0, end, last);
  return IsSpace(first) || IsSpace(last);
}

}  // namespace taqvim::schedule
