#include "client/cli/text/shell_words.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace taqvim::cli {
namespace {

// Of ASCII; a shell in another locale may take other bytes for spaces.
bool IsPlain(char c) {
  return absl::ascii_isalnum(c) ||
         absl::string_view("-_./:=,@%+").find(c) != absl::string_view::npos;
}

bool HasControls(absl::string_view word) {
  return std::any_of(word.begin(), word.end(), absl::ascii_iscntrl);
}

// As `$'...'`: one line, which shows what cannot be seen.
std::string Escaped(absl::string_view word) {
  std::string text = "$'";
  for (const char c : word) {
    if (c == '\n') {
      text += "\\n";
    } else if (absl::ascii_iscntrl(c)) {
      absl::StrAppend(&text, "\\x", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    } else {
      if (c == '\'' || c == '\\') text += '\\';
      text += c;
    }
  }
  return text + "'";
}

}  // namespace

std::string ShellWord(absl::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), IsPlain)) return std::string(word);
  if (HasControls(word)) return Escaped(word);
  return absl::StrCat("'", absl::StrReplaceAll(word, {{"'", "'\\''"}}), "'");
}

std::string ShellLine(const std::vector<std::string>& words) {
  return absl::StrJoin(words, " ", [](std::string* line, const std::string& word) {
    absl::StrAppend(line, ShellWord(word));
  });
}

}  // namespace taqvim::cli
