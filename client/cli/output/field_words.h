// Translator of the server's sentences: the fields that they tell to send become flags.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/fields/flags.h"

namespace taqvim::cli {

// The flag as it is written: `--venue`; of one that is given by its place, `NAME`.
std::string FlagText(const Flag& flag);

// The field of a violation, such as `event.bookings[0].space`, without its indexes.
std::string WithoutIndexes(absl::string_view field);

// The sentence about that field with flags in place of the fields that it names: those in
// backticks or with underscores, and those behind “or send” and “set”. What has no flag of
// its own stays, but for another part of a structure, which is as pairs name it. Values of an enum
// are as its flag takes them, and so are seconds: `2h` of `7200s`.
std::string WithFlags(absl::string_view sentence, absl::string_view field,
                      const std::vector<Flag>& flags);

}  // namespace taqvim::cli
