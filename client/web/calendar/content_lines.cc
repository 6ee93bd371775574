#include "client/web/calendar/content_lines.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "absl/strings/str_cat.h"
#include "client/web/calendar/texts.h"

namespace taqvim::web {
namespace {

constexpr size_t kLineOctets = 75;

int ClusterBreak(UChar32 c) { return u_getIntPropertyValue(c, UCHAR_GRAPHEME_CLUSTER_BREAK); }

// Whether people, or readers that unescape before they unfold, take both for one; after so
// many regional indicators, of which two make a flag.
bool BelongTogether(UChar32 before, UChar32 c, int indicators) {
  if (before == '\\' || before == 0x200d) return true;
  switch (ClusterBreak(c)) {
    case U_GCB_EXTEND:
    case U_GCB_ZWJ:
    case U_GCB_SPACING_MARK:
    case U_GCB_V:
    case U_GCB_T:
      return true;
    case U_GCB_REGIONAL_INDICATOR:
      return indicators % 2 == 1;
    default:
      return ClusterBreak(before) == U_GCB_PREPEND;
  }
}

// How many octets of the text, which is well-formed UTF-8, come into a line that has room for
// so many: as many as there is room for, less what must not be cut.
size_t OctetsOfLine(absl::string_view text, size_t room) {
  if (text.size() <= room) return text.size();
  size_t between_characters = 0;
  size_t between_clusters = 0;
  UChar32 before = 0;
  int indicators = 0;
  for (size_t i = 0; i <= room;) {
    UChar32 c;
    size_t next = i;
    U8_NEXT_UNSAFE(text.data(), next, c);
    if (i > 0) {
      between_characters = i;
      if (!BelongTogether(before, c, indicators)) between_clusters = i;
    }
    indicators = ClusterBreak(c) == U_GCB_REGIONAL_INDICATOR ? indicators + 1 : 0;
    before = c;
    i = next;
  }
  return between_clusters > 0 ? between_clusters : between_characters;
}

}  // namespace

void ContentLines::Add(absl::string_view name, absl::string_view value) {
  const std::string line = absl::StrCat(name, ":", value);
  absl::string_view left = line;
  size_t room = kLineOctets;
  while (true) {
    const size_t octets = OctetsOfLine(left, room);
    absl::StrAppend(&lines_, left.substr(0, octets), "\r\n");
    left.remove_prefix(octets);
    if (left.empty()) return;
    // The space that says that the line goes on is one of its octets.
    lines_ += ' ';
    room = kLineOctets - 1;
  }
}

void ContentLines::AddText(absl::string_view name, absl::string_view text) {
  Add(name, EscapedText(text));
}

void ContentLines::AddTextIfAny(absl::string_view name, absl::string_view text) {
  const std::string escaped = EscapedText(text);
  if (!escaped.empty()) Add(name, escaped);
}

void ContentLines::AddTextsIfAny(absl::string_view name, const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) {
    const std::string escaped = EscapedText(text);
    if (!escaped.empty()) absl::StrAppend(&list, list.empty() ? "" : ",", escaped);
  }
  if (!list.empty()) Add(name, list);
}

}  // namespace taqvim::web
