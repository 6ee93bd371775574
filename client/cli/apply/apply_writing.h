// Writer of the plan of `taqvim apply`, with errors that say what was written and what
// was not.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/apply/apply_kinds.h"
#include "client/cli/apply/apply_plan.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::cli {

// The calls that write, injected for tests.
struct ApplyCalls {
  std::function<absl::StatusOr<WrittenResource>(const ApplyStep&)> write_one;
  std::function<absl::StatusOr<v1::BatchWriteEventsResponse>(const std::vector<v1::EventWrite>&)>
      write_events;
  std::function<absl::Status(const ApplyStep&)> delete_one = [](const ApplyStep&) {
    return absl::OkStatus();
  };
  // Called before each step with its name.
  std::function<void(const std::string&)> begin = [](const std::string&) {};
};

// The result of WritePlan.
struct ApplyWritten {
  // The confirmed events that are in conflict with what was written.
  std::vector<v1::Conflict> conflicts;
  // The events of the batch as they are now, in the order of the writes.
  google::protobuf::RepeatedPtrField<v1::Event> events;
  // What was to be deleted and stays, since others refer to it: what the server said, by name.
  std::map<std::string, std::string> stays;
};

// Writes the steps that are not done: first the resources that are no events, one by
// one, then all events as one batch, then what is to be deleted besides, one by one in the order
// of the plan; of that stays what others refer to. Stops at the first call that fails; the error
// then says in terms of the files what was written, what was not, of what that is unknown, and what
// to do.
absl::StatusOr<ApplyWritten> WritePlan(const ApplyCalls& calls, const std::vector<ApplyStep>& plan,
                                       const PlannedWrites& events,
                                       const PlannedAssumptions& assumptions);

}  // namespace taqvim::cli
