// What the parties of an agreement have said to it: how that begins, and how it changes with
// the agreement and with each answer. Pure.
//
// Of an agreement from before parties were asked there are no answers, and nobody is awaited;
// it counts as accepted until its parties or its last day change.
#pragma once

#include <string>

#include "google/protobuf/timestamp.pb.h"
#include "server/base/texts.h"
#include "server/schedule/stored/caller.h"
#include "taqvim/v1/agreement.pb.h"

namespace taqvim::schedule {

// Who answers, and when.
struct Answerer {
  const Caller& caller;
  google::protobuf::Timestamp now;
};

// Whether a party has yet to accept it, or has declined.
inline bool IsProposal(const v1::Agreement& agreement) {
  return !agreement.awaited_parties().empty();
}

// Asks the parties of an agreement that is new (`before` null), or of which the parties or
// the last day are others than before: the caller accepts it for those for which they
// organize. Of another the answers stay.
void AskParties(const Answerer& answerer, const v1::Agreement* before, v1::Agreement& after);

// Puts what the caller says for one of the parties in the place of what it said before.
// The reason counts where it declines.
void Answer(const Answerer& answerer, const std::string& party, v1::PartyDecision decision,
            const TextMap& reason, v1::Agreement& agreement);

}  // namespace taqvim::schedule
