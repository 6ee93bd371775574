// Search for slots over a source of claims. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/schedule/claims/atom_uses.h"
#include "server/schedule/free/slot_fit.h"
#include "server/schedule/free/slot_plan.h"

namespace taqvim::schedule {

// Sort key of a slot, by its first item: local start, holds in the way, place.
struct SlotPosition {
  ClockReading start;
  // Before every slot of that start when it is -1.
  int holds = -1;
  int32_t seats = 0;  // as PlaceRank has it
  std::string place;
};
SlotPosition PositionOf(const Fit& fit);

// Work budget of a search: claims that are read and starts that are tried. Not
// thread-safe.
class SlotBudget {
 public:
  // Spent, too, once `hurries` returns true, which is asked every 500 units or so.
  explicit SlotBudget(int64_t limit, std::function<bool()> hurries = nullptr)
      : limit_(limit), hurries_(std::move(hurries)) {}
  void Spend(int64_t units);
  int64_t spent() const { return spent_; }
  bool is_spent() const { return hurried_ || spent_ >= limit_; }

 private:
  const int64_t limit_;
  const std::function<bool()> hurries_;
  int64_t spent_ = 0;
  // When it was asked.
  int64_t asked_ = 0;
  bool hurried_ = false;
};

// K-way merge of the fits of one item in its places, in the order of the answer.
class FitMerge {
 public:
  // Merges the item's fitters, one for each place, in their order. Starts at `from`,
  // and reaches `surely_until` whatever the budget. All references must outlive it.
  FitMerge(std::vector<PlaceFitter>& fitters, const Settled& settled, const AtomUses& uses,
           SlotBudget& budget, ClockReading from, ClockReading surely_until);

  // The next fit; nullopt when there is none any more, or when the budget is
  // spent.
  absl::StatusOr<std::optional<Fit>> Next();

  // Skips the other fits of the latest fit's place on its day.
  void SkipDay();

  // The local time from which it would go on; nullopt when it is at its end.
  std::optional<ClockReading> pending() const;

 private:
  // The next entry of one place: a fit, or a time from which to search for one.
  struct Node {
    ClockReading start;
    bool is_fit = false;
    int holds = 0;
    size_t place = 0;
  };
  static bool IsLater(const Node& a, const Node& b);

  void Push(const Node& node);
  Node Pop();
  absl::Status Look(const Node& node);

  const Settled& settled_;
  const AtomUses& uses_;
  SlotBudget& budget_;
  const ClockReading surely_until_;
  // The latest fit's place, and from when to search on there, if there was one.
  std::optional<Node> latest_;
  std::vector<PlaceFitter>& fitters_;
  std::vector<Fit> fits_;   // by place
  std::vector<Node> heap_;  // one a place, but the latest fit's
};

// A slot: a fit for each item of the plan.
using SlotFits = std::vector<Fit>;

struct SlotPage {
  std::vector<SlotFits> slots;
  // Where the next page begins; nullopt on the last.
  std::optional<SlotPosition> next;
};

// Up to `size` slots after the position, in order; fewer once `hurries` is true.
absl::StatusOr<SlotPage> SearchSlots(const SlotPlan& plan, ClaimSource& claims, bool avoid_holds,
                                     const SlotPosition& after, int size,
                                     std::function<bool()> hurries);

}  // namespace taqvim::schedule
