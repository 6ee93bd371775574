// Asks the server what the steps of `taqvim apply` would come to, and writes
// nothing.
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

// Validates each creation and change of a resource that is no event, as the server
// would when it is written: its fields, what it refers to, and whether the caller
// may. What refers to things that the plan creates cannot be looked up yet, and is
// left to the check of all of it (AssumptionsOf). Answers with the confirmed events
// that closures would meet. A change that the server takes for none, as it spells
// what is stored in one way, is one no longer. Errors are in terms of the files.
absl::StatusOr<std::vector<v1::Conflict>> ValidateDirectory(client::Client& client,
                                                            std::vector<ApplyStep>* plan);

// Leaves out the changes of events that the server takes for none. It is asked for
// many at once, and in halves for those among which one is refused; whatever it
// refuses alone is a change, for the check to judge.
absl::Status SettleEvents(client::Client& client, std::vector<ApplyStep>* plan);

}  // namespace taqvim::cli
