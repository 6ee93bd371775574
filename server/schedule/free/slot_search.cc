#include "server/schedule/free/slot_search.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "proto/status_macros.h"

namespace taqvim::schedule {
namespace {

// So much takes some 10 ms.
constexpr int64_t kPageBudget = 200'000;
// For the further items of one slot.
constexpr int64_t kChainBudget = 100'000;
// How much is done until it is asked again whether the search hurries.
constexpr int64_t kUnhurried = 500;

// Before all that any item can occupy.
int64_t EarliestOf(const SlotPlan& plan) {
  int64_t before = 0;
  for (const SlotItemPlan& item : plan.items) {
    before = std::max(before, item.timed ? item.before : item.before * kSecondsOfDay);
  }
  // No clock is further from UTC than a day.
  return MidnightOf(plan.first_day - 1) - before;
}

class Search {
 public:
  Search(const SlotPlan& plan, ClaimSource& claims, bool avoid_holds, std::function<bool()> hurries)
      : plan_(plan),
        uses_(claims, EarliestOf(plan), avoid_holds),
        budget_(kPageBudget, std::move(hurries)),
        items_(plan.items.size()) {
    for (size_t i = 0; i < plan.items.size(); ++i) {
      items_[i].fitters.reserve(plan.items[i].places.size());
      for (const Place* place : plan.items[i].places) {
        items_[i].fitters.emplace_back(plan, plan.items[i], *place, uses_);
      }
    }
  }

  absl::StatusOr<SlotPage> Run(const SlotPosition& after, size_t size) {
    const Settled settled{.not_before = plan_.not_before, .last_day = plan_.last_day};
    // Which slot is the first of a day is seen from its beginning.
    const ClockReading from =
        plan_.one_a_day ? ClockReading{MidnightOf(DayOf(after.start.time))} : after.start;
    FitMerge firsts(items_[0].fitters, settled, uses_, budget_, from, after.start);
    SlotPage page;
    SlotPosition last = after;
    // One more than asked tells whether there is a next page.
    while (page.slots.size() <= size) {
      ASSIGN_OR_RETURN(auto first, firsts.Next());
      if (!first) break;
      const bool past = IsPast(*first, after);
      if (past && !plan_.one_a_day) continue;
      ASSIGN_OR_RETURN(auto slot, Complete(*first));
      if (plan_.one_a_day && !slot.empty()) firsts.SkipDay();
      if (past) continue;
      if (page.slots.size() < size) last = PositionOf(*first);
      if (!slot.empty()) page.slots.push_back(std::move(slot));
    }
    page.next = NextPosition(firsts.pending(), page.slots.size() > size, last);
    if (page.slots.size() > size) page.slots.pop_back();
    return page;
  }

 private:
  // Nothing fits from the instant to the end of the day.
  struct DeadEnd {
    int64_t not_before = 0;
    LocalDay last_day = 0;
  };
  struct Item {
    std::vector<PlaceFitter> fitters;
    // What comes first, the slot's other items aside, from an instant on and up to
    // a day: slots that begin alike go on alike.
    std::map<std::pair<int64_t, LocalDay>, std::optional<Fit>> first_fits;
    std::optional<DeadEnd> dead_end;
  };

  // Where to go on when there is something left: after the last slot, or where
  // the search came to beyond it.
  static std::optional<SlotPosition> NextPosition(std::optional<ClockReading> pending,
                                                  bool page_is_full, const SlotPosition& last) {
    if (!pending) return std::nullopt;
    return !page_is_full && *pending > last.start ? SlotPosition{.start = *pending} : last;
  }

  // Whether the slot that begins so was on an earlier page.
  static bool IsPast(const Fit& fit, const SlotPosition& after) {
    const PlaceRank rank = RankOf(*fit.place);
    return std::tie(fit.start, fit.holds, rank.seats, rank.name) <=
           std::forward_as_tuple(after.start, after.holds, after.seats,
                                 std::string_view(after.place));
  }

  // The slot that begins so; empty when there is none.
  absl::StatusOr<SlotFits> Complete(const Fit& first) {
    SlotFits fits = {first};
    fits.reserve(plan_.items.size());
    Settled settled{.last_day = plan_.last_day};
    if (plan_.within_days > 0) {
      settled.last_day =
          std::min(settled.last_day, DayOf(first.start.time) + plan_.within_days - 1);
    }
    if (DayOf(first.end - 1) > settled.last_day) return SlotFits();
    SlotBudget chain(kChainBudget);
    while (fits.size() < plan_.items.size()) {
      settled.fits.push_back(&fits.back());
      settled.not_before = std::max(plan_.not_before, fits.back().announced.end + plan_.min_break);
      ASSIGN_OR_RETURN(auto fit, FirstFit(items_[fits.size()], settled, chain));
      if (!fit) fits.clear();
      if (!fit) break;
      fits.push_back(*fit);
    }
    budget_.Spend(chain.spent());
    return fits;
  }

