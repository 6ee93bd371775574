#include "client/cli/text/text.h"

// newlocale and wcwidth are POSIX's, which the headers of C++ need not have.
// NOLINTBEGIN(modernize-deprecated-headers)
#include <locale.h>
#include <wchar.h>
#include <wctype.h>
// NOLINTEND(modernize-deprecated-headers)

#include <algorithm>
#include <cctype>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace taqvim::cli {
namespace {

bool IsUpper(char c) { return absl::ascii_isupper(static_cast<unsigned char>(c)); }

// Decodes one character; a byte that is not UTF-8 counts as itself.
wchar_t NextCharacter(absl::string_view text, size_t* position) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte((*position)++);
  const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
  if (more == 0 || *position + more > text.size()) return first;
  wchar_t character = first & (0x3f >> more);
  for (int i = 0; i < more; ++i) character = (character << 6) | (byte((*position)++) & 0x3f);
  return character;
}

// wcwidth asks the thread's locale, which need not be a UTF-8 one.
class Utf8Locale {
 public:
  Utf8Locale() : before_(uselocale(Shared())) {}
  ~Utf8Locale() { uselocale(before_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t Shared() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
  }
  locale_t before_;
};

int WidthOf(wchar_t character) { return std::max(0, wcwidth(character)); }

}  // namespace

std::string ToKebab(absl::string_view name) {
  std::string kebab;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool hump =
        i > 0 && IsUpper(c) && absl::ascii_islower(static_cast<unsigned char>(name[i - 1]));
    if (hump) kebab += '-';
    kebab += c == '_' ? '-' : absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  return kebab;
}

std::string ToSnake(absl::string_view name) { return absl::StrReplaceAll(name, {{"-", "_"}}); }

std::string ToSentence(absl::string_view name) {
  std::string sentence = absl::StrReplaceAll(ToKebab(name), {{"-", " "}});
  if (!sentence.empty()) sentence[0] = absl::ascii_toupper(static_cast<unsigned char>(sentence[0]));
  return sentence;
}

std::string Singular(absl::string_view plural) {
  if (absl::EndsWith(plural, "ies")) return absl::StrCat(plural.substr(0, plural.size() - 3), "y");
  const bool is_plural = absl::EndsWith(plural, "s") && !absl::EndsWith(plural, "ss");
  return std::string(is_plural ? plural.substr(0, plural.size() - 1) : plural);
}

std::string FirstSentence(absl::string_view text) {
  text = text.substr(0, text.find("\n\n"));
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '.' && absl::ascii_isspace(static_cast<unsigned char>(text[i + 1]))) {
      return std::string(text.substr(0, i + 1));
    }
  }
  return std::string(text);
}

std::string Brief(absl::string_view text) {
  const std::string sentence = FirstSentence(text);
  const size_t colon = sentence.find(": ");
  return colon == std::string::npos ? sentence : absl::StrCat(sentence.substr(0, colon), ".");
}

bool IsUtf8(absl::string_view text) {
  const Utf8Locale locale;
  mbstate_t state = {};
  for (size_t position = 0; position < text.size();) {
    const size_t length = mbrlen(text.data() + position, text.size() - position, &state);
    if (length > text.size()) return false;
    position += std::max<size_t>(length, 1);
  }
  return true;
}

std::string Printable(absl::string_view text) {
  const Utf8Locale locale;
  std::string printable;
  for (size_t position = 0; position < text.size();) {
    const size_t begin = position;
    const wchar_t character = NextCharacter(text, &position);
    if (iswcntrl(static_cast<wint_t>(character)) != 0) {
      printable += ' ';
    } else {
      absl::StrAppend(&printable, text.substr(begin, position - begin));
    }
  }
  return printable;
}

int DisplayWidth(absl::string_view text) {
  const Utf8Locale locale;
  int width = 0;
  for (size_t position = 0; position < text.size();) {
    width += WidthOf(NextCharacter(text, &position));
  }
  return width;
}

std::string CutToWidth(absl::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  const Utf8Locale locale;
  size_t end = 0;
  for (int used = 0; end < text.size();) {
    size_t next = end;
    used += WidthOf(NextCharacter(text, &next));
    if (used > width - 1) break;
    end = next;
  }
  return absl::StrCat(text.substr(0, end), "…");
}

std::string PadToWidth(absl::string_view text, int width) {
  return absl::StrCat(text, std::string(std::max(0, width - DisplayWidth(text)), ' '));
}

std::string Wrap(absl::string_view text, int indent, int width) {
  std::string wrapped;
  for (absl::string_view paragraph : absl::StrSplit(text, "\n\n")) {
    if (!wrapped.empty()) wrapped += '\n';
    std::string line(indent, ' ');
    for (absl::string_view word :
         absl::StrSplit(paragraph, absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
      const bool begun = line.size() > static_cast<size_t>(indent);
      if (begun && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
        absl::StrAppend(&wrapped, line, "\n");
        line.assign(indent, ' ');
      } else if (begun) {
        line += ' ';
      }
      absl::StrAppend(&line, word);
    }
    absl::StrAppend(&wrapped, line, "\n");
  }
  return wrapped;
}

}  // namespace taqvim::cli
