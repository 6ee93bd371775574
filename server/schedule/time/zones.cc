// Which zones there are, and which was meant: a part of civil.h.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "server/base/edit_distance.h"
#include "server/base/strings.h"
#include "server/base/texts.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/zone_rules.h"

namespace taqvim::schedule {
namespace {

// No name of the database is longer than 32 bytes.
constexpr size_t kLongestName = 40;

std::string_view Place(std::string_view zone) { return zone.substr(zone.rfind('/') + 1); }

// A known name that differs in case only, or ends in the place that was named,
// or is spelt much the same.
std::string Suggestion(std::string_view name, const ZoneRules::Names& names) {
  std::vector<std::string_view> known(names.begin(), names.end());
  std::sort(known.begin(), known.end());
  for (std::string_view zone : known) {
    if (absl::EqualsIgnoreCase(AbslView(zone), AbslView(name))) return std::string(zone);
  }
  for (std::string_view zone : known) {
    if (absl::EqualsIgnoreCase(AbslView(Place(zone)), AbslView(Place(name)))) {
      return std::string(zone);
    }
  }
  return std::string(Nearest(name, known));
}

}  // namespace

absl::StatusOr<absl::TimeZone> FindZone(std::string_view name) {
  const bool possible = name.size() <= kLongestName;
  const auto rules = GivenZoneRules::OfThread();
  if (possible) {
    if (auto zone = rules->Find(name)) return *zone;
  }
  const std::string suggestion = possible ? Suggestion(name, rules->names()) : "";
  return absl::InvalidArgumentError(
      Cat(Quoted(name), " is no time zone of a place in the IANA database; ",
          suggestion.empty() ? "use one such as \"Asia/Almaty\""
                             : Cat("did you mean \"", suggestion, "\"?")));
}

}  // namespace taqvim::schedule
