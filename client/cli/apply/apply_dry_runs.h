// Dry runs of the steps of `taqvim apply`: they find errors before anything is written,
// and drop changes that the server takes for none. Writes nothing.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/apply/apply_plan.h"
#include "client/client.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::cli {

// The call that a step of a resource that is no event takes.
absl::StatusOr<WrittenResource> CallFor(client::Client& client, const ApplyStep& step,
                                        WriteMode mode);

// Validates each creation and change of a resource that is no event: its fields, what
// it refers to, and whether the caller may. A reference to something that the plan
// creates cannot be resolved yet, and is left to the check of the whole plan
// (AssumptionsOf). Returns the confirmed events that closures would be in conflict
// with. A step becomes unchanged when the server, which stores equal values in one
// form, finds no change. Errors are in terms of the files.
absl::StatusOr<std::vector<v1::Conflict>> ValidateDirectory(client::Client& client,
                                                            std::vector<ApplyStep>* plan);

// Makes those updates of events unchanged in which the server finds no change. Asks for
// a batch at once, and for its halves where the batch is refused; an update that is
// refused alone stays, for the check to judge. An error only when the server cannot be
// reached.
absl::Status DropUnchangedEvents(client::Client& client, std::vector<ApplyStep>* plan);

}  // namespace taqvim::cli
