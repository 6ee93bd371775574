// `Collisions`: where the claims of one event of a write meet those of others, and which
// rules that breaks.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/schedule/facts/encounter.h"
#include "server/schedule/facts/judging.h"

namespace taqvim::schedule {

class Collisions {
 public:
  // By these rules, each of which is broken by meeting others' claims.
  Collisions(JudgedWrite& write, std::vector<const Rule*> rules, Relations& relations,
             HoldRanking& holds)
      : write_(write), rules_(std::move(rules)), relations_(relations), holds_(holds) {}

  // Judges the claims of the event, and adds what they break to the findings of the write, in
  // the order of reports; no further once `enough` says so, which it is asked before each.
  // Whether it did.
  absl::StatusOr<bool> Judge(const JudgedEvent& event, absl::FunctionRef<bool()> enough);

 private:
  // One collision of a booking with a booking of another owner, over all the
  // atoms on which they meet.
  struct Collision {
    int booking;
    const Rule* rule;
    storage::ResourceId owner;
    int owner_booking;
    // Of the booking, when its event repeats.
    const OccurrenceFacts* occurrence = nullptr;
    absl::CivilDay Day() const {
      return occurrence != nullptr ? occurrence->day : absl::CivilDay::min();
    }
    auto Key() const { return std::make_tuple(booking, rule->name, owner, owner_booking, Day()); }
    bool operator<(const Collision& other) const { return Key() < other.Key(); }
  };
  struct Meeting {
    storage::Interval interval;
    std::set<storage::ResourceId> atoms;
  };
  using Meetings = std::map<Collision, Meeting>;
  // A collision that is about to be told, with what it is called by; in the order of
  // reports.
  struct Told {
    const Collision* collision;
    const Meeting* meeting;
    const Counterpart* counterpart;
    std::string_view booking, resource;

    auto Key() const {
      return std::make_tuple(booking, collision->rule->name, resource, meeting->interval.start,
                             std::string_view(counterpart->name), collision->owner_booking,
                             collision->Day());
    }
    bool operator<(const Told& other) const { return Key() < other.Key(); }
  };

  absl::Status Collide(const JudgedEvent& event, const storage::Claim& claim, Meetings& meetings);
  // What is there of the other for the event: what moves together with it is where it moves
  // to, as if it were confirmed, and not where it is; nothing when that leaves nothing.
  absl::StatusOr<std::optional<storage::Claim>> ThereFor(const JudgedEvent& event,
                                                         const storage::Claim& other);
  absl::Status Meet(const JudgedEvent& event, const storage::Claim& claim,
                    const storage::Claim& other, Meetings& meetings);
  absl::StatusOr<Told> Prepare(const JudgedEvent& event, const Collision& collision,
                               const Meeting& meeting);
  absl::StatusOr<std::string_view> NameOfAtom(storage::ResourceId atom);
  void Tell(const JudgedEvent& event, const Told& told);

  JudgedWrite& write_;
  const std::vector<const Rule*> rules_;
  Relations& relations_;
  HoldRanking& holds_;
  absl::flat_hash_map<storage::ResourceId, std::shared_ptr<const storage::Resource>> atoms_;
};

}  // namespace taqvim::schedule
