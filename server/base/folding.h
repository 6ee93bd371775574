// Case folding of texts for comparison and search.
#pragma once

#include <string>
#include <string_view>

namespace taqvim::schedule {

// The text's folded form: texts that are the same to a reader have the same one. To
// search a text in another, both are folded.
//
// It is the full case folding of the text in NFC (the Unicode Standard, definition
// D145: caseless matching of canonically equivalent strings), with these changes:
//
//   - i, ı, İ and I are one letter, with or without a combining dot above: Turkish,
//     Azerbaijani and English spellings of a name find each other;
//   - a run of white space, of whatever width, becomes one space, and is removed at the
//     ends;
//   - characters that are never shown (Default_Ignorable_Code_Point, such as joiners and
//     marks of direction) are removed;
//   - signs that are typed for one another are one: the apostrophes, with which Uzbek
//     writes oʻ and gʻ, and the hyphens.
//
// Idempotent. The result has up to three times as many bytes as the text. Of more than
// 30 combining marks in a row, which no language has, the first 30 count. Unicode keeps
// this form for all characters that it has assigned, so it may be stored.
//
// ASCII takes about 2 ns a byte, other letters up to U+30FF about 5, by a table that is
// made at first use in 5 ms; what needs ICU itself about 80. The text is valid UTF-8.
std::string Folded(std::string_view text);

// Whether both are equal when folded.
bool SameFolded(std::string_view a, std::string_view b);

}  // namespace taqvim::schedule
