// What the batch of the events of `taqvim apply` will be answered with, before anything is
// written: whether the caller may write them, and which will await approval. Writes nothing.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/apply/apply_plan.h"
#include "client/client.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {

// What of events others have still to agree to.
struct Waiting {
  // The names of those that are asked for and still to be approved.
  std::set<std::string> awaiting;
  // Those that are to move, by name.
  std::map<std::string, v1::Event> moving;
};

// What of these events waits.
Waiting WaitingAmong(const google::protobuf::RepeatedPtrField<v1::Event>& events);

// What of the events of the plan will wait, as a dry run of the batch says. Where that
// cannot be answered yet, since what the plan writes before is not there, it follows from
// the booking policies, those of the plan first. An error in terms of the files where the
// caller may not write the events or, where nothing is written before, the batch is refused.
absl::StatusOr<Waiting> ForetellEvents(client::Client& client, const std::vector<ApplyStep>& plan,
                                       const PlannedWrites& events,
                                       const PlannedAssumptions& assumptions);

// A refusal of the batch for want of a role, with the first entry for which it is wanted, and
// those of the same owner, if that is of whom the server speaks. What a refusal does not say
// is found by dry runs of the first so many entries. Unchanged when it is another error.
absl::Status DeniedInTermsOfFiles(client::Client& client, const absl::Status& status,
                                  const PlannedWrites& events);

}  // namespace taqvim::cli
