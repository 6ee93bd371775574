// String functions of the command line: spellings of names, width on a terminal,
// wrapping of paragraphs.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::cli {

// `first_day`, `FirstDay` or `FIRST_DAY` as `first-day`.
std::string ToKebab(absl::string_view name);
// `first-day` as `first_day`.
std::string ToSnake(absl::string_view name);
// `culture_days` as `Culture days`.
std::string ToSentence(absl::string_view name);
// `bookings` as `booking`, `countries` as `country`; a word that is no plural
// stays as it is.
std::string Singular(absl::string_view plural);

// The first sentence of a comment, with its full stop.
std::string FirstSentence(absl::string_view text);

// The same up to a colon, behind which it says more exactly what it is.
std::string Brief(absl::string_view text);

// Whether the bytes are well-formed UTF-8.
bool IsUtf8(absl::string_view text);
// The text with a space for each control character, line breaks included, so
// that what others wrote cannot steer a terminal.
std::string Printable(absl::string_view text);
// How many columns of a terminal the UTF-8 text takes: wide characters take
// two, combining ones none.
int DisplayWidth(absl::string_view text);
// The text, cut to the width with an ellipsis where it is longer.
std::string CutToWidth(absl::string_view text, int width);
// The text with spaces up to the width.
std::string PadToWidth(absl::string_view text, int width);

// The paragraphs of the text (separated by empty lines), each broken into lines
// of at most `width` columns that begin with `indent` spaces. Ends with a newline.
std::string Wrap(absl::string_view text, int indent, int width = 80);

}  // namespace taqvim::cli
