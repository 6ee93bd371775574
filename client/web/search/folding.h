// Words of texts in a form in which those that readers take for the same are the same: whoever
// types `Navruz` finds `Навруз`, and who has no key for ə, қ or ğ what is written with it.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::web {

// The words of the text, in the order of their letters, each once. A word is a run of letters and
// digits of any script; apostrophes within it are passed over. Of each stay:
// - no case and no marks: Unicode's NFKC_Casefold (UAX 31), then without accents, so that İ, I, i
//   and ı are one letter, as are ё and е, й and и with a breve, ş and s;
// - of Latin and Cyrillic the letters a to z, as ICU transliterates each (Any-Latin, Latin-ASCII),
//   and for those of Azerbaijani, Kazakh and Tajik that it passes over as people type them;
// - one form of what the alphabets of the region write in several: q is k, x and kh are h, w is v,
//   and sh, ch, zh and gh are the single letters that others have for them;
// - of Arabic one form of yeh, kaf and heh; and digits as 0 to 9.
// Of a longer word the first 64 bytes. What is no UTF-8 ends a word.
std::vector<std::string> FoldedWords(absl::string_view text);

}  // namespace taqvim::web
