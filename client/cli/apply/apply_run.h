// What `taqvim apply` does with what files want; the way from a plan to a report.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/apply/apply_file.h"
#include "client/cli/apply/apply_plan.h"
#include "client/cli/apply/apply_prune.h"
#include "client/cli/session/session.h"

namespace taqvim::cli {

struct ApplyTask {
  // Each after those that it refers to.
  std::vector<WantedResource> wanted;
  // How an error calls the events that are wanted.
  std::string events = "The events of these files";
  // How resources are read that are there; unset for from the server.
  ReadCurrent read = nullptr;
  bool dry_run = false;
  // Whether those are asked who have to approve where confirmed events are to move.
  bool ask_approval = false;
  // What is created gets it as its `apply_set`; empty for none.
  std::string set = {};
  // Whether what carries the mark of the set and is not wanted goes; and then whether what is
  // confirmed goes, too, and whether nobody is asked, but only told.
  bool prunes = false;
  PruneConfirmed prune_confirmed = PruneConfirmed::kNo;
  bool yes = false;
};

// Makes what there is as it is wanted, or says what that would be, and prints a report. Answers
// with an exit code. An error, in terms of the files, where something is wrong or in the way: then
// nothing is written, or what the error says.
absl::StatusOr<int> RunApply(Session& session, const ApplyTask& task);

}  // namespace taqvim::cli
