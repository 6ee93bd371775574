// The judge: what is in the way of a write, by all rules of the schedule.
#pragma once

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/facts/judging.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// Which rules to judge by.
enum class RuleSet {
  kAll,
  // Only those that a change of a venue's spaces can break, which tentative
  // events cannot but by leaving their hosts.
  kClaimsOnly,
};

// How many conflicts are told at most.
inline constexpr size_t kMostTold = 10'000;

struct Findings {
  // In the order in which reports list them.
  std::vector<Finding> all;
  // Whether nobody looked any further than that: then the first kMostTold are what they
  // would be otherwise, and there may be more behind them.
  bool cut = false;
  // Of tentative events that are written: the rank of each hold, 0 where it was not
  // judged.
  absl::flat_hash_map<storage::ResourceId, std::vector<int>> hold_ranks;
};

// Judges the claimed drafts by their final state: what they alter, against what
// is stored and against each other, and nothing else. Tentative events are
// judged like confirmed ones, but are in nobody's way. Every conflict is
// returned, with texts for a caller with these rights; but above kMostTold it is
// looked no further once `decides` said of one of them that the write is refused by
// it, whatever the others are.
absl::StatusOr<Findings> Judge(ClaimedDrafts& drafts, RuleSet rules, const access::Rights& rights,
                               absl::FunctionRef<bool(const Finding&)> decides);

// The conflicts as the caller is told of them, in order. Those that are alike
// without what is hidden are one.
std::vector<v1::Conflict> Tell(std::vector<Finding> findings);

// Sorts findings as reports list them.
void SortFindings(std::vector<Finding>& findings);

}  // namespace taqvim::schedule
