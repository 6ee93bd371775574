#include "server/schedule/judge/judge.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "proto/status_macros.h"
#include "server/schedule/event/conflict_order.h"
#include "server/schedule/judge/collisions.h"
#include "server/schedule/rules/rule_table.h"

namespace taqvim::schedule {
namespace {

// Each event before what its move would make of it.
std::vector<const ClaimedDraft*> InOrderOfReports(const ClaimedDrafts& all) {
  std::vector<const ClaimedDraft*> drafts;
  for (const ClaimedDraft* draft : all.all()) {
    drafts.push_back(draft);
    if (draft->move) drafts.push_back(draft->move.get());
  }
  std::sort(drafts.begin(), drafts.end(), [](const ClaimedDraft* a, const ClaimedDraft* b) {
    return std::tie(a->item, a->name(), a->of_move) < std::tie(b->item, b->name(), b->of_move);
  });
  return drafts;
}

std::vector<const Rule*> RulesOfMeeting(RuleSet rules) {
  std::vector<const Rule*> meeting;
  for (const Rule& rule : Rules()) {
    const bool asked = rules == RuleSet::kAll || rule.refuses_moves;
    if (asked && rule.meet != nullptr) meeting.push_back(&rule);
  }
  return meeting;
}

// One judgement of a write, as it goes on.
class Judgement {
 public:
  Judgement(ClaimedDrafts& drafts, RuleSet rules, const access::Rights& rights,
            absl::FunctionRef<bool(const Finding&)> decides)
      : drafts_(drafts),
        rules_(rules),
        decides_(decides),
        counterparts_(drafts, rights),
        relations_(drafts),
        holds_(drafts),
        claims_(drafts),
        write_{drafts, rights, counterparts_, claims_, findings_},
        collisions_(write_, RulesOfMeeting(rules), relations_, holds_) {}

  absl::StatusOr<Findings> Run() {
    for (const auto& draft : drafts_.all()) {
      if (draft->claims_changed()) claims_.Replace(*draft);
    }
    for (const ClaimedDraft* draft : InOrderOfReports(drafts_)) {
      cut_ = cut_ || IsEnough();
      if (cut_) break;
      if (!draft->live()) continue;
      RETURN_IF_ERROR(JudgeEvent(JudgedEvent(*draft)));
      RankHolds(*draft);
    }
    SortFindings(findings_);
    return Findings{.all = std::move(findings_), .cut = cut_, .hold_ranks = std::move(hold_ranks_)};
  }

 private:
  absl::Status JudgeEvent(const JudgedEvent& event) {
    // Others' spaces may come in the way of a tentative event, as others'
    // confirmations may.
    if (rules_ == RuleSet::kAll || event.confirmed()) {
      ASSIGN_OR_RETURN(cut_, collisions_.Judge(event, [this] { return IsEnough(); }));
    }
    const bool moved_only = rules_ == RuleSet::kClaimsOnly || !event.written;
    for (const Rule& rule : Rules()) {
      if (rule.judge == nullptr || (moved_only && !rule.refuses_moves)) continue;
      Judging judging{rule, event, write_};
      RETURN_IF_ERROR(rule.judge(judging));
    }
    return absl::OkStatus();
  }

  // What was not judged has met nobody yet, and its rank is not known.
  void RankHolds(const ClaimedDraft& draft) {
    if (!draft.written || draft.confirmed()) return;
    std::vector<int>& ranks = hold_ranks_[draft.id];
    for (int i = 0; i < draft.facts.bookings.size(); ++i) {
      // Of series, what is over is not judged.
      const bool known = draft.altered[i] && draft.series.mode == SeriesMode::kNone;
      ranks.push_back(known ? holds_.RankOf(draft.id, i) : 0);
    }
  }

  // Whether nobody needs to know more.
  bool IsEnough() {
    if (findings_.size() < kMostTold) return false;
    for (; asked_ < findings_.size() && !decided_; ++asked_) decided_ = decides_(findings_[asked_]);
    return decided_;
  }

  ClaimedDrafts& drafts_;
  const RuleSet rules_;
  const absl::FunctionRef<bool(const Finding&)> decides_;
  Counterparts counterparts_;
  Relations relations_;
  HoldRanking holds_;
  // As they shall be; of drafts that change none, those that are stored.
  FinalClaims claims_;
  std::vector<Finding> findings_;
  // As Findings says.
  absl::flat_hash_map<storage::ResourceId, std::vector<int>> hold_ranks_;
  JudgedWrite write_;
  Collisions collisions_;
  // How many of the findings were asked whether they decide, and whether one did.
  size_t asked_ = 0;
  bool decided_ = false;
  bool cut_ = false;
};

}  // namespace

absl::StatusOr<Findings> Judge(ClaimedDrafts& drafts, RuleSet rules, const access::Rights& rights,
                               absl::FunctionRef<bool(const Finding&)> decides) {
  return Judgement(drafts, rules, rights, decides).Run();
}

void SortFindings(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return ConflictBefore(a.conflict, b.conflict);
  });
}

}  // namespace taqvim::schedule
