// Where and when something could take place: a part of server/schedule/api.h.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/api.h"
#include "server/schedule/claims/hidden_owners.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/free/slot_plan.h"
#include "server/schedule/free/slot_search.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

constexpr int kDefaultSlots = 20;
constexpr int kMostSlots = 100;

std::string ToText(const SlotPosition& position) {
  return absl::StrCat(position.start.time, ",", position.start.again ? 1 : 0, ",", position.holds,
                      ",", position.seats, ",", position.place);
}

absl::StatusOr<SlotPosition> StartOf(const v1::FindSlotsRequest& request) {
  ASSIGN_OR_RETURN(auto text, PositionOf(request));
  const LocalDay first = ToLocalDay(ToCivilDay(request.window().first_day()));
  SlotPosition position{.start = {MidnightOf(first)}};
  if (text.empty()) return position;
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  if (parts.size() == 5 && absl::SimpleAtoi(parts[0], &position.start.time) &&
      absl::SimpleAtob(parts[1], &position.start.again) &&
      absl::SimpleAtoi(parts[2], &position.holds) && absl::SimpleAtoi(parts[3], &position.seats)) {
    position.place = parts[4];
    return position;
  }
  return InvalidField("page_token", "The page token is damaged; begin again without one.",
                      v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

v1::Period PeriodOf(const SlotItemPlan& item, const Fit& fit) {
  v1::Period period;
  if (item.timed) {
    const absl::TimeZone& zone = fit.place->venue->zone;
    *period.mutable_timed()->mutable_start() = ToDateTime(fit.announced.start, zone);
    *period.mutable_timed()->mutable_end() = ToDateTime(fit.announced.end, zone);
  } else {
    *period.mutable_dated()->mutable_first_day() = ToDate(ToCivil(DayOf(fit.start.time)));
    *period.mutable_dated()->mutable_last_day() = ToDate(ToCivil(DayOf(fit.end - 1)));
  }
  return period;
}

void FillBookings(const SlotItemPlan& item, const Fit& fit, v1::SlotPlacement& placement) {
  v1::Booking& booking = *placement.add_bookings();
  if (fit.place->is_venue) {
    booking.set_venue(fit.place->name);
  } else {
    booking.set_space(fit.place->name);
    booking.set_expected_attendance(item.item->expected_attendance());
  }
  *booking.mutable_period() = placement.period();
  booking.set_time_zone(placement.time_zone());
  if (item.item->has_set_up()) *booking.mutable_set_up() = item.item->set_up();
  if (item.item->has_tear_down()) *booking.mutable_tear_down() = item.item->tear_down();
  booking.set_set_up_days(item.item->set_up_days());
  booking.set_tear_down_days(item.item->tear_down_days());
  for (const std::string& participant : item.item->participants()) {
    v1::Booking& who = *placement.add_bookings();
    who.set_participant(participant);
    *who.mutable_period() = placement.period();
    who.set_time_zone(placement.time_zone());
  }
}

std::string Sentence(const Fit& fit) {
  std::string text = absl::StrCat(fit.place->name, " is free ",
                                  FormatInterval(fit.announced, fit.place->venue->zone));
  if (fit.place->seats > 0) absl::StrAppend(&text, "; it seats ", fit.place->seats);
  if (fit.holds > 0) {
    absl::StrAppend(&text, "; ", fit.holds, fit.holds == 1 ? " hold is" : " holds are", " ahead");
  }
  return text + ".";
}

v1::SlotPlacement PlacementOf(const SlotItemPlan& item, const Fit& fit) {
  v1::SlotPlacement placement;
  placement.set_resource(fit.place->name);
  *placement.mutable_period() = PeriodOf(item, fit);
  placement.set_time_zone(fit.place->venue->venue->time_zone());
  placement.set_seats(fit.place->seats);
  placement.set_holds_ahead(fit.holds);
  FillBookings(item, fit, placement);
  placement.set_message(Sentence(fit));
  return placement;
}

v1::Slot SlotOf(const SlotPlan& plan, const SlotFits& fits) {
  v1::Slot slot;
  for (size_t i = 0; i < fits.size(); ++i) {
    *slot.add_placements() = PlacementOf(plan.items[i], fits[i]);
    slot.set_holds_ahead(slot.holds_ahead() + fits[i].holds);
  }
  return slot;
}

std::set<storage::ResourceId> ParticipantsOf(const SlotPlan& plan) {
  std::set<storage::ResourceId> participants;
  for (const SlotItemPlan& item : plan.items) {
    participants.insert(item.participants.begin(), item.participants.end());
  }
  return participants;
}

int SlotsAsked(const v1::FindSlotsRequest& request) {
  return request.page_size() == 0 ? kDefaultSlots : std::min(request.page_size(), kMostSlots);
}

}  // namespace

absl::StatusOr<v1::FindSlotsResponse> FindSlots(storage::Snapshot& snapshot, const Caller& caller,
                                                const v1::FindSlotsRequest& request) {
  ASSIGN_OR_RETURN(auto position, StartOf(request));
  PlaceReader places(snapshot);
  ASSIGN_OR_RETURN(auto plan, PlanSlots(snapshot, places, request));
  StoredClaims stored(snapshot, KindsThatMeet());
  HiddenOwners hidden(snapshot, caller.rights);
  ToldClaims claims(stored, hidden, ParticipantsOf(plan));
  ASSIGN_OR_RETURN(auto page, SearchSlots(plan, claims, request.avoid_holds(), position,
                                          SlotsAsked(request), [&] { return snapshot.Hurries(); }));
  v1::FindSlotsResponse response;
  for (const SlotFits& fits : page.slots) *response.add_slots() = SlotOf(plan, fits);
  if (page.next) response.set_next_page_token(MakePageToken(request, ToText(*page.next)));
  return response;
}

}  // namespace taqvim::schedule
