// Version of the time zone data by which what is stored was derived, where several servers write
// to one store: one with older data would derive by rules that are not in force any more.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// The name of the topic that has it.
inline constexpr std::string_view kZoneVersionTopic = "time_zone_data";

// The version of the data by which this process goes, such as `2025b`; empty where the data does
// not say: as it was in the folder that TZDIR names, or /usr/share/zoneinfo, when this was first
// asked or last read. Both are thread-safe.
std::string ZoneVersionInForce();
// Reads it anew, as what is installed now comes into force (time/zone_rules.h).
void ReadZoneVersion();

// Makes it the version of the store where that has none or an older one. UNAVAILABLE, with what to
// do, where the store's is newer: another server can do what was asked. OK for an empty one, of
// which nothing is known.
absl::Status GoByZoneVersion(storage::Transaction& transaction, const std::string& version);

}  // namespace taqvim::schedule
