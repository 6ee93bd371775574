// `Judging`: one rule held against one event of a write, and what it finds.
#pragma once

#include <string>
#include <vector>

#include "server/access/rights.h"
#include "server/schedule/drafts/final_claims.h"
#include "server/schedule/facts/breach.h"
#include "server/schedule/facts/counterparts.h"
#include "server/schedule/facts/judged_event.h"
#include "server/schedule/facts/rule.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// A conflict before it is told to anyone, with what a waiver of it must name. Its
// texts hold nothing that the caller may not know, but its names do.
struct Finding {
  v1::Conflict conflict;
  std::string counterpart_etag;
  // Whether the caller may not know what it collides with: who takes a
  // participant; and, moreover, what of the event collides.
  bool hides_counterpart = false;
  bool hides_booking = false;
  // Whether it is what a move that is pending would break.
  bool of_move = false;
};

// The draft whose event breaks the rule: that of the event, or of it as its move would have
// it; null when there is none.
ClaimedDraft* DraftOf(ClaimedDrafts& drafts, const Finding& finding);

// What is known of the write that is judged, for a caller with these rights.
struct JudgedWrite {
  ClaimedDrafts& drafts;
  const access::Rights& rights;
  Counterparts& counterparts;
  FinalClaims& claims;
  std::vector<Finding>& findings;

  storage::Work& work() const { return drafts.work(); }
};

struct Judging {
  const Rule& rule;
  const JudgedEvent& event;
  JudgedWrite& write;

  // Adds what the event breaks, with the fingerprint that a waiver of it must name; empty
  // where there is nothing to waive.
  Finding& Add(const Breach& breach, std::string counterpart_etag = "");
};

}  // namespace taqvim::schedule
