// What a data file has stamped later than the clock says.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/manual_store.h"

namespace taqvim::command {

// The newest revisions, as far back as they are stamped later.
struct AheadRevisions {
  int64_t count = 0;
  int64_t first = 0, last = 0;
  // The latest of their stamps.
  absl::Time latest = absl::InfinitePast();
  // How many of them are of requests that may be sent again.
  int64_t requests = 0;
};

// A resource with times that were stamped later, by field, such as
// `holds.arrive_time`; and with when it expires, which is counted from them.
struct AheadResource {
  std::string name;
  std::map<std::string, absl::Time> times;
};

struct ClockReport {
  absl::Time clock;
  AheadRevisions revisions;
  // In order of creation, by kind.
  std::vector<AheadResource> resources;
};

// Looks through what is stored. What is to happen at a time that was asked for is
// not stamped, however late it is.
absl::StatusOr<ClockReport> ReportAhead(storage::ManualStore& store, absl::Time clock);

// The report for people; with so many of the resources at most.
std::string ToText(const ClockReport& report, size_t most);

// `2026-03-01 09:30:00 UTC`.
std::string Moment(absl::Time time);

}  // namespace taqvim::command
