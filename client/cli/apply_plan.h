// What it takes to make the schedule what the files want.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/apply_differences.h"
#include "client/cli/apply_file.h"
#include "client/client.h"
#include "google/protobuf/message.h"
#include "taqvim/v1/event_service.pb.h"

namespace taqvim::cli {

enum class ApplyAction { kUnchanged, kCreate, kUpdate };

// One wanted resource beside what there is.
struct ApplyStep {
  const WantedResource* wanted = nullptr;
  ApplyAction action = ApplyAction::kUnchanged;
  // Of an event: whether it is still to be confirmed.
  bool confirm = false;
  // The resource as it will be, with the etag of what there is.
  std::unique_ptr<google::protobuf::Message> resource;
  // The fields to be changed, by their names in the message.
  std::vector<std::string> mask;
  std::vector<FieldDifference> differences;

  bool IsEvent() const { return wanted->kind->key == "events"; }
  bool IsDone() const { return action == ApplyAction::kUnchanged && !confirm; }
};

// Compares what the files want with what there is, reading each resource; writes
// nothing. FAILED_PRECONDITION for what cannot be brought about: a change to a
// cancelled event, or to a resource that was deleted and is archived. `wanted`
// must outlive the plan.
absl::StatusOr<std::vector<ApplyStep>> PlanApply(client::Client& client,
                                                 const std::vector<WantedResource>& wanted);

// The writes that the plan's events take, in order: each event is created or
// changed and, if asked for, confirmed.
std::vector<v1::EventWrite> EventWritesOf(const std::vector<ApplyStep>& plan);

// What the plan writes besides events, for a check of the events before it.
v1::Assumptions AssumptionsOf(const std::vector<ApplyStep>& plan);

}  // namespace taqvim::cli
