// One judgement of a write, as it goes on: a part of judge.h.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "server/schedule/drafts/draft_claims.h"
#include "server/schedule/drafts/drafts.h"
#include "server/schedule/rules/counterparts.h"
#include "server/schedule/rules/hold_rules.h"
#include "server/schedule/rules/judge.h"

namespace taqvim::schedule {

// One collision of a booking with a booking of another owner, over all the
// atoms on which they meet.
struct Collision {
  int booking;
  v1::ConflictRule rule;
  storage::ResourceId owner;
  int owner_booking;
  // Of the booking, when its event repeats.
  const OccurrenceFacts* occurrence = nullptr;
  absl::CivilDay Day() const { return occurrence ? occurrence->day : absl::CivilDay::min(); }
  auto Key() const { return std::make_tuple(booking, rule, owner, owner_booking, Day()); }
  bool operator<(const Collision& other) const { return Key() < other.Key(); }
};

struct Meeting {
  storage::Interval interval;
  std::set<storage::ResourceId> atoms;
};

// A collision that is about to be told, with what it is called by; in the order of
// reports.
struct Told {
  const Collision* collision;
  const Meeting* meeting;
  const Counterpart* counterpart;
  std::string_view booking, resource;

  auto Key() const {
    return std::make_tuple(booking, collision->rule, resource, meeting->interval.start,
                           std::string_view(counterpart->name), collision->owner_booking,
                           collision->Day());
  }
  bool operator<(const Told& other) const { return Key() < other.Key(); }
};

class Judgement {
 public:
  Judgement(Drafts& drafts, RuleSet rules, const access::Rights& rights,
            absl::FunctionRef<bool(const Finding&)> decides)
      : drafts_(drafts),
        rules_(rules),
        rights_(rights),
        decides_(decides),
        counterparts_(drafts, rights),
        holds_(drafts) {}

  absl::StatusOr<Findings> Run();

 private:
  // Whether the claim is one that this write adds or asks to be judged again.
  bool IsJudged(const Draft& draft, const storage::Claim& claim) const;
  absl::Status JudgeDraft(const Draft& draft);
  absl::Status JudgeClaims(const Draft& draft);
  // The rule that the claim breaks by meeting the other; unspecified when none.
  absl::StatusOr<v1::ConflictRule> RuleOf(const Draft& draft, const storage::Claim& claim,
                                          const storage::Claim& other);
  absl::Status Collide(const Draft& draft, const storage::Claim& claim,
                       std::map<Collision, Meeting>& meetings);
  absl::Status TellAll(const Draft& draft, const std::map<Collision, Meeting>& meetings);
  absl::StatusOr<Told> Prepare(const Draft& draft, const Collision& collision,
                               const Meeting& meeting);
  absl::StatusOr<std::string_view> NameOfAtom(storage::ResourceId atom);
  void Tell(const Draft& draft, const Told& told);
  // Whether nobody needs to know more.
  bool IsEnough();
  // Calls `judge` with the instants announced of the booking, those of each
  // occurrence that is judged when the event repeats.
  void ForEachJudged(
      const Draft& draft, int booking,
      absl::FunctionRef<void(const storage::Interval&, const OccurrenceFacts*)> judge) const;
  absl::StatusOr<std::set<storage::ResourceId>> FindAncestors(const Draft& draft);
  void JudgeOpeningHours(const Draft& draft, int booking, const storage::Interval& announced,
                         const OccurrenceFacts* occurrence);
  void JudgeCapacity(const Draft& draft, int booking);
  void JudgeApproval(const Draft& draft, int booking);
  void TellOutside(const Draft& draft, int booking, const storage::Interval& interval);
  absl::Status JudgeHost(const Draft& draft);
  absl::Status JudgeProgramme(const Draft& draft);
  absl::Status JudgeCultureDays(const Draft& draft);
  void RankHolds(Draft& draft);
  absl::StatusOr<bool> IsAncestor(const Draft& draft, storage::ResourceId owner);
  absl::StatusOr<bool> IsRelated(const Draft& draft, storage::ResourceId owner);
  std::vector<Draft*> InOrderOfReports() const;

  Finding& Add(const Draft& draft, int booking, v1::ConflictRule rule);

  Drafts& drafts_;
  const RuleSet rules_;
  const access::Rights& rights_;
  const absl::FunctionRef<bool(const Finding&)> decides_;
  Counterparts counterparts_;
  HoldRules holds_;
  // The claims to be added, of drafts whose stored claims are released.
  DraftClaims added_;
  absl::flat_hash_set<storage::ResourceId> released_;
  absl::flat_hash_map<const Draft*, std::set<storage::ResourceId>> ancestors_;
  absl::flat_hash_map<storage::ResourceId, std::shared_ptr<const storage::Resource>> atoms_;
  std::vector<Finding> findings_;
  // How many of the findings were asked whether they decide, and whether one did.
  size_t asked_ = 0;
  bool decided_ = false;
  bool cut_ = false;
};

// As in “Title” (events/name).
std::string Named(const Counterpart& other);
void SetInterval(const storage::Interval& interval, v1::Conflict& conflict);
void SetOccurrence(const OccurrenceFacts* occurrence, v1::Conflict& conflict);

}  // namespace taqvim::schedule
