// Random texts of Unicode, for tests.
#pragma once

#include <unicode/utf8.h>

#include <array>
#include <random>
#include <string>

namespace taqvim::schedule {

// Up to so many characters: of what is folded in some special way, of one script or
// another, or any at all, also such as are not assigned.
inline std::string RandomText(std::mt19937_64& random, int most = 12) {
  constexpr std::array<UChar32, 44> kSpecial = {
      'i',   'I',    0x130,  0x131,  0x307,  0x307,  0x301,  0x323,  0x345,  0x308,  ' ',
      '\t',  0xa0,   0x2003, 0x3000, 0x200b, 0x200c, 0x200d, 0xad,   0xfe0f, 0x34f,  0x2028,
      '\'',  '`',    0x2bb,  0x2bc,  0x2019, 0x2010, 0x2011, '-',    0xdf,   0x1e9e, 0x3a3,
      0x3c2, 0xfb03, 0x149,  0x1f0,  0x390,  0x1fb3, 0x1fbe, 0x1100, 0x1161, 0x11a8, 0xac00};
  struct Range {
    UChar32 first, last;
  };
  constexpr std::array<Range, 9> kRanges = {{{0x20, 0x7e},
                                             {0xa0, 0x24f},
                                             {0x300, 0x36f},
                                             {0x370, 0x3ff},
                                             {0x400, 0x52f},
                                             {0x600, 0x6ff},
                                             {0x1e00, 0x1fff},
                                             {0x2000, 0x206f},
                                             {0x80, 0x10ffff}}};
  const auto below = [&](size_t end) { return random() % end; };
  std::string text;
  for (size_t left = below(most + 1); left > 0; --left) {
    UChar32 c = kSpecial[below(kSpecial.size())];
    if (below(2) == 0) {
      const Range& range = kRanges[below(kRanges.size())];
      c = range.first + static_cast<UChar32>(below(range.last - range.first + 1));
    }
    if (c >= 0xd800 && c < 0xe000) continue;
    char bytes[U8_MAX_LENGTH];
    int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, c);
    text.append(bytes, length);
  }
  return text;
}

}  // namespace taqvim::schedule
