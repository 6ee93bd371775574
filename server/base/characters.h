// Checks of the characters in texts for people, by their Unicode properties. Texts are
// valid UTF-8.
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

// Describes the first character that must not stand in a text, for a message such as
// "has ..."; empty when there is none. Refused are control characters but tabs and line
// feeds, where those are allowed; other line breaks where line feeds are not allowed;
// and U+202A to U+202E, which change the direction of the text around them until
// something ends that. Joiners, marks of direction and isolates are part of how words
// are written.
std::string WrongCharacter(std::string_view text, AllowedCharacters allowed);

// Whether the text begins or ends with white space.
bool HasSpaceAtItsEnds(std::string_view text);

}  // namespace taqvim::schedule
