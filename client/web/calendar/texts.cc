#include "client/web/calendar/texts.h"

#include <unicode/utf8.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"

namespace taqvim::web {
namespace {

constexpr UChar32 kReplacement = 0xfffd;

bool EndsLine(UChar32 c) {
  return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool IsControl(UChar32 c) { return (c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0); }

void AppendCharacter(UChar32 c, std::string* text) {
  char bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  text->append(bytes, length);
}

absl::string_view WithoutBlanksAround(absl::string_view text) {
  const char kBlanks[] = " \t\n";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == absl::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// What no URI has as it is (RFC 3986), `%` left aside, which begins what is encoded already.
bool MustBeEncoded(char c) {
  return !absl::ascii_isgraph(static_cast<unsigned char>(c)) ||
         absl::string_view("\"<>\\^`{|}").find(c) != absl::string_view::npos;
}

}  // namespace

std::string CleanText(absl::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) c = kReplacement;
    if (EndsLine(c)) {
      if (c == '\r' && i < length && bytes[i] == '\n') ++i;
      clean += '\n';
    } else if (!IsControl(c)) {
      AppendCharacter(c, &clean);
    }
  }
  return std::string(WithoutBlanksAround(clean));
}

std::string EscapedText(absl::string_view text) {
  std::string escaped;
  for (const char c : CleanText(text)) {
    if (c == '\\' || c == ';' || c == ',') escaped += '\\';
    if (c == '\n') {
      escaped += "\\n";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string WebAddress(absl::string_view address) {
  if (!absl::StartsWithIgnoreCase(address, "http://") &&
      !absl::StartsWithIgnoreCase(address, "https://")) {
    return "";
  }
  std::string encoded;
  for (const char c : address) {
    if (MustBeEncoded(c)) {
      absl::StrAppendFormat(&encoded, "%%%02X", static_cast<unsigned char>(c));
    } else {
      encoded += c;
    }
  }
  return encoded;
}

}  // namespace taqvim::web
