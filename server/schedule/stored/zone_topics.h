// Which time zones are in use, and by which of their rules instants were
// derived: a topic for each, whose body says it.
//
// A venue refers to the topic of its zone; an event to those of participants'
// bookings that are not in the zone of one of its venues.
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

// A fingerprint of what the zone makes of local times from 1900 to 2200: of the
// moments at which its clocks change, and by how much. What its offsets are
// called does not count.
std::string FingerprintOf(const absl::TimeZone& zone);

// What is stored of a zone.
struct ZoneState {
  // The rules by which the instants of all unfinished bookings were derived.
  std::string fingerprint;
  // While they are being derived again: the new rules, and the id of the last
  // dependent that was looked at. Empty and 0 otherwise.
  std::string target;
  storage::ResourceId reached = 0;

  bool begun() const { return !target.empty(); }
};

std::string ToText(const ZoneState& state);
// DATA_LOSS for anything else.
absl::StatusOr<ZoneState> ParseZoneState(std::string_view text);

// The body of a topic that is new: the rules of today for one of a zone, which
// must be one that FindZone knows; nothing for others.
std::string NewTopicBody(std::string_view topic);

// Makes the topic of the zone where there is none yet.
absl::Status UseZone(storage::Transaction& transaction, std::string_view zone);

}  // namespace taqvim::schedule
