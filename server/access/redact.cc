#include "server/access/redact.h"

#include <algorithm>
#include <string>

#include "server/access/allow_list.h"
#include "server/access/public_form.h"

namespace taqvim::access {
namespace {

// What stays of each type.
const AllowList& Staying() {
  static const auto& staying = *new AllowList({
      {v1::Event::descriptor(),
       {"name", "uid", "sequence", "visibility", "state", "period", "time_zone", "bookings", "host",
        "culture_days", "exhibition", "commemoration", "activity", "expire_time", "holds",
        "hold_rank", "recurrence"}},
      {v1::Booking::descriptor(),
       {"id", "space", "venue", "excepted_spaces", "period", "time_zone", "set_up", "tear_down",
        "set_up_days", "tear_down_days"}},
      {v1::BookingHold::descriptor(), {"booking", "rank", "blocked"}},
      {v1::Recurrence::descriptor(),
       {"rule", "excluded_days", "moved_occurrences", "skipped_days", "held_days",
        "claimed_through"}},
      {v1::MovedOccurrence::descriptor(), {"day", "period"}},
      {v1::CultureDays::descriptor(), {"stops"}},
      {v1::Stop::descriptor(), {"city", "first_day", "last_day"}},
      {v1::Exhibition::descriptor(), {}},
      {v1::Commemoration::descriptor(), {}},
      {v1::Activity::descriptor(), {}},
  });
  return staying;
}

bool Books(const v1::Event& event, const std::string& booking) {
  const auto& bookings = event.bookings();
  return std::any_of(bookings.begin(), bookings.end(),
                     [&](const v1::Booking& one) { return one.id() == booking; });
}

// The event, or a move.
template <class Message>
bool IsOfParticipant(const Message& of, const v1::Waiver& waiver) {
  const auto& bookings = of.bookings();
  return std::any_of(bookings.begin(), bookings.end(), [&](const v1::Booking& one) {
    return one.id() == waiver.booking() && one.has_participant();
  });
}

template <class Message>
bool WaivesParticipant(const Message& of) {
  const auto& waivers = of.waivers();
  return std::any_of(waivers.begin(), waivers.end(),
                     [&](const v1::Waiver& waiver) { return IsOfParticipant(of, waiver); });
}

// Of waivers of participants' bookings, with whom they share them.
template <class Message>
void HideCounterparts(Message& of) {
  for (v1::Waiver& waiver : *of.mutable_waivers()) {
    if (!IsOfParticipant(of, waiver)) continue;
    waiver.clear_counterpart();
    waiver.clear_counterpart_etag();
  }
}

template <class List, class Predicate>
void EraseIf(List& list, Predicate predicate) {
  list.erase(std::remove_if(list.begin(), list.end(), predicate), list.end());
}

}  // namespace

void Redact(v1::Event& event) {
  EraseIf(*event.mutable_bookings(),
          [](const v1::Booking& booking) { return !IsSeenByAll(booking); });
  EraseIf(*event.mutable_holds(),
          [&](const v1::BookingHold& hold) { return !Books(event, hold.booking()); });
  int32_t worst = 0;
  for (const v1::BookingHold& hold : event.holds()) worst = std::max(worst, hold.rank());
  event.set_hold_rank(worst);
  Staying().Prune(event);
}

void Show(const Rights& rights, v1::Event& event) {
  if (rights.SeesEverything()) return;
  if (rights.IsPublic()) return KeepPublic(event);
  if (!rights.SeesAllOf(event)) return Redact(event);
  HideCounterparts(event);
  if (event.has_move()) HideCounterparts(*event.mutable_move());
}

void ShowResource(const Rights& rights, google::protobuf::Message& resource) {
  if (rights.IsPublic()) KeepPublic(resource);
}

const v1::Event& VisibleForm(const Rights& rights, const v1::Event& event, v1::Event& scratch) {
  if (rights.SeesEverything() ||
      (rights.SeesAllOf(event) && !WaivesParticipant(event) && !WaivesParticipant(event.move()))) {
    return event;
  }
  scratch = event;
  Show(rights, scratch);
  return scratch;
}

Sight SightOfParticipants(const Rights& rights, const v1::Event& event) {
  if (rights.SeesAllOf(event)) return Sight::kAll;
  const bool writes = rights.Holds(v1::ROLE_ORGANIZER) || rights.Holds(v1::ROLE_VENUE_MANAGER);
  return writes ? Sight::kTaken : Sight::kNothing;
}

}  // namespace taqvim::access
