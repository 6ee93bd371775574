#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "server/schedule/civil.h"
#include "server/schedule/edit_distance.h"
#include "server/schedule/strings.h"
#include "server/schedule/texts.h"

namespace taqvim::schedule {
namespace {

// No name of the database is longer than 32 bytes.
constexpr size_t kLongestName = 40;

std::string DatabaseFile(std::string_view file) {
  const char* directory = std::getenv("TZDIR");
  return Cat(directory == nullptr ? "/usr/share/zoneinfo" : directory, "/", file);
}

// The zones that stand for an offset, whose names have its sign reversed, and
// the one for machines that were not set up.
bool IsNoPlace(std::string_view name) {
  return name == "Factory" || absl::StartsWith(AbslView(name), "Etc/GMT+") ||
         absl::StartsWith(AbslView(name), "Etc/GMT-");
}

// In tzdata.zi, lines `Z name ...` define zones and `L target name` links.
std::optional<std::string> NameInLine(const std::string& line) {
  const std::vector<absl::string_view> words = absl::StrSplit(line, absl::MaxSplits(' ', 3));
  if (words.size() >= 2 && words[0] == "Z") return std::string(words[1]);
  if (words.size() >= 3 && words[0] == "L") return std::string(words[2]);
  return std::nullopt;
}

// In the tables by country, the third column names the zone.
std::optional<std::string> NameInRow(const std::string& line) {
  const std::vector<absl::string_view> columns = absl::StrSplit(line, '\t');
  if (line.empty() || line[0] == '#' || columns.size() < 3) return std::nullopt;
  return std::string(columns[2]);
}

using Names = absl::flat_hash_set<std::string>;

template <class Parse>
void ReadNames(std::string_view file, Parse parse, Names& names) {
  std::ifstream stream(DatabaseFile(file));
  for (std::string line; std::getline(stream, line);) {
    if (auto name = parse(line); name && !IsNoPlace(*name)) names.insert(*std::move(name));
  }
}

// The names of the system's database, read once.
const Names& KnownNames() {
  static const Names* const kNames = [] {
    auto* names = new Names({"UTC"});
    ReadNames("tzdata.zi", NameInLine, *names);
    if (names->size() == 1) ReadNames("zone1970.tab", NameInRow, *names);
    return names;
  }();
  return *kNames;
}

std::string_view Place(std::string_view zone) { return zone.substr(zone.rfind('/') + 1); }

// A known name that differs in case only, or ends in the place that was named,
// or is spelt much the same.
std::string_view Suggestion(std::string_view name) {
  std::vector<std::string_view> known(KnownNames().begin(), KnownNames().end());
  std::sort(known.begin(), known.end());
  for (std::string_view zone : known) {
    if (absl::EqualsIgnoreCase(AbslView(zone), AbslView(name))) return zone;
  }
  for (std::string_view zone : known) {
    if (absl::EqualsIgnoreCase(AbslView(Place(zone)), AbslView(Place(name)))) return zone;
  }
  return Nearest(name, known);
}

}  // namespace

absl::StatusOr<absl::TimeZone> FindZone(std::string_view name) {
  absl::TimeZone zone;
  if (name.size() <= kLongestName && KnownNames().contains(AbslView(name)) &&
      absl::LoadTimeZone(AbslView(name), &zone)) {
    return zone;
  }
  const std::string_view suggestion = name.size() <= kLongestName ? Suggestion(name) : "";
  return absl::InvalidArgumentError(
      Cat(Quoted(name), " is no time zone of a place in the IANA database; ",
          suggestion.empty() ? "use one such as \"Asia/Almaty\""
                             : Cat("did you mean \"", suggestion, "\"?")));
}

}  // namespace taqvim::schedule
