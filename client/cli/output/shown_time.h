// Formatter of times as people read them, the same wherever they are shown:
// `2035-10-10 18:00`, by the clocks of where it takes place, or all by those of one zone.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/showing.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

struct ShownTime {
  std::string text;
  // When it is, and the IANA zone in which it is shown; unset where the zone is not known, or
  // where a local time stands as it was said.
  std::optional<absl::Time> instant = std::nullopt;
  std::string zone = {};
};

// An instant, given by RFC 3339, in the zone that is named, in UTC with a Z where none is, or
// in the person's. Parts of a minute are left out.
ShownTime ShownInstant(absl::string_view text, const std::string& zone, const Showing& showing);
// A local time, given as text/time_forms.h has it, of the zone that is named. It stands as it
// is, with its offset where the clocks show it twice, unless all is shown in the person's zone.
// One without a zone and an offset always stands as it is.
ShownTime ShownLocalTime(absl::string_view text, const std::string& zone, const Showing& showing);

// The zone that is said for the innermost of the messages: its own, or that of the first in a
// list of its own, such as the bookings of an event; else of the message around it. Empty
// where none is said.
std::string ZoneBeside(const Holders& holders);

// `Times are by the clocks of Asia/Almaty.`
std::string TimesAreOf(absl::string_view zone);

// Texts of values for people: times as above, by the zone that is said beside them.
WriteValue ShownValues(const Showing& showing);

}  // namespace taqvim::cli
