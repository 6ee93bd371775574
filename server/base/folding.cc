#include "server/base/folding.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <array>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"

namespace taqvim::schedule {
namespace {

using icu::Normalizer2;
using icu::UnicodeString;

constexpr UChar32 kDotlessI = 0x131;
constexpr UChar32 kDotAbove = 0x307;
constexpr int kAbove = 230;  // the combining class of marks above
constexpr int kMostMarks = 30;

// What Unicode holds to be in normal form comes from tables within ICU's code, so
// that this cannot fail.
const Normalizer2& Nfd() {
  UErrorCode error = U_ZERO_ERROR;
  return *Normalizer2::getNFDInstance(error);
}
const Normalizer2& Nfc() {
  UErrorCode error = U_ZERO_ERROR;
  return *Normalizer2::getNFCInstance(error);
}

// The one sign for those that are typed for one another.
UChar32 OneSign(UChar32 c) {
  switch (c) {
    case '`':
    case 0xb4:    // acute accent
    case 0x2bb:   // modifier letter turned comma: Uzbek oʻ and gʻ
    case 0x2bc:   // modifier letter apostrophe
    case 0x2018:  // left single quotation mark
    case 0x2019:  // right single quotation mark
      return '\'';
    case 0x2010:  // hyphen
    case 0x2011:  // non-breaking hyphen
      return '-';
    default:
      return u_hasBinaryProperty(c, UCHAR_WHITE_SPACE) ? ' ' : c;
  }
}

// Without what nobody sees, and without marks beyond the first: sorting them takes
// time by the square of their number.
UnicodeString Visible(std::string_view text) {
  UnicodeString visible;
  int marks = 0;
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), i, length, c);
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) continue;
    marks = u_getCombiningClass(c) == 0 ? 0 : marks + 1;
    if (marks <= kMostMarks) visible.append(c);
  }
  return visible;
}

// With one sign for each that has several, and one letter for the four i.
UnicodeString WithOneSignEach(const UnicodeString& folded) {
  UnicodeString one;
  bool above_i = false;  // only marks below stand between here and an i
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    if (c == kDotAbove && above_i) continue;
    const int combining = u_getCombiningClass(c);
    if (combining == 0 || combining == kAbove) above_i = c == 'i' || c == kDotlessI;
    one.append(c == kDotlessI ? 'i' : OneSign(c));
  }
  return one;
}

// Folds, but for runs of white space, each of which is a space here.
UnicodeString FoldedByIcu(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  UnicodeString folded = Nfd().normalize(Visible(text), error);
  folded.foldCase();
  return Nfc().normalize(WithOneSignEach(folded), error);
}

// What single characters are folded to: those that do so whatever stands before and
// after them, as long as that is simple, too. Made of what ICU says of each.
class SimpleCharacters {
 public:
  SimpleCharacters() {
    for (UChar32 c = 0; c < kEnd; ++c) folded_[c] = Fold(c);
  }

  // The character for a simple one; 0 for others.
  char16_t Of(UChar32 c) const { return c < kEnd ? folded_[c] : 0; }

 private:
  // Latin, Cyrillic, Greek, Arabic, Georgian, punctuation, kana.
  static constexpr UChar32 kEnd = 0x3100;

  static char16_t Fold(UChar32 c) {
    std::string text;
    UnicodeString(c).toUTF8String(text);
    const UnicodeString folded = FoldedByIcu(text);
    const bool simple = folded.length() == 1 && Nfc().hasBoundaryBefore(c) != 0 &&
                        Nfc().hasBoundaryBefore(folded.char32At(0)) != 0;
    return simple ? folded[0] : u'\0';
  }

  std::array<char16_t, kEnd> folded_;
};

// Takes folded characters, and of a run of spaces one, where something follows.
class Writer {
 public:
  explicit Writer(size_t bytes) { text_.reserve(bytes); }

  void Add(UChar32 c) {
    if (c == ' ') {
      space_ = !text_.empty();
      return;
    }
    if (space_) text_.push_back(' ');
    space_ = false;
    char bytes[U8_MAX_LENGTH];
    int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, c);
    text_.append(bytes, length);
  }

  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
  bool space_ = false;
};

bool IsAscii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) all |= static_cast<unsigned char>(c);
  return all < 0x80;
}

std::string FoldedAscii(std::string_view text) {
  std::string folded(text.size(), '\0');
  char* end = folded.data();
  bool space = false;
  for (const char c : text) {
    if (absl::ascii_isspace(static_cast<unsigned char>(c))) {
      space = end != folded.data();
      continue;
    }
    if (space) *end++ = ' ';
    space = false;
    *end++ = c == '`' ? '\'' : absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  folded.resize(end - folded.data());
  return folded;
}

// Character by character where that is simple; the others with what stands before
// them through ICU, since they may become one with it.
std::string FoldedUnicode(std::string_view text) {
  static const SimpleCharacters& simple = *new SimpleCharacters();
  Writer writer(text.size());
  const auto length = static_cast<int32_t>(text.size());
  int32_t waiting = 0;     // where what is not written yet begins
  char16_t known = u'\0';  // what that is folded to, if it is one simple character
  const auto write = [&](int32_t end) {
    if (known != u'\0') return writer.Add(known);
    const UnicodeString folded = FoldedByIcu(text.substr(waiting, end - waiting));
    for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
      writer.Add(folded.char32At(i));
    }
  };
  for (int32_t next = 0; next < length;) {
    const int32_t here = next;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), next, length, c);
    const char16_t folded = simple.Of(c);
    if (folded != u'\0') {
      if (here > waiting) write(here);
      waiting = here;
    }
    known = folded;
  }
  write(length);
  return writer.Take();
}

}  // namespace

std::string Folded(std::string_view text) {
  return IsAscii(text) ? FoldedAscii(text) : FoldedUnicode(text);
}

bool SameFolded(std::string_view a, std::string_view b) { return a == b || Folded(a) == Folded(b); }

}  // namespace taqvim::schedule
