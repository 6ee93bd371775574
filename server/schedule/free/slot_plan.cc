#include "server/schedule/free/slot_plan.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr size_t kMostPlaces = 1000;
constexpr int64_t kDefaultStep = 30 * 60;

int64_t SecondsOf(const google::type::TimeOfDay& time) {
  return time.hours() * 3600 + time.minutes() * 60;
}

std::array<bool, 7> WeekdaysOf(const v1::FindSlotsRequest& request) {
  std::array<bool, 7> weekdays;
  weekdays.fill(request.weekdays().empty());
  // DayOfWeek counts from Monday, 1.
  for (int day : request.weekdays()) weekdays[day - 1] = true;
  return weekdays;
}

SlotItemPlan LengthsOf(const v1::SlotItem& item) {
  if (item.has_duration()) {
    return {.item = &item,
            .timed = true,
            .length = item.duration().seconds(),
            .before = item.set_up().seconds(),
            .after = item.tear_down().seconds()};
  }
  return {.item = &item,
          .timed = false,
          .length = item.days(),
          .before = item.set_up_days(),
          .after = item.tear_down_days()};
}

absl::StatusOr<std::vector<storage::ResourceId>> ParticipantsOf(storage::Snapshot& snapshot,
                                                                const v1::SlotItem& item,
                                                                int index) {
  std::vector<storage::ResourceId> ids;
  for (int i = 0; i < item.participants_size(); ++i) {
    ASSIGN_OR_RETURN(auto participant, snapshot.Find(Kind::kParticipant, item.participants(i)));
    if (!participant || participant->archived) {
      return ReferenceNotFound(absl::StrCat("items[", index, "].participants[", i, "]"),
                               item.participants(i));
    }
    ids.push_back(participant->id);
  }
  return ids;
}

void AddClocks(const std::vector<const Place*>& places, SlotPlan& plan) {
  // Items reach beyond the window by their set-up and tear-down.
  constexpr LocalDay kMargin = 400;
  for (const Place* place : places) {
    plan.clocks.try_emplace(place->venue, place->venue->zone, plan.first_day - kMargin,
                            plan.last_day + kMargin);
  }
}

}  // namespace

absl::StatusOr<SlotPlan> PlanSlots(storage::Snapshot& snapshot, PlaceReader& places,
                                   const v1::FindSlotsRequest& request) {
  SlotPlan plan{.first_day = ToLocalDay(ToCivilDay(request.window().first_day())),
                .last_day = ToLocalDay(ToCivilDay(request.window().last_day())),
                .weekdays = WeekdaysOf(request),
                .step = request.has_step() ? request.step().seconds() : kDefaultStep,
                .min_break = request.min_break().seconds(),
                .within_days = request.within_days(),
                .one_a_day = request.one_a_day(),
                .not_before = absl::ToUnixSeconds(snapshot.now())};
  if (request.has_earliest_start()) plan.earliest_start = SecondsOf(request.earliest_start());
  if (request.has_latest_end()) plan.latest_end = SecondsOf(request.latest_end());
  size_t left = kMostPlaces;
  for (int i = 0; i < request.items_size(); ++i) {
    SlotItemPlan item = LengthsOf(request.items(i));
    ASSIGN_OR_RETURN(auto found, PlacesOf(places, request.items(i), i, left));
    ASSIGN_OR_RETURN(auto participants, ParticipantsOf(snapshot, request.items(i), i));
    left -= found.size();
    AddClocks(found, plan);
    item.places = std::move(found);
    item.participants = std::move(participants);
    plan.items.push_back(std::move(item));
  }
  return plan;
}

}  // namespace taqvim::schedule
