// Names of the time zones that this machine knows, for completion.
#pragma once

#include <string>
#include <vector>

namespace taqvim::cli {

// UTC and the zones that some country has, such as Asia/Almaty, in order of their names: those
// of zone.tab in the folder from which times are read as well, $TZDIR or that of the system.
// UTC alone where there is no such file.
std::vector<std::string> KnownTimeZones();

// The names in the text of a zone.tab, in order.
std::vector<std::string> TimeZonesIn(const std::string& zone_tab);

}  // namespace taqvim::cli
