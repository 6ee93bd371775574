// Plan of `taqvim apply`: the wanted resources compared with the stored ones, and the
// writes that follow.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/apply/apply_file.h"
#include "client/cli/fields/apply_differences.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::cli {

// The last two are of what no file wants any more (apply_prune.h).
enum class ApplyAction { kUnchanged, kCreate, kUpdate, kCancel, kDelete };

// One wanted resource, compared with the stored one; or one that is to go.
struct ApplyStep {
  const WantedResource* wanted = nullptr;
  ApplyAction action = ApplyAction::kUnchanged;
  // Of an event: whether it is still to be confirmed.
  bool confirm = false;
  // The stored resource; nullptr when it is to be created.
  std::unique_ptr<google::protobuf::Message> current;
  // The resource as it will be, with the stored etag.
  std::unique_ptr<google::protobuf::Message> resource;
  // Whether those are asked who have to approve what the update of an event moves.
  bool ask_approval = false;
  // The fields to be changed, by their names in the message.
  std::vector<std::string> mask;
  std::vector<FieldDifference> differences;

  bool IsEvent() const { return wanted->kind->key == "events"; }
  bool IsDone() const { return action == ApplyAction::kUnchanged && !confirm; }
  // Whether there is something to be written as it is wanted.
  bool Changes() const { return action == ApplyAction::kCreate || action == ApplyAction::kUpdate; }
  bool Goes() const { return action == ApplyAction::kCancel || action == ApplyAction::kDelete; }
  // Makes the step one that changes nothing; a confirmation stays.
  void DropChange();
};

// The resource as it is; NOT_FOUND when there is none of that name.
using ReadCurrent = std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(
    const ApplyKind&, const std::string& name)>;

// Compares the wanted resources with the stored ones, reading each; writes nothing.
// What a file sets is set, what it clears is cleared, the rest stays; of bookings
// without an id, those that exist already keep theirs: first those that are all the
// same, then those of one resource in order. FAILED_PRECONDITION for a change to an
// event that was cancelled or has expired, or to a resource that is archived where the
// file does not say so. Errors of `read` as they are, with the place in it. `wanted` must
// outlive the plan.
absl::StatusOr<std::vector<ApplyStep>> PlanApply(const ReadCurrent& read,
                                                 const std::vector<WantedResource>& wanted);

// Writes of events, with the step of each at the same index.
struct PlannedWrites {
  std::vector<v1::EventWrite> writes;
  std::vector<const ApplyStep*> steps;
};

// The writes that the plan's events take, in order: each event is created or
// changed and, if asked for, confirmed; or it is cancelled or deleted.
PlannedWrites EventWritesOf(const std::vector<ApplyStep>& plan);

// The update of an event that a step makes, without its confirmation.
v1::EventWrite UpdateOf(const ApplyStep& step);

// Assumptions for CheckEvents: resources taken as written, with the step of each at the
// same index, by the name of their list.
struct PlannedAssumptions {
  v1::Assumptions assumptions;
  std::map<std::string, std::vector<const ApplyStep*>> steps;
};

// The plan's resources besides events, so that its events can be checked before
// anything is written.
PlannedAssumptions AssumptionsOf(const std::vector<ApplyStep>& plan);

}  // namespace taqvim::cli
