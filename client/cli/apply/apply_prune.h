// What `taqvim apply --prune` takes away: what a set of files made and none of them wants any
// more.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/apply/apply_plan.h"
#include "google/protobuf/message.h"

namespace taqvim::cli {

struct PrunePlan {
  // What goes: events first, then all else, each before what it refers to. The entries that the
  // steps are for stand in no file.
  std::vector<ApplyStep> steps;
  std::vector<std::unique_ptr<WantedResource>> wanted;
  // What is left alone, and why, by name.
  std::map<std::string, std::string> stays;
};

// Whether confirmed events go, too.
enum class PruneConfirmed { kNo, kYes };

// Of the marked resources, in the order of ApplyKinds, what goes: those that the plan does not
// want. Tentative events are deleted, confirmed ones cancelled, if they may go; those that were
// cancelled or have lapsed are over and not told of. All else is deleted.
//
// What stays keeps what it refers to: a resource to which something of the plan refers, or a
// marked one that is not deleted, or one of the others, which need not be without the mark. A
// tentative event that only cancelled ones refer to is cancelled. Of what else refers to venues
// and institutions the server knows, and refuses it.
PrunePlan PlanPrune(std::vector<std::unique_ptr<google::protobuf::Message>> marked,
                    const std::vector<std::unique_ptr<google::protobuf::Message>>& others,
                    const std::vector<ApplyStep>& plan, PruneConfirmed confirmed);

}  // namespace taqvim::cli
