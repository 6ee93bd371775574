#include "client/web/calendar/testing/unfolded.h"

#include <unicode/utf8.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace taqvim::web {
namespace {

std::string WrongWithLine(absl::string_view line) {
  if (line.size() > 75) return "it has more than 75 octets";
  if (line.empty() || line == " ") return "it is empty";
  const auto* bytes = reinterpret_cast<const uint8_t*>(line.data());
  for (int32_t i = 0; i < static_cast<int32_t>(line.size());) {
    UChar32 c;
    U8_NEXT(bytes, i, static_cast<int32_t>(line.size()), c);
    if (c < 0) return "it is no UTF-8";
    if ((c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0)) return "it has a control character";
    if (c == 0x2028 || c == 0x2029) return "it has another end of a line";
  }
  return "";
}

}  // namespace

std::string WrongWithLines(absl::string_view bytes) {
  if (!absl::EndsWith(bytes, "\r\n")) return "The last line has no end.";
  bytes.remove_suffix(2);
  int number = 1;
  for (const absl::string_view line : absl::StrSplit(bytes, "\r\n")) {
    const std::string wrong = WrongWithLine(line);
    if (!wrong.empty()) return absl::StrCat("Line ", number, ": ", wrong, ": ", line);
    ++number;
  }
  return "";
}

std::vector<std::string> Unfolded(absl::string_view bytes) {
  std::vector<std::string> lines =
      absl::StrSplit(absl::StrReplaceAll(bytes, {{"\r\n ", ""}, {"\r\n\t", ""}}), "\r\n");
  lines.pop_back();
  return lines;
}

std::string Unescaped(absl::string_view value) {
  std::string text;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\') {
      // One that should be escaped would end the text.
      if (value[i] == ';' || value[i] == ',') return absl::StrCat(text, "<ends here>");
      text += value[i];
      continue;
    }
    ++i;
    if (i == value.size()) return absl::StrCat(text, "<half an escape>");
    const char c = value[i];
    if (c == 'n') {
      text += '\n';
    } else if (c == '\\' || c == ';' || c == ',') {
      text += c;
    } else {
      absl::StrAppend(&text, "<no escape: ", std::string(1, c), ">");
    }
  }
  return text;
}

std::string TextOf(const std::vector<std::string>& lines, absl::string_view name) {
  std::string found = "<none>";
  for (const absl::string_view line : lines) {
    const size_t end = line.find_first_of(":;");
    if (end == absl::string_view::npos || line.substr(0, end) != name) continue;
    if (found != "<none>") return "<several>";
    found = Unescaped(line.substr(line.find(':') + 1));
  }
  return found;
}

}  // namespace taqvim::web
