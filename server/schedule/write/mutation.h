// The last stage of a write: what it changes in the store.
//
// Needs: drafts that may be applied. Leaves: parts of a mutation.
#pragma once

#include <string>

#include "server/schedule/drafts/claimed_drafts.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// All of a write: the claims and topics, and each event that is written and is
// another then, with its new etag.
storage::Mutation MutationOf(ClaimedDrafts& drafts);

// Replaces the claims of a draft, where they are others than before.
void AddClaims(const ClaimedDraft& draft, storage::Mutation& mutation);
// Puts the topics that the drafts need and nothing had before.
void AddTopics(const ClaimedDrafts& drafts, storage::Mutation& mutation);
// Puts the event of the draft as these bytes, and takes its links.
void AddEvent(ClaimedDraft& draft, std::string body, storage::Mutation& mutation);

}  // namespace taqvim::schedule
