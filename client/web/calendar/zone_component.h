// Writer of a VTIMEZONE (RFC 5545, section 3.6.5).
#pragma once

#include <string>

#include "absl/time/time.h"
#include "client/web/calendar/content_lines.h"

namespace taqvim::web {

// With the observances of the zone that a window needs; see observances.h. The name is that
// of IANA, as others are not known to all readers.
void WriteZone(const std::string& name, const absl::TimeZone& zone, absl::Time first,
               absl::Time last, ContentLines* lines);

}  // namespace taqvim::web
