#include "server/schedule/check/validate_changes.h"

#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/validate.h"
#include "server/schedule/check/validate_filter.h"

namespace taqvim::schedule {
namespace {

constexpr int kMostKindsOfChanges = 10;
constexpr int64_t kLongestSilence = 3600;

void CheckChangeFilter(const v1::ChangeFilter& filter, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "filter");
  CheckSize("resource_kinds", filter.resource_kinds_size(), 0, kMostKindsOfChanges, errors);
  if (filter.resource_kinds_size() <= kMostKindsOfChanges) {
    CheckEnums<v1::ResourceKind>("resource_kinds", filter.resource_kinds(), errors);
  }
  CheckFilter(filter.events(), errors, "events");
}

void CheckProgressInterval(const google::protobuf::Duration& interval, FieldErrors& errors) {
  const int64_t nanos = interval.seconds() == kLongestSilence ? 0 : 999'999'999;
  if (interval.seconds() < 1 || interval.seconds() > kLongestSilence || interval.nanos() < 0 ||
      interval.nanos() > nanos) {
    errors.Add("progress_interval", "must be from 1 second to 1 hour, or unset for 1 minute");
  }
}

}  // namespace

absl::Status Validate(const v1::ListChangesRequest& request) {
  FieldErrors errors;
  CheckChangeFilter(request.filter(), errors);
  CheckPageSize(request.page_size(), errors);
  if (request.from_oldest() && !request.after_revision_token().empty()) {
    errors.Add("from_oldest",
               "cannot be given with after_revision_token; leave one of them out: the one begins "
               "with what is kept, the other goes on");
  }
  return errors.ToStatus();
}

absl::Status Validate(const v1::WatchChangesRequest& request) {
  FieldErrors errors;
  if (request.snapshot() && !request.after_revision_token().empty()) {
    errors.Add(
        "snapshot",
        "cannot be given with after_revision_token; leave one of them out: a snapshot begins "
        "anew, a token goes on");
  }
  CheckChangeFilter(request.filter(), errors);
  if (request.has_progress_interval()) CheckProgressInterval(request.progress_interval(), errors);
  return errors.ToStatus();
}

}  // namespace taqvim::schedule
