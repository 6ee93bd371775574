#include "server/rpc/serving/rederive.h"

#include <string>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "proto/status_macros.h"
#include "server/rpc/serving/system_calls.h"
#include "server/schedule/api.h"
#include "server/schedule/stored/zone_version.h"
#include "server/schedule/upkeep/rederive.h"

namespace taqvim::rpc {
namespace {

constexpr char kRederiveMethod[] = "system.RederiveTimes";
constexpr char kUseZoneDataMethod[] = "system.UseZoneData";

absl::StatusOr<schedule::ZonesInUse> CheckZones(storage::Store& store) {
  schedule::ZonesInUse zones;
  RETURN_IF_ERROR(ReadNow(store, [&](storage::Snapshot& snapshot) -> absl::Status {
    ASSIGN_OR_RETURN(zones, schedule::CheckZonesInUse(snapshot));
    return absl::OkStatus();
  }));
  return zones;
}

// One bounded revision.
absl::StatusOr<v1::RederiveTimesResponse> RederiveSome(storage::Store& store) {
  const auto rederive = [](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(auto response, schedule::RederiveTimes(transaction, schedule::System(), {}));
    return response.SerializeAsString();
  };
  ASSIGN_OR_RETURN(auto answer, WriteAsSystem(store, kRederiveMethod, rederive));
  v1::RederiveTimesResponse response;
  if (!response.ParseFromString(answer)) {
    return absl::InternalError("The store gave another answer than was written.");
  }
  return response;
}

void LogUnknown(const schedule::ZonesInUse& zones, const Log& log) {
  if (zones.unknown.empty()) return;
  log.Write(LogLevel::kWarning,
            "The time zone data lacks zones that are in use; what is booked in them keeps its "
            "instants. Install the data that has them, and start again.",
            {{"time_zones", absl::StrJoin(zones.unknown, ",")}});
}

}  // namespace

absl::Status UseZoneData(storage::Store& store) {
  const auto use = [version = schedule::ZoneVersionInForce()](
                       storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(schedule::GoByZoneVersion(transaction, version));
    return "";
  };
  return WriteAsSystem(store, kUseZoneDataMethod, use).status();
}

absl::Status RederiveTimes(storage::Store& store, const Log& log) {
  const absl::Time start = absl::Now();
  ASSIGN_OR_RETURN(auto zones, CheckZones(store));
  LogUnknown(zones, log);
  if (zones.changed.empty()) return absl::OkStatus();
  int events = 0, closures = 0, conflicts = 0, revisions = 0;
  for (bool remains = true; remains; ++revisions) {
    ASSIGN_OR_RETURN(auto response, RederiveSome(store));
    events += response.moved_events_size();
    closures += response.moved_closures_size();
    conflicts += response.conflicts().total();
    remains = response.remaining_time_zones_size() > 0;
  }
  log.Write(conflicts > 0 ? LogLevel::kWarning : LogLevel::kInfo,
            conflicts > 0 ? "The rules of time zones have changed; what is booked keeps its local "
                            "times, and some of it collides now: see `taqvim conflicts list`."
                          : "The rules of time zones have changed; what is booked keeps its local "
                            "times.",
            {{"time_zones", absl::StrJoin(zones.changed, ",")},
             {"events", events},
             {"closures", closures},
             {"conflicts", conflicts},
             {"revisions", revisions},
             {"duration_ms", absl::ToInt64Milliseconds(absl::Now() - start)}});
  return absl::OkStatus();
}

}  // namespace taqvim::rpc
