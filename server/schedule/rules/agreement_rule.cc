#include "server/schedule/rules/agreement_rule.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/schedule/event/agreement_answers.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/agreement.pb.h"

namespace taqvim::schedule {
namespace {

// How many of those who have yet to accept are named.
constexpr int kNamed = 3;

bool IsJudged(const JudgedEvent& event) {
  if (!event.written || event.after.agreement().empty()) return false;
  const bool was_confirmed = event.before.state() == v1::EVENT_STATE_CONFIRMED;
  const bool other = event.before.agreement() != event.after.agreement();
  return event.confirming || (event.confirmed() && (!was_confirmed || other));
}

// The agreement while it is a proposal; null once it is none.
absl::StatusOr<std::shared_ptr<const v1::Agreement>> ProposalOf(storage::Snapshot& snapshot,
                                                                const std::string& name) {
  ASSIGN_OR_RETURN(auto stored, snapshot.Find(storage::Kind::kAgreement, name));
  if (!stored) return nullptr;
  ASSIGN_OR_RETURN(auto agreement, ReadShared<v1::Agreement>(*stored));
  if (!IsProposal(*agreement)) return nullptr;
  return agreement;
}

std::string Awaited(const v1::Agreement& agreement) {
  const auto& parties = agreement.awaited_parties();
  std::string text;
  for (int i = 0; i < std::min(parties.size(), kNamed); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ", ", parties[i]);
  }
  if (parties.size() > kNamed) absl::StrAppend(&text, " and ", parties.size() - kNamed, " others");
  return absl::StrCat(text, parties.size() == 1 ? " has" : " have");
}

Breach BreachOf(const v1::Agreement& agreement) {
  return {.counterpart = agreement.name(),
          .counterpart_title = &agreement.title(),
          .details = {Awaited(agreement)}};
}

}  // namespace

absl::Status JudgeAgreement(Judging& judging) {
  if (!IsJudged(judging.event)) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto proposal,
                   ProposalOf(judging.write.drafts.transaction(), judging.event.after.agreement()));
  if (proposal) judging.Add(BreachOf(*proposal));
  return absl::OkStatus();
}

absl::Status StandUnderProposal(Standing& standing) {
  const StandingEvent& event = standing.event;
  if (event.closed || !event.confirmed() || event.event->agreement().empty()) {
    return absl::OkStatus();
  }
  const storage::Snapshot& snapshot = standing.lookups.snapshot();
  const bool wanted = standing.WantsAny({v1::CONFLICT_KIND_AGREEMENT_PROPOSED});
  if (!wanted || !IsAhead(event, snapshot.now())) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto proposal,
                   ProposalOf(standing.lookups.snapshot(), event.event->agreement()));
  if (proposal) standing.Add(v1::CONFLICT_KIND_AGREEMENT_PROPOSED, BreachOf(*proposal));
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
