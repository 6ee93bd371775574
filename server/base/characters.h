// The characters of texts for people, by what Unicode says of them.
#pragma once

#include <string>
#include <string_view>

namespace taqvim::schedule {

// Whether there is anything to be seen in the text: more than white space, control
// characters, what is never shown (Default_Ignorable_Code_Point), and signs that are
// blank themselves, such as U+2800. False for an empty text.
bool ShowsAnything(std::string_view text);

struct AllowedCharacters {
  bool line_feeds = false;
  bool tabs = true;
};

// What is wrong with the first character that must not stand in a text, for a
// message such as "has ..."; empty when nothing is. Refused are control characters
// but tabs and, where they are allowed, line feeds; other line breaks where line
// feeds are not allowed; and U+202A to U+202E, which turn around what stands around
// them until something ends that. Joiners, marks of direction and isolates are part
// of how words are written.
std::string WrongCharacter(std::string_view text, AllowedCharacters allowed);

// Whether the text begins or ends with white space.
bool HasSpaceAtItsEnds(std::string_view text);

}  // namespace taqvim::schedule
