// The requests about what stands in conflict, and about times that move: a part of
// requests.h.
#include "server/base/names.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/check/requests.h"
#include "server/schedule/check/validate.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr int kMostResources = 100;
constexpr int kMostZones = 100;

}  // namespace

absl::Status Validate(const v1::ListConflictsRequest& request) {
  FieldErrors errors;
  CheckBookables("resources", request.resources(), 0, kMostResources, errors);
  CheckName(Kind::kEvent, "event", request.event(), false, errors);
  CheckEnums<v1::ConflictKind>("kinds", request.kinds(), errors);
  CheckPageSize(request.page_size(), errors);
  FieldErrors::Scope window(errors, "window");
  CheckFirstAndLast(request.window(), errors);
  return errors.ToStatus();
}

absl::Status Validate(const v1::RederiveTimesRequest& request) {
  FieldErrors errors;
  CheckSize("time_zones", request.time_zones_size(), 0, kMostZones, errors);
  for (int i = 0; i < request.time_zones_size() && !errors.full(); ++i) {
    FieldErrors::Scope scope(errors, "time_zones", i);
    CheckZone("", request.time_zones(i), Demand::kRequired, errors);
  }
  CheckRequestId(request.request_id(), errors);
  return errors.ToStatus();
}

}  // namespace taqvim::schedule
