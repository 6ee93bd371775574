#include "server/base/language_tags.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

bool IsSubtag(absl::string_view subtag) {
  return !subtag.empty() && subtag.size() <= 8 &&
         std::all_of(subtag.begin(), subtag.end(), absl::ascii_isalnum);
}

}  // namespace

bool IsLanguageTag(std::string_view tag) {
  bool first = true;
  for (absl::string_view subtag : absl::StrSplit(AbslView(tag), '-')) {
    if (!IsSubtag(subtag)) return false;
    if (first &&
        (subtag.size() < 2 || !std::all_of(subtag.begin(), subtag.end(), absl::ascii_isalpha))) {
      return false;
    }
    first = false;
  }
  return true;
}

// Regions are in capitals and scripts begin with one; but not what comes first, or
// after a single letter, which says that the rest is private or an extension.
std::string CanonicalLanguageTag(std::string_view tag) {
  std::string canonical = absl::AsciiStrToLower(AbslView(tag));
  size_t begin = canonical.find('-');
  while (begin != std::string::npos) {
    const size_t end = std::min(canonical.find('-', ++begin), canonical.size());
    const size_t length = end - begin;
    if (length == 1) break;
    const size_t capitals = length == 2 ? 2 : length == 4 ? 1 : 0;
    for (size_t i = begin; i < begin + capitals; ++i) {
      canonical[i] = absl::ascii_toupper(static_cast<unsigned char>(canonical[i]));
    }
    begin = end == canonical.size() ? std::string::npos : end;
  }
  return canonical;
}

}  // namespace taqvim::schedule
