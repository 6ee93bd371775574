#include "client/cli/apply/apply_dry_runs.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/types/span.h"
#include "client/cli/apply/apply_errors.h"
#include "client/cli/fields/references.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/text/usage_error.h"
#include "client/error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Message;

// Whether both are the same in all that callers may set.
bool IsSameToCallers(const Message& before, const Message& after) {
  std::vector<std::string> fields;
  for (int i = 0; i < before.GetDescriptor()->field_count(); ++i) {
    const std::string& name = before.GetDescriptor()->field(i)->name();
    if (name != "etag") fields.push_back(name);
  }
  return Differences(before, after, fields).empty();
}

// Whether the refusal may only be that something is not there yet which the plan
// creates before.
bool MayBeForWhatIsToCome(const absl::Status& status, const ApplyStep& step,
                          const std::set<std::string>& created) {
  const client::RemoteError error = client::DecodeError(status);
  if (created.contains(error.resource)) return true;
  // Whether what is not there may be seen is not told.
  if (!absl::IsNotFound(status) && !absl::IsPermissionDenied(status)) return false;
  const auto references = ReferencesOf(*step.resource);
  return std::any_of(references.begin(), references.end(),
                     [&](const std::string& name) { return created.contains(name); });
}

// Whether both are to move, and to the same times and places; or neither is.
bool IsSameMove(const v1::Event& before, const v1::Event& after) {
  return before.has_move() == after.has_move() &&
         Differences(before.move(), after.move(), {"period", "time_zone", "bookings", "recurrence"},
                     Compared::kAll)
             .empty();
}

// So many events can usually be read in one answer.
constexpr size_t kChangesAtOnce = 500;

// Drops the unchanged of some changes of events, at most as many as a batch holds.
absl::Status DropUnchanged(client::Client& client, absl::Span<ApplyStep* const> steps) {
  v1::BatchWriteEventsRequest request;
  request.set_validate_only(true);
  for (const ApplyStep* step : steps) *request.add_writes() = UpdateOf(*step);
  const auto response = client.Call<v1::BatchWriteEventsResponse>(request);
  if (response.ok() && !response->events_omitted()) {
    for (size_t i = 0; i < steps.size(); ++i) {
      const v1::Event& after = response->events(static_cast<int>(i));
      const auto& before = static_cast<const v1::Event&>(*steps[i]->current);
      if (IsSameToCallers(before, after) && IsSameMove(before, after)) steps[i]->DropChange();
    }
    return absl::OkStatus();
  }
  if (!response.ok() && ExitCodeFor(response.status()) == kExitUnreachable) {
    return response.status();
  }
  if (steps.size() == 1) return absl::OkStatus();
  const size_t half = steps.size() / 2;
  RETURN_IF_ERROR(DropUnchanged(client, steps.subspan(0, half)));
  return DropUnchanged(client, steps.subspan(half));
}

}  // namespace

absl::StatusOr<WrittenResource> CallFor(client::Client& client, const ApplyStep& step,
                                        WriteMode mode) {
  const ApplyKind& kind = *step.wanted->kind;
  return step.action == ApplyAction::kCreate
             ? CreateResource(client, kind, *step.resource, mode)
             : UpdateResource(client, kind, *step.resource, step.mask, mode);
}

absl::StatusOr<std::vector<v1::Conflict>> ValidateDirectory(client::Client& client,
                                                            std::vector<ApplyStep>* plan) {
  std::vector<v1::Conflict> conflicts;
  std::set<std::string> created;
  for (ApplyStep& step : *plan) {
    if (step.IsEvent() || !step.Changes()) continue;
    const auto written = CallFor(client, step, WriteMode::kValidateOnly);
    if (!written.ok() && !MayBeForWhatIsToCome(written.status(), step, created)) {
      return InTermsOfFiles(written.status(), step);
    }
    if (step.action == ApplyAction::kCreate) created.insert(step.wanted->name);
    if (!written.ok()) continue;
    const bool same = step.current != nullptr && IsSameToCallers(*step.current, *written->resource);
    if (same) step.DropChange();
    conflicts.insert(conflicts.end(), written->conflicts.conflicts().begin(),
                     written->conflicts.conflicts().end());
  }
  return conflicts;
}

absl::Status DropUnchangedEvents(client::Client& client, std::vector<ApplyStep>* plan) {
  std::vector<ApplyStep*> changes;
  for (ApplyStep& step : *plan) {
    if (step.IsEvent() && step.action == ApplyAction::kUpdate) changes.push_back(&step);
  }
  const absl::Span<ApplyStep* const> all(changes);
  for (size_t i = 0; i < all.size(); i += kChangesAtOnce) {
    RETURN_IF_ERROR(DropUnchanged(client, all.subspan(i, kChangesAtOnce)));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::cli
