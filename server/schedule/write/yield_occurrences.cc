#include "server/schedule/write/yield_occurrences.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/drafts/draft_occurrences.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/write/give_up_occurrences.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;

// How many claims are passed over, as they are of another booking, for a unit of work.
constexpr size_t kPassedOver = 16;

v1::OccurrencePolicy PolicyOf(const ClaimedDraft& draft) {
  const v1::OccurrencePolicy policy = draft.after.recurrence().on_conflict();
  // Nobody is there to refuse to when the horizon rolls on by itself.
  if (draft.rolls() && policy != v1::OCCURRENCE_POLICY_SKIP) return v1::OCCURRENCE_POLICY_HOLD;
  return policy == v1::OCCURRENCE_POLICY_UNSPECIFIED ? v1::OCCURRENCE_POLICY_FAIL : policy;
}

class Yielding {
 public:
  Yielding(ClaimedDrafts& drafts, Findings& findings) : drafts_(drafts), findings_(findings) {}

  absl::Status Run() {
    if (auto s = FindWilling(); !s.ok() || willing_.empty()) return s;
    for (const Finding& finding : findings_.all) Consider(finding);
    for (auto& [draft, days] : yielded_) {
      GiveUpOccurrences(*draft, days, PolicyOf(*draft) == v1::OCCURRENCE_POLICY_SKIP);
    }
    Excuse();
    // What is left out may have ranked before what others hold.
    if (!yielded_.empty()) findings_.hold_ranks.clear();
    return absl::OkStatus();
  }

 private:
  using Days = std::set<absl::CivilDay>;

  // The series that leave out or only hold what is in conflict. What hosts others
  // holds on to its occurrences: they lie inside them.
  absl::Status FindWilling() {
    for (ClaimedDraft* draft : drafts_.all()) {
      RETURN_IF_ERROR(FindWilling(*draft));
      if (draft->move) RETURN_IF_ERROR(FindWilling(*draft->move));
    }
    return absl::OkStatus();
  }
  absl::Status FindWilling(const ClaimedDraft& draft) {
    if (!MayYield(draft)) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto hosted, drafts_.Referring(draft, storage::LinkRole::kHost));
    if (hosted.empty() || draft.rolls()) willing_.emplace(&draft, willing_.size());
    return absl::OkStatus();
  }

  static bool IsInTheWay(const v1::Conflict& conflict) {
    return conflict.severity() != v1::CONFLICT_SEVERITY_ADVISORY;
  }

  void Consider(const Finding& finding) {
    const v1::Conflict& conflict = finding.conflict;
    ClaimedDraft* draft = DraftOf(drafts_, finding);
    auto place = willing_.find(draft);
    if (place == willing_.end() || !IsInTheWay(conflict) || !conflict.has_occurrence_day()) return;
    ClaimedDraft* other = drafts_.Find(conflict.counterpart());
    auto others_place = willing_.find(other);
    if (others_place != willing_.end() && others_place->second > place->second) return;
    Yield(*draft, conflict);
    yielded_to_.insert({conflict.event(), conflict.counterpart()});
  }

  // The occurrence in conflict, and those that are at the very same time.
  void Yield(ClaimedDraft& draft, const v1::Conflict& conflict) {
    Days& days = yielded_[&draft];
    days.insert(ToCivilDay(conflict.occurrence_day()));
    const int booking = IndexOfBooking(draft.after, conflict.booking());
    const OccurrenceFacts* occurrence = OccurrenceInConflict(draft, conflict);
    if (booking < 0 || occurrence == nullptr) return;
    const auto [first, end] = OccurrencesAt(draft, booking, occurrence->occupied[booking]);
    for (auto other = first; other != end; ++other) {
      days.insert(draft.series.occurrences[*other].day);
    }
  }

  // What is left out or held is in nobody's way; what the same series keeps may be.
  void Excuse() {
    const auto settled = [this](const Finding& finding) {
      if (!drafts_.work().status().ok()) return false;
      const v1::Conflict& conflict = finding.conflict;
      const ClaimedDraft* draft = DraftOf(drafts_, finding);
      const ClaimedDraft* other = drafts_.Find(conflict.counterpart());
      const auto& met = RuleOf(conflict.rule()).met;
      return met && met->Has(ClaimKind::kConfirmed) && other != nullptr &&
             yielded_to_.count({conflict.counterpart(), conflict.event()}) > 0 &&
             !StillMeet(*draft, *other, conflict);
    };
    std::erase_if(findings_.all, settled);
    for (Finding& finding : findings_.all) {
      v1::Conflict& conflict = finding.conflict;
      auto days = yielded_.find(DraftOf(drafts_, finding));
      if (days == yielded_.end() || !conflict.has_occurrence_day()) continue;
      if (days->second.count(ToCivilDay(conflict.occurrence_day())) == 0) continue;
      conflict.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
    }
  }

  // Whether the bookings in conflict still meet, as they shall be claimed.
  bool StillMeet(const ClaimedDraft& draft, const ClaimedDraft& other,
                 const v1::Conflict& conflict) const {
    drafts_.work().Count(static_cast<int64_t>(draft.claims.size() / kPassedOver));
    const int booking = IndexOfBooking(draft.after, conflict.booking());
    const int others = IndexOfBooking(other.after, conflict.counterpart_booking());
    const OccurrenceFacts* occurrence = OccurrenceInConflict(draft, conflict);
    return std::any_of(draft.claims.begin(), draft.claims.end(), [&](const Claim& claim) {
      if (claim.kind == ClaimKind::kCultureDays || claim.booking != booking) return false;
      if (occurrence != nullptr && occurrence->occupied[booking] != claim.interval) return false;
      const auto [from, to] =
          std::equal_range(other.claims.begin(), other.claims.end(), claim,
                           [](const Claim& a, const Claim& b) { return a.atom < b.atom; });
      return std::any_of(from, to, [&](const Claim& theirs) {
        return theirs.booking == others && Blocks(theirs.kind) && MeetsUnder(claim.host, theirs) &&
               theirs.interval.Overlaps(claim.interval);
      });
    });
  }

  // Null when the event of the conflict takes place once.
  static const OccurrenceFacts* OccurrenceInConflict(const ClaimedDraft& draft,
                                                     const v1::Conflict& conflict) {
    if (!conflict.has_occurrence_day()) return nullptr;
    const absl::CivilDay day = ToCivilDay(conflict.occurrence_day());
    const auto& all = draft.series.occurrences;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const OccurrenceFacts& one) { return one.day == day; });
    return found == all.end() ? nullptr : &*found;
  }

  ClaimedDrafts& drafts_;
  Findings& findings_;
  // By the order in which they yield to one another.
  std::map<const ClaimedDraft*, size_t> willing_;
  std::map<ClaimedDraft*, Days> yielded_;
  // By the names of the series and of whom it yields to, where that is or where it moves.
  std::set<std::pair<std::string, std::string>> yielded_to_;
};

}  // namespace

bool MayYield(const ClaimedDraft& draft) {
  return draft.series.mode != SeriesMode::kNone && draft.written && draft.live() &&
         PolicyOf(draft) != v1::OCCURRENCE_POLICY_FAIL;
}

absl::Status YieldOccurrences(ClaimedDrafts& drafts, Findings& findings) {
  return Yielding(drafts, findings).Run();
}

}  // namespace taqvim::schedule
