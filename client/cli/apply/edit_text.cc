#include "client/cli/apply/edit_text.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

constexpr char kHelp[] =
    "# Change what is to be changed, save and leave the editor: the differences are sent. A field\n"
    "# whose line is removed is cleared; what is left as it is sends nothing. Remove a whole "
    "entry\n"
    "# to leave it as it is.\n";

// The name of the text in errors, of which the person knows where it is.
constexpr char kSource[] = "line";

using Paths = std::set<FieldPath>;

// Whether something is set within the field, or the field within something that is.
bool Touches(const Paths& paths, const FieldPath& field) {
  return std::any_of(paths.begin(), paths.end(), [&](const FieldPath& path) {
    const auto common = static_cast<ptrdiff_t>(std::min(path.size(), field.size()));
    return std::equal(path.begin(), path.begin() + common, field.begin());
  });
}

// Clears what the shown entry sets and the edited one does not: a field of the resource as a whole
// where nothing of it is left.
void ClearWhatIsGone(const WantedResource& shown, WantedResource* edited) {
  const Paths kept(edited->filled.fields.begin(), edited->filled.fields.end());
  Paths cleared;
  for (const FieldPath& path : shown.filled.fields) {
    const FieldPath whole = {path.front()};
    if (!Touches(kept, whole)) {
      cleared.insert(whole);
    } else if (!Touches(kept, path)) {
      cleared.insert(path);
    }
  }
  edited->filled.fields.insert(edited->filled.fields.end(), cleared.begin(), cleared.end());
}

// Errors at the lines that the text will have below the error.
absl::StatusOr<std::vector<WantedResource>> ParseBelow(const std::string& document) {
  auto wanted = ParseWanted(document, kSource);
  if (wanted.ok()) return wanted;
  const std::string above = EditText("", wanted.status().message());
  const auto lines = static_cast<size_t>(std::count(above.begin(), above.end(), '\n'));
  return ParseWanted(absl::StrCat(std::string(lines, '\n'), document), kSource);
}

}  // namespace

std::string EditText(absl::string_view document, absl::string_view problem) {
  std::string text;
  const absl::string_view said = absl::StripSuffix(problem, "\n");
  if (!said.empty()) {
    absl::StrAppend(&text, "# It was not taken:\n");
    for (absl::string_view line : absl::StrSplit(said, '\n')) {
      absl::StrAppend(&text, line.empty() ? "#" : "# ", line, "\n");
    }
    absl::StrAppend(&text, "#\n");
  }
  return absl::StrCat(text, kHelp, "\n", document);
}

std::string DocumentIn(absl::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1);
    const absl::string_view line = absl::StripTrailingAsciiWhitespace(text.substr(0, end + 1));
    if (!line.empty() && !absl::StartsWith(line, "#")) break;
    text.remove_prefix(end + 1);
  }
  return std::string(text);
}

absl::StatusOr<std::vector<WantedResource>> ParseEdited(const std::string& shown,
                                                        const std::string& edited) {
  ASSIGN_OR_RETURN(const auto before, ParseWanted(shown, kSource));
  ASSIGN_OR_RETURN(auto wanted, ParseBelow(edited));
  std::map<std::string, const WantedResource*> known;
  for (const WantedResource& one : before) known[one.name] = &one;
  std::set<std::string> seen;
  for (WantedResource& one : wanted) {
    const auto found = known.find(one.name);
    if (found == known.end()) {
      return UsageError(absl::StrCat(one.name,
                                     " was not opened, and its id cannot be changed here; "
                                     "`taqvim apply -f FILE` creates what is new."));
    }
    if (!seen.insert(one.name).second) {
      return UsageError(absl::StrCat(one.name, " stands there twice; keep one of them."));
    }
    ClearWhatIsGone(*found->second, &one);
    // Lines are other ones once something is said above them.
    one.file.clear();
  }
  return wanted;
}

}  // namespace taqvim::cli
