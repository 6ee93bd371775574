#include "server/access/redact.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace taqvim::access {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Fields = std::vector<const FieldDescriptor*>;

// What stays of each type. Whatever is not named goes, so that a field that is
// added to the contract is hidden until somebody decides otherwise.
const std::map<const Descriptor*, std::set<std::string_view>>& Staying() {
  static const auto& staying = *new std::map<const Descriptor*, std::set<std::string_view>>{
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
  };
  return staying;
}

// Times are nothing but times, whatever they are made of.
bool IsTime(const Descriptor* type) {
  return type == v1::Period::descriptor() || type->file()->package() == "google.type" ||
         type->file()->package() == "google.protobuf";
}

// The fields of one type that go, and those that are looked into.
struct Cuts {
  Fields hidden;
  Fields inner;
};

bool Stays(const FieldDescriptor& field) {
  if (!Staying().at(field.containing_type()).contains(field.name())) return false;
  const Descriptor* type = field.message_type();
  return type == nullptr || IsTime(type) || Staying().contains(type);
}

Cuts MakeCuts(const Descriptor& type) {
  Cuts cuts;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (!Stays(*field)) {
      cuts.hidden.push_back(field);
    } else if (field->message_type() != nullptr && !IsTime(field->message_type())) {
      cuts.inner.push_back(field);
    }
  }
  return cuts;
}

const Cuts& CutsOf(const Descriptor* type) {
  static const auto& all = *[] {
    auto* cuts = new std::map<const Descriptor*, Cuts>();
    for (const auto& [descriptor, fields] : Staying()) (*cuts)[descriptor] = MakeCuts(*descriptor);
    return cuts;
  }();
  return all.at(type);
}

void Prune(Message& message) {
  const Cuts& cuts = CutsOf(message.GetDescriptor());
  const auto& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : cuts.hidden) {
    if (field->is_repeated() || reflection.HasField(message, field)) {
      reflection.ClearField(&message, field);
    }
  }
  for (const FieldDescriptor* field : cuts.inner) {
    if (!field->is_repeated()) {
      if (reflection.HasField(message, field)) Prune(*reflection.MutableMessage(&message, field));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      Prune(*reflection.MutableRepeatedMessage(&message, field, i));
    }
  }
}

bool Books(const v1::Event& event, const std::string& booking) {
  const auto& bookings = event.bookings();
  return std::any_of(bookings.begin(), bookings.end(),
                     [&](const v1::Booking& one) { return one.id() == booking; });
}

bool IsOfParticipant(const v1::Event& event, const v1::Waiver& waiver) {
  const auto& bookings = event.bookings();
  return std::any_of(bookings.begin(), bookings.end(), [&](const v1::Booking& one) {
    return one.id() == waiver.booking() && one.has_participant();
  });
}

bool WaivesParticipant(const v1::Event& event) {
  const auto& waivers = event.waivers();
  return std::any_of(waivers.begin(), waivers.end(),
                     [&](const v1::Waiver& waiver) { return IsOfParticipant(event, waiver); });
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
  Prune(event);
  event.DiscardUnknownFields();
}

void Show(const Rights& rights, v1::Event& event) {
  if (rights.SeesEverything()) return;
  if (!rights.SeesAllOf(event)) return Redact(event);
  for (v1::Waiver& waiver : *event.mutable_waivers()) {
    if (!IsOfParticipant(event, waiver)) continue;
    waiver.clear_counterpart();
    waiver.clear_counterpart_etag();
  }
}

const v1::Event& VisibleForm(const Rights& rights, const v1::Event& event, v1::Event& scratch) {
  if (rights.SeesEverything() || (rights.SeesAllOf(event) && !WaivesParticipant(event))) {
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
