#include "client/web/calendar/content_lines.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "absl/strings/str_cat.h"
#include "client/web/calendar/texts.h"

namespace taqvim::web {
namespace {

constexpr size_t kLineOctets = 75;

// A character, and what it is among those that people take for one.
struct Character {
  UChar32 c = 0;
  int cluster_break = U_GCB_OTHER;
  // How many regional indicators stand here, this one included; two make a flag.
  int indicators = 0;
};

Character CharacterAfter(const Character& before, UChar32 c) {
  Character character{.c = c};
  // Nothing of ASCII belongs to what is before it.
  if (c >= 0x80) character.cluster_break = u_getIntPropertyValue(c, UCHAR_GRAPHEME_CLUSTER_BREAK);
  if (character.cluster_break == U_GCB_REGIONAL_INDICATOR) {
    character.indicators = before.indicators + 1;
  }
  return character;
}

// Whether people, or readers that unescape before they unfold, take both for one.
bool BelongTogether(const Character& before, const Character& character) {
  constexpr UChar32 kJoiner = 0x200d;
  if (before.c == '\\' || before.c == kJoiner) return true;
  switch (character.cluster_break) {
    case U_GCB_EXTEND:
    case U_GCB_ZWJ:
    case U_GCB_SPACING_MARK:
    case U_GCB_V:
    case U_GCB_T:
      return true;
    case U_GCB_REGIONAL_INDICATOR:
      return character.indicators % 2 == 0;
    default:
      return before.cluster_break == U_GCB_PREPEND;
  }
}

// How many octets of the text, which is well-formed UTF-8, come into a line that has room for
// so many: as many as there is room for, less what must not be cut.
size_t OctetsOfLine(absl::string_view text, size_t room) {
  if (text.size() <= room) return text.size();
  size_t between_characters = 0;
  size_t between_clusters = 0;
  Character before;
  for (size_t i = 0; i <= room;) {
    size_t next = i;
    UChar32 c;
    U8_NEXT_UNSAFE(text.data(), next, c);
    const Character character = CharacterAfter(before, c);
    if (i > 0) {
      between_characters = i;
      if (!BelongTogether(before, character)) between_clusters = i;
    }
    before = character;
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
