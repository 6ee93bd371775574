// What is planned under an agreement is confirmed once all its parties have accepted it.
#pragma once

#include "server/schedule/facts/judging.h"
#include "server/schedule/facts/standing.h"

namespace taqvim::schedule {

// Of an event that is confirmed or whose confirmation is asked for, and of a confirmed one
// that is put under another agreement.
absl::Status JudgeAgreement(Judging& judging);

// Under which agreement an event is planned is hidden of what is closed.
absl::Status StandUnderProposal(Standing& standing);

}  // namespace taqvim::schedule
