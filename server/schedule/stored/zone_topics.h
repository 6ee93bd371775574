// Topics of the time zones in use. The body of each says by which rules of the zone
// instants were derived.
//
// A venue refers to the topic of its zone; an event to those of participants' bookings
// that are not in the zone of one of its venues.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// `zone/` and the name of the zone.
inline constexpr std::string_view kZoneTopicPrefix = "zone/";
std::string ZoneTopicOf(std::string_view zone);
// The zone of such a topic.
std::string ZoneOfTopic(std::string_view topic);

// A hash of the zone's conversions of local times from 1900 to 2200: of the moments at
// which its clocks change, and by how much. Abbreviations do not count.
std::string FingerprintOf(const absl::TimeZone& zone);

// The state of a zone, which the body of its topic holds.
struct ZoneState {
  // The rules by which the instants of all unfinished bookings were derived.
  std::string fingerprint;
  // While they are being derived anew: the new rules, and the id of the last dependent
  // that was processed. Empty and 0 otherwise.
  std::string target;
  storage::ResourceId reached = 0;

  bool begun() const { return !target.empty(); }
};

std::string ToText(const ZoneState& state);
// DATA_LOSS for anything else.
absl::StatusOr<ZoneState> ParseZoneState(std::string_view text);

// The body of a new topic: for one of a zone, which FindZone must know, its present
// rules; empty for others.
std::string NewTopicBody(std::string_view topic);

// Creates the topic of the zone where there is none yet.
absl::Status UseZone(storage::Transaction& transaction, std::string_view zone);

}  // namespace taqvim::schedule
