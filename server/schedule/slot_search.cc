#include "server/schedule/slot_search.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/time/time.h"

namespace taqvim::schedule {
namespace {

constexpr int64_t kDay = 24 * 3600;
// So much takes some 10 ms.
constexpr int64_t kPageBudget = 200'000;
// For the further items of one slot.
constexpr int64_t kChainBudget = 100'000;

absl::CivilDay LastDayOf(const Fit& fit) {
  const absl::Time end = absl::FromUnixSeconds(fit.announced.end);
  return absl::CivilDay(fit.place->venue->zone.At(end).cs - 1);
}

// Before all that any item can occupy.
int64_t EarliestOf(const SlotPlan& plan) {
  int64_t before = 2 * kDay;
  for (const SlotItemPlan& item : plan.items) {
    before = std::max(before, 2 * kDay + (item.timed ? item.before : item.before * kDay));
  }
  return absl::ToUnixSeconds(absl::FromCivil(plan.first_day, absl::UTCTimeZone())) - before;
}

class Search {
 public:
  Search(const SlotPlan& plan, ClaimSource& claims, bool avoid_holds)
      : plan_(plan), uses_(claims, EarliestOf(plan), avoid_holds), dead_ends_(plan.items.size()) {}

  absl::StatusOr<SlotPage> Run(const SlotPosition& after, size_t size) {
    const Settled settled{.not_before = plan_.not_before, .last_day = plan_.last_day};
    // Which slot is the first of a day is seen from its beginning.
    const absl::CivilSecond from =
        plan_.one_a_day ? absl::CivilSecond(absl::CivilDay(after.start)) : after.start;
    FitMerge firsts(plan_, plan_.items[0], settled, uses_, budget_, from, after.start);
    SlotPage page;
    SlotPosition last = after;
    // One more than asked tells whether there is a next page.
    while (page.slots.size() <= size) {
      auto first = firsts.Next();
      if (!first.ok()) return first.status();
      if (!*first) break;
      const bool past = IsPast(**first, after);
      if (past && !plan_.one_a_day) continue;
      auto slot = Complete(**first);
      if (!slot.ok()) return slot.status();
      if (plan_.one_a_day && !slot->empty()) firsts.SkipDay();
      if (past) continue;
      if (page.slots.size() < size) last = PositionOf(**first);
      if (!slot->empty()) page.slots.push_back(*std::move(slot));
    }
    page.next = NextPosition(firsts.pending(), page.slots.size() > size, last);
    if (page.slots.size() > size) page.slots.pop_back();
    return page;
  }

 private:
  // Nothing fits from the instant to the end of the day.
  struct DeadEnd {
    int64_t not_before = 0;
    absl::CivilDay last_day;
  };

  // Where to go on when there is something left: after the last slot, or where
  // the search came to beyond it.
  static std::optional<SlotPosition> NextPosition(std::optional<absl::CivilSecond> pending,
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
      const absl::CivilDay last = absl::CivilDay(first.start) + (plan_.within_days - 1);
      settled.last_day = std::min(settled.last_day, last);
    }
    if (LastDayOf(first) > settled.last_day) return SlotFits();
    SlotBudget chain(kChainBudget);
    while (fits.size() < plan_.items.size()) {
      settled.fits.push_back(&fits.back());
      settled.not_before = std::max(plan_.not_before, fits.back().announced.end + plan_.min_break);
      auto fit = FirstFit(fits.size(), settled, chain);
      if (!fit.ok()) return fit.status();
      if (!*fit) fits.clear();
      if (!*fit) break;
      fits.push_back(**fit);
    }
    budget_.Spend(chain.spent());
    return fits;
  }

  absl::StatusOr<std::optional<Fit>> FirstFit(size_t item, const Settled& settled,
                                              SlotBudget& chain) {
    if (IsDeadEnd(item, settled)) return std::nullopt;
    auto fit = FirstOf(item, settled, chain);
    if (!fit.ok() || *fit || chain.is_spent()) return fit;
    // What begins later will fail, too, unless only this slot's own items were in
    // the way.
    const Settled alone{.not_before = settled.not_before, .last_day = settled.last_day};
    auto other = FirstOf(item, alone, chain);
    if (!other.ok()) return other;
    if (!*other && !chain.is_spent()) dead_ends_[item] = {alone.not_before, alone.last_day};
    return std::nullopt;
  }

  bool IsDeadEnd(size_t item, const Settled& settled) const {
    const auto& dead_end = dead_ends_[item];
    return dead_end && dead_end->not_before <= settled.not_before &&
           dead_end->last_day >= settled.last_day;
  }

  absl::StatusOr<std::optional<Fit>> FirstOf(size_t item, const Settled& settled,
                                             SlotBudget& chain) {
    const absl::CivilSecond from(plan_.first_day);
    return FitMerge(plan_, plan_.items[item], settled, uses_, chain, from, from).Next();
  }

  const SlotPlan& plan_;
  AtomUses uses_;
  SlotBudget budget_{kPageBudget};
  std::vector<std::optional<DeadEnd>> dead_ends_;  // by item
};

}  // namespace

SlotPosition PositionOf(const Fit& fit) {
  const PlaceRank rank = RankOf(*fit.place);
  return {fit.start, fit.holds, rank.seats, std::string(rank.name)};
}

FitMerge::FitMerge(const SlotPlan& plan, const SlotItemPlan& item, const Settled& settled,
                   AtomUses& uses, SlotBudget& budget, absl::CivilSecond from,
                   absl::CivilSecond surely_until)
    : settled_(settled),
      uses_(uses),
      budget_(budget),
      surely_until_(surely_until),
      fits_(item.places.size()) {
  fitters_.reserve(item.places.size());
  for (size_t i = 0; i < item.places.size(); ++i) {
    fitters_.emplace_back(plan, item, *item.places[i], uses);
    heap_.push_back({.start = from, .place = i});
  }
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
  auto found = fitter.Next(node.start, settled_);
  if (!found.ok()) return found.status();
  budget_.Spend(1 + uses_.claims_read() + fitter.starts_tried() - before);
  if (found->fit) {
    fits_[node.place] = *found->fit;
    Push({found->fit->start, true, found->fit->holds, node.place});
  } else if (found->next != absl::CivilSecond::max()) {
    Push({.start = found->next, .place = node.place});
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
      latest_ = {.start = node.start + 1, .place = node.place};
      return fits_[node.place];
    }
    if (auto s = Look(node); !s.ok()) return s;
  }
  return std::nullopt;
}

void FitMerge::SkipDay() {
  if (latest_) latest_->start = absl::CivilSecond(absl::CivilDay(latest_->start) + 1);
}

std::optional<absl::CivilSecond> FitMerge::pending() const {
  if (latest_ && (heap_.empty() || latest_->start < heap_.front().start)) return latest_->start;
  if (heap_.empty()) return std::nullopt;
  return heap_.front().start;
}

absl::StatusOr<SlotPage> SearchSlots(const SlotPlan& plan, ClaimSource& claims, bool avoid_holds,
                                     const SlotPosition& after, int size) {
  return Search(plan, claims, avoid_holds).Run(after, size);
}

}  // namespace taqvim::schedule