  // The first fit of a further item, after what is settled.
  absl::StatusOr<std::optional<Fit>> FirstFit(Item& item, const Settled& settled,
                                              SlotBudget& chain) {
    auto known = item.first_fits.find({settled.not_before, settled.last_day});
    if (known == item.first_fits.end()) {
      const Settled alone{.not_before = settled.not_before, .last_day = settled.last_day};
      auto fit = IsDeadEnd(item, settled) ? std::nullopt : Look(item, alone, chain);
      if (!fit.ok() || (!*fit && chain.is_spent())) return fit;
      if (!*fit && !IsDeadEnd(item, settled)) item.dead_end = {alone.not_before, alone.last_day};
      known = item.first_fits.try_emplace({settled.not_before, settled.last_day}, *fit).first;
    }
    if (!known->second || !CollidingFit(*known->second, settled)) return known->second;
    return Look(item, settled, chain);
  }

  // Whether nothing fits, as nothing did that began no later and ended no earlier.
  static bool IsDeadEnd(const Item& item, const Settled& settled) {
    return item.dead_end && item.dead_end->not_before <= settled.not_before &&
           item.dead_end->last_day >= settled.last_day;
  }

  absl::StatusOr<std::optional<Fit>> Look(Item& item, const Settled& settled, SlotBudget& chain) {
    const ClockReading from{MidnightOf(plan_.first_day)};
    return FitMerge(item.fitters, settled, uses_, chain, from, from).Next();
  }

  const SlotPlan& plan_;
  AtomUses uses_;
  SlotBudget budget_;
  std::vector<Item> items_;
};

}  // namespace

void SlotBudget::Spend(int64_t units) {
  spent_ += units;
  if (hurries_ == nullptr || spent_ - asked_ < kUnhurried) return;
  asked_ = spent_;
  hurried_ = hurried_ || hurries_();
}

SlotPosition PositionOf(const Fit& fit) {
  const PlaceRank rank = RankOf(*fit.place);
  return {fit.start, fit.holds, rank.seats, std::string(rank.name)};
}

FitMerge::FitMerge(std::vector<PlaceFitter>& fitters, const Settled& settled, const AtomUses& uses,
                   SlotBudget& budget, ClockReading from, ClockReading surely_until)
    : settled_(settled),
      uses_(uses),
      budget_(budget),
      surely_until_(surely_until),
      fitters_(fitters),
      fits_(fitters.size()) {
  heap_.reserve(fitters.size());
  for (size_t i = 0; i < fitters.size(); ++i) heap_.push_back({.start = from, .place = i});
}

// A look comes before the fits at its time, as it may find one more.
bool FitMerge::IsLater(const Node& a, const Node& b) {
  return std::tie(a.start, a.is_fit, a.holds, a.place) >
         std::tie(b.start, b.is_fit, b.holds, b.place);
}

void FitMerge::Push(const Node& node) {
  heap_.push_back(node);
  std::push_heap(heap_.begin(), heap_.end(), IsLater);
}

FitMerge::Node FitMerge::Pop() {
  std::pop_heap(heap_.begin(), heap_.end(), IsLater);
  const Node node = heap_.back();
  heap_.pop_back();
  return node;
}

absl::Status FitMerge::Look(const Node& node) {
  PlaceFitter& fitter = fitters_[node.place];
  const int64_t before = uses_.claims_read() + fitter.starts_tried();
  ASSIGN_OR_RETURN(auto found, fitter.Next(node.start, settled_));
  budget_.Spend(1 + uses_.claims_read() + fitter.starts_tried() - before);
  if (found.fit) {
    fits_[node.place] = *found.fit;
    Push({found.fit->start, true, found.fit->holds, node.place});
  } else if (found.next != ClockReading::Never()) {
    Push({.start = found.next, .place = node.place});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Fit>> FitMerge::Next() {
  if (latest_) Push(*latest_);
  latest_.reset();
  while (!heap_.empty()) {
    if (budget_.is_spent() && heap_.front().start > surely_until_) break;
    const Node node = Pop();
    if (node.is_fit) {
      latest_ = {.start = node.start.Next(), .place = node.place};
      return fits_[node.place];
    }
    RETURN_IF_ERROR(Look(node));
  }
  return std::nullopt;
}

void FitMerge::SkipDay() {
  if (latest_) latest_->start = {MidnightOf(DayOf(latest_->start.time) + 1)};
}

std::optional<ClockReading> FitMerge::pending() const {
  if (latest_ && (heap_.empty() || latest_->start < heap_.front().start)) return latest_->start;
  if (heap_.empty()) return std::nullopt;
  return heap_.front().start;
}

absl::StatusOr<SlotPage> SearchSlots(const SlotPlan& plan, ClaimSource& claims, bool avoid_holds,
                                     const SlotPosition& after, int size,
                                     std::function<bool()> hurries) {
  return Search(plan, claims, avoid_holds, std::move(hurries)).Run(after, size);
}

}  // namespace taqvim::schedule
