// Parser of a command line: positional arguments and flags.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/fields/flags.h"

namespace taqvim::cli {

// One flag as it was given. A switch given alone has the text `true`.
struct GivenFlag {
  const Flag* flag;
  std::string text;
};

struct Arguments {
  std::vector<std::string> positionals;
  // In the order in which they were given.
  std::vector<GivenFlag> flags;

  // The last text given for the flag of that name; nullopt when it was not given.
  std::optional<std::string> Find(absl::string_view name) const;
  bool Has(absl::string_view name) const { return Find(name).has_value(); }
};

// The forms are --flag VALUE, --flag=VALUE, --switch, --switch=false, -x VALUE,
// -xVALUE; after `--` all is positional. A lone hyphen is positional. A usage
// error with a suggestion for an unknown flag; others for a missing value, and
// for a flag given twice that is not repeatable. `flags` must outlive the answer.
absl::StatusOr<Arguments> ParseArguments(const std::vector<std::string>& words,
                                         const std::vector<const Flag*>& flags);

// How many of the words the leading flags take, before the first that is no flag.
absl::StatusOr<size_t> CountLeadingFlags(const std::vector<std::string>& words,
                                         const std::vector<const Flag*>& flags);

std::vector<const Flag*> PointersTo(const std::vector<Flag>& flags);

}  // namespace taqvim::cli
