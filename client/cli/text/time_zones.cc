#include "client/cli/text/time_zones.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/text/read_file.h"

namespace taqvim::cli {
namespace {

constexpr char kSystemFolder[] = "/usr/share/zoneinfo";
// Country, coordinates, name; what follows is said of it.
constexpr size_t kNameColumn = 2;

}  // namespace

std::vector<std::string> KnownTimeZones() {
  const char* folder = std::getenv("TZDIR");
  const auto text = ReadFile(
      absl::StrCat(folder != nullptr && *folder != '\0' ? folder : kSystemFolder, "/zone.tab"));
  return TimeZonesIn(text.ok() ? *text : "");
}

std::vector<std::string> TimeZonesIn(const std::string& zone_tab) {
  std::vector<std::string> zones = {"UTC"};
  for (const absl::string_view line : absl::StrSplit(zone_tab, '\n')) {
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    const bool is_zone = columns.size() > kNameColumn && columns[0].rfind('#', 0) != 0;
    if (is_zone) zones.push_back(columns[kNameColumn]);
  }
  std::sort(zones.begin(), zones.end());
  return zones;
}

}  // namespace taqvim::cli
