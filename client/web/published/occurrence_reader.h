// Reader of when events take place: asks the server, which alone expands rules.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "client/client.h"
#include "client/web/published/schedule.h"

namespace taqvim::web {

// By name of the event, in order of their days and stops, each once. Those that are certain:
// booked, or of an event that was cancelled.
using Occurrences = std::map<std::string, std::vector<Occurrence>, std::less<>>;

// Those that are only held as well, or not.
enum class Held { kLeftOut, kToo };

// Of all events that the caller sees, as far as they meet the days, by answers that are not older
// than the token's revision. Errors are those of the calls; CANCELLED before the first one that it
// would make when `ended` has been notified, where there is such.
absl::StatusOr<Occurrences> ReadOccurrences(client::Client& client, const CivilDays& days,
                                            const std::string& min_revision_token,
                                            Held held = Held::kLeftOut,
                                            const absl::Notification* ended = nullptr);

// The days, and those on which an event that does not repeat begins, each of its stops, so that it
// meets them. One that repeats adds none.
CivilDays Extended(const CivilDays& days, const v1::Event& event);

// The same of one event; of one that does not repeat, whenever that is. None where it is not there
// any more.
absl::StatusOr<std::vector<Occurrence>> ReadOccurrencesOf(
    client::Client& client, const v1::Event& event, const CivilDays& days,
    const std::string& min_revision_token, const absl::Notification* ended = nullptr);

// Says of the stops of culture days which they are.
void NumberStops(const v1::Event& event, std::vector<Occurrence>& occurrences);

}  // namespace taqvim::web
