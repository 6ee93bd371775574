#include "server/schedule/free/suggestions.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/free/other_places.h"
#include "server/schedule/free/other_times.h"
#include "server/schedule/free/slot_places.h"
#include "server/schedule/free/suggested_writes.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

constexpr size_t kMostSuggestions = 20;
constexpr size_t kPlacesEach = 3;
constexpr int64_t kMostUnits = 100'000;
constexpr size_t kMostBytes = 512 << 10;

bool CanBeHelped(const v1::Conflict& conflict) {
  return conflict.severity() != v1::CONFLICT_SEVERITY_ADVISORY &&
         RuleOf(conflict.rule()).is_helped_elsewhere;
}

class Suggesting {
 public:
  Suggesting(const EventItems& items, ClaimedDrafts& drafts)
      : items_(items),
        drafts_(drafts),
        until_(drafts.work().spent() + std::min(kMostUnits, drafts.work().left() / 2)),
        places_(drafts.transaction()) {}

  absl::StatusOr<std::vector<v1::Suggestion>> Run(const std::vector<v1::Conflict>& conflicts) {
    for (const v1::Conflict& conflict : conflicts) {
      if (suggestions_.size() >= kMostSuggestions || drafts_.work().spent() >= until_) break;
      if (!CanBeHelped(conflict) || !Begin(conflict)) continue;
      RETURN_IF_ERROR(AddPlaces());
      RETURN_IF_ERROR(AddTimes());
    }
    if (suggestions_.size() > kMostSuggestions) suggestions_.resize(kMostSuggestions);
    size_t bytes = 0;
    const auto end = std::find_if(
        suggestions_.begin(), suggestions_.end(),
        [&](const v1::Suggestion& one) { return (bytes += one.ByteSizeLong()) > kMostBytes; });
    suggestions_.erase(end, suggestions_.end());
    return std::move(suggestions_);
  }

 private:
  // Whether the booking in conflict can be helped and was not seen before.
  bool Begin(const v1::Conflict& conflict) {
    draft_ = drafts_.Find(conflict.event());
    // What was asked for is what is helped.
    if (draft_ != nullptr && draft_->move_is_new) draft_ = draft_->move.get();
    if (draft_ == nullptr || !draft_->after.host().empty() || draft_->after.has_recurrence()) {
      return false;
    }
    booking_ = IndexOfBooking(draft_->after, conflict.booking());
    return booking_ >= 0 && seen_.insert({draft_, booking_}).second;
  }

  v1::Suggestion& Add(const std::string& resource, const v1::Period& period,
                      const std::string& zone) {
    v1::Suggestion& suggestion = suggestions_.emplace_back();
    suggestion.set_item(draft_->item);
    suggestion.set_booking(draft_->after.bookings(booking_).id());
    suggestion.set_resource(resource);
    *suggestion.mutable_period() = period;
    suggestion.set_time_zone(zone);
    AddInstead(items_.Get(draft_->item), *draft_, booking_, suggestion);
    return suggestion;
  }

  absl::Status AddPlaces() {
    ASSIGN_OR_RETURN(auto others,
                     FindOtherPlaces(drafts_, *draft_, booking_, places_, kPlacesEach, until_));
    for (const auto& [place, period, announced] : others) {
      const std::string seats =
          place->seats > 0 ? absl::StrCat("; it seats ", place->seats) : std::string();
      Add(place->name, period, place->venue->venue->time_zone())
          .set_message(absl::StrCat(place->name, " is free at that time, ",
                                    FormatInterval(announced, place->venue->zone), seats, "."));
    }
    return absl::OkStatus();
  }

  // Once for all bookings that would move together.
  absl::Status AddTimes() {
    const std::vector<int> moving = BookingsThatMoveWith(*draft_, booking_);
    if (!moved_.insert({draft_, moving.front()}).second) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto periods, FindOtherTimes(drafts_, *draft_, moving, until_));
    const BookingFacts& facts = draft_->facts.bookings[booking_];
    for (const v1::Period& period : periods) {
      Add(facts.resource->name, period, draft_->after.bookings(booking_).time_zone())
          .set_message(absl::StrCat(facts.resource->name, " is free ",
                                    FormatInterval(IntervalOf(period, facts.zone), facts.zone),
                                    "."));
    }
    return absl::OkStatus();
  }

  const EventItems& items_;
  ClaimedDrafts& drafts_;
  const int64_t until_;  // units of work
  PlaceReader places_;
  const ClaimedDraft* draft_ = nullptr;
  int booking_ = 0;
  std::set<std::pair<const ClaimedDraft*, int>> seen_;   // bookings
  std::set<std::pair<const ClaimedDraft*, int>> moved_;  // the first of bookings that move together
  std::vector<v1::Suggestion> suggestions_;
};

}  // namespace

absl::StatusOr<std::vector<v1::Suggestion>> SuggestInstead(
    const EventItems& items, ClaimedDrafts& drafts, const std::vector<v1::Conflict>& conflicts) {
  return Suggesting(items, drafts).Run(conflicts);
}

}  // namespace taqvim::schedule
