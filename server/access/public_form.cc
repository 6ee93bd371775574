#include "server/access/public_form.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "server/access/allow_list.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::access {
namespace {

// What stays of each type.
const AllowList& StayingInPublic() {
  static const auto& staying = *new AllowList({
      {v1::Event::descriptor(),
       {"name",
        "uid",
        "sequence",
        "title",
        "description",
        "owner",
        "state",
        "period",
        "time_zone",
        "bookings",
        "programme",
        "host",
        "culture_days",
        "exhibition",
        "commemoration",
        "activity",
        "recurrence",
        "cancel_reason",
        "publish_time",
        "web_address",
        "pictures",
        "admission",
        "labels",
        "contact",
        "spoken_languages",
        "partners",
        "works",
        "public_update_time"}},
      {v1::Booking::descriptor(),
       {"id", "space", "venue", "participant", "excepted_spaces", "period", "time_zone", "role"}},
      {v1::Recurrence::descriptor(),
       {"rule", "excluded_days", "moved_occurrences", "skipped_days", "claimed_through"}},
      {v1::MovedOccurrence::descriptor(), {"day", "period"}},
      {v1::CultureDays::descriptor(),
       {"guest_country", "host_country", "stops", "edition", "reciprocal"}},
      {v1::Stop::descriptor(), {"city", "first_day", "last_day"}},
      {v1::Exhibition::descriptor(), {"theme", "objects", "collections"}},
      {v1::Commemoration::descriptor(),
       {"honourees", "commemorated", "original_day", "anniversary"}},
      {v1::Activity::descriptor(), {"form"}},
      {v1::Picture::descriptor(), {"address", "text"}},
      {v1::Admission::descriptor(), {"kind", "address", "sold_out"}},
      {v1::Contact::descriptor(), {"name", "email", "telephone"}},
      {v1::Partner::descriptor(), {"organization", "name", "role"}},
      {v1::Work::descriptor(), {"title", "creator"}},
      {v1::Organization::descriptor(),
       {"name", "uid", "title", "kind", "country", "city", "archived"}},
      {v1::Venue::descriptor(),
       {"name", "uid", "title", "organization", "country", "city", "address", "time_zone",
        "opening_hours", "archived", "coordinates", "web_address", "accessibility", "contact",
        "public_update_time"}},
      {v1::OpeningHours::descriptor(), {"day", "open", "close"}},
      {v1::Space::descriptor(),
       {"name", "uid", "title", "parts", "seats", "archived", "public_update_time"}},
      {v1::Closure::descriptor(), {"name", "uid", "spaces", "period", "reason"}},
  });
  return staying;
}

template <class List, class Predicate>
void Erase(List& list, Predicate predicate) {
  list.erase(std::remove_if(list.begin(), list.end(), predicate), list.end());
}

bool RefersInPublic(const v1::Event& event, const std::string& name) {
  const auto& seen = event.public_references();
  return std::find(seen.begin(), seen.end(), name) != seen.end();
}

bool BooksInPublic(const v1::Event& event, const std::string& participant) {
  const auto& bookings = event.bookings();
  return std::any_of(bookings.begin(), bookings.end(), [&](const v1::Booking& booking) {
    return booking.participant() == participant;
  });
}

void KeepPublicReferences(v1::Event& event) {
  if (!RefersInPublic(event, event.programme())) event.clear_programme();
  if (!RefersInPublic(event, event.host())) event.clear_host();
  if (event.has_culture_days() && !RefersInPublic(event, event.culture_days().reciprocal())) {
    event.mutable_culture_days()->clear_reciprocal();
  }
  if (!event.has_exhibition()) return;
  Erase(*event.mutable_exhibition()->mutable_collections(),
        [&](const std::string& collection) { return !BooksInPublic(event, collection); });
}

// What is only held is not certain: it is told as what is left out.
void LeaveOutHeldDays(v1::Recurrence& recurrence) {
  if (recurrence.held_days().empty()) return;
  auto& left_out = *recurrence.mutable_skipped_days();
  left_out.MergeFrom(recurrence.held_days());
  std::sort(left_out.begin(), left_out.end(),
            [](const google::type::Date& a, const google::type::Date& b) {
              return std::tuple(a.year(), a.month(), a.day()) <
                     std::tuple(b.year(), b.month(), b.day());
            });
}

}  // namespace

bool AppearsInPublic(const v1::Event& event) {
  if (!event.has_publish_time() || event.visibility() == v1::VISIBILITY_PRIVATE) return false;
  return event.state() == v1::EVENT_STATE_CONFIRMED ||
         (event.state() == v1::EVENT_STATE_CANCELLED && event.has_confirm_time());
}

void KeepPublic(v1::Event& event) {
  KeepPublicReferences(event);
  if (event.has_recurrence()) LeaveOutHeldDays(*event.mutable_recurrence());
  StayingInPublic().Prune(event);
}

void KeepPublic(google::protobuf::Message& resource) {
  if (resource.GetDescriptor() == v1::Event::descriptor()) {
    return KeepPublic(static_cast<v1::Event&>(resource));
  }
  StayingInPublic().Prune(resource);
}

bool IsForPublic(const google::protobuf::Descriptor& type) { return StayingInPublic().Lists(type); }

}  // namespace taqvim::access
