#include "server/access/redact.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "server/access/testing/full_messages.h"

namespace taqvim::access {
namespace {

v1::Event FromText(const std::string& text) {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event));
  return event;
}

Rights Viewer() {
  Rights rights;
  rights.Add(v1::ROLE_VIEWER);
  return rights;
}

// What is filled, and what of it Redact leaves.
struct FieldSets {
  std::set<std::string> all, left;
};

FieldSets OfFullEvents() {
  FieldSets sets;
  for (int kind = 0; kind < 4; ++kind) {
    v1::Event event;
    testing::Fill(kind, event);
    // Those of Fill are all alike.
    for (int i = 0; i < event.bookings_size(); ++i) {
      event.mutable_bookings(i)->set_id("b" + std::to_string(i));
      event.mutable_holds(i)->set_booking("b" + std::to_string(i));
    }
    testing::CollectFields(event, sets.all);
    Redact(event);
    testing::CollectFields(event, sets.left);
  }
  return sets;
}

// Whoever adds a field to an event decides here whether all may see it, or in
// redact.cc that they may.
constexpr const char* kHiddenFields[] = {
    "Activity.form",
    "Admission.address",
    "Admission.kind",
    "Admission.sold_out",
    "Booking.expected_attendance",
    "Booking.participant",
    "Booking.role",
    "BookingApproval.booking",
    "BookingApproval.decide_time",
    "BookingApproval.outdated",
    "BookingApproval.participant",
    "BookingApproval.principal",
    "BookingApproval.reason",
    "BookingApproval.state",
    "BookingApproval.venue",
    "BookingHold.arrive_time",
    "BookingHold.order",
    "Commemoration.anniversary",
    "Commemoration.commemorated",
    "Commemoration.honourees",
    "Commemoration.original_day",
    "Contact.email",
    "Contact.name",
    "Contact.telephone",
    "CultureDays.edition",
    "CultureDays.guest_country",
    "CultureDays.host_country",
    "CultureDays.reciprocal",
    "Event.admission",
    "Event.agreement",
    "Event.apply_set",
    "Event.approvals",
    "Event.ask_time",
    "Event.cancel_reason",
    "Event.confirm_time",
    "Event.contact",
    "Event.create_time",
    "Event.creator",
    "Event.description",
    "Event.etag",
    "Event.external_ids",
    "Event.labels",
    "Event.move",
    "Event.owner",
    "Event.partners",
    "Event.pictures",
    "Event.programme",
    "Event.public_references",
    "Event.public_update_time",
    "Event.publish_time",
    "Event.spoken_languages",
    "Event.title",
    "Event.update_time",
    "Event.waivers",
    "Event.web_address",
    "Event.works",
    "EventMove.approvals",
    "EventMove.ask_time",
    "EventMove.bookings",
    "EventMove.expire_time",
    "EventMove.group",
    "EventMove.holds",
    "EventMove.period",
    "EventMove.principal",
    "EventMove.recurrence",
    "EventMove.time_zone",
    "EventMove.waivers",
    "Exhibition.collections",
    "Exhibition.objects",
    "Exhibition.theme",
    "Partner.name",
    "Partner.organization",
    "Partner.role",
    "Picture.address",
    "Picture.text",
    "Recurrence.on_conflict",
    "Waiver.booking",
    "Waiver.counterpart",
    "Waiver.counterpart_etag",
    "Waiver.create_time",
    "Waiver.principal",
    "Waiver.rule",
    "Work.creator",
    "Work.title",
};

TEST(Redact, HidesEveryFieldThatIsNotNamedAsStaying) {
  const FieldSets sets = OfFullEvents();
  std::set<std::string> gone;
  std::set_difference(sets.all.begin(), sets.all.end(), sets.left.begin(), sets.left.end(),
                      std::inserter(gone, gone.end()));
  EXPECT_EQ(gone, std::set<std::string>(std::begin(kHiddenFields), std::end(kHiddenFields)));
}

TEST(Redact, LeavesTimesSpacesKindAndHowHoldsStand) {
  v1::Event event = FromText(R"pb(
    name: 'events/dinner'
    visibility: VISIBILITY_PRIVATE
    state: EVENT_STATE_TENTATIVE
    etag: 'abc'
    title { key: 'en' value: 'Dinner' }
    owner: 'organizations/library'
    bookings { id: 'who' participant: 'participants/choir' }
    bookings {
      id: 'where'
      space: 'venues/a/spaces/hall'
      set_up { seconds: 60 }
      expected_attendance: 9
    }
    holds { booking: 'who' rank: 5 order: -3 }
    holds { booking: 'where' rank: 2 order: 4 blocked: true }
    hold_rank: 5
    activity { form: ACTIVITY_FORM_RECEPTION })pb");
  Redact(event);
  const v1::Event expected = FromText(R"pb(
    name: 'events/dinner'
    visibility: VISIBILITY_PRIVATE
    state: EVENT_STATE_TENTATIVE
    bookings {
      id: 'where'
      space: 'venues/a/spaces/hall'
      set_up { seconds: 60 }
    }
    holds { booking: 'where' rank: 2 blocked: true }
    hold_rank: 2
    activity {})pb");
  EXPECT_EQ(event.DebugString(), expected.DebugString());
  Redact(event);
  EXPECT_EQ(event.DebugString(), expected.DebugString());
}

TEST(Redact, LeavesNoFieldThatItDoesNotKnow) {
  v1::Event event = FromText("name: 'events/a' bookings { id: 'b1' venue: 'venues/a' }");
  event.GetReflection()->MutableUnknownFields(&event)->AddVarint(999, 1);
  v1::Booking& booking = *event.mutable_bookings(0);
  booking.GetReflection()->MutableUnknownFields(&booking)->AddLengthDelimited(999, "secret");
  Redact(event);
  EXPECT_EQ(
      event.SerializeAsString(),
      FromText("name: 'events/a' bookings { id: 'b1' venue: 'venues/a' }").SerializeAsString());
}

TEST(VisibleForm, IsTheEventItselfForThoseWhoSeeAllOfIt) {
  const v1::Event event = FromText("name: 'events/a' title { key: 'en' value: 'A' }");
  v1::Event scratch;
  EXPECT_EQ(&VisibleForm(Viewer(), event, scratch), &event);
  EXPECT_EQ(scratch.ByteSizeLong(), 0);
}

TEST(VisibleForm, OfAClosedEventHasNoTitle) {
  const v1::Event event =
      FromText("name: 'events/a' visibility: VISIBILITY_PRIVATE title { key: 'en' value: 'A' }");
  v1::Event scratch;
  const v1::Event& visible = VisibleForm(Viewer(), event, scratch);
  EXPECT_EQ(visible.name(), "events/a");
  EXPECT_TRUE(visible.title().empty());
}

TEST(Show, OfAWaiverForAParticipantHidesWhatItWasGivenFor) {
  const v1::Event event = FromText(R"pb(
    bookings { id: 'who' participant: 'participants/choir' }
    bookings { id: 'where' space: 'venues/a/spaces/hall' }
    waivers { booking: 'who' counterpart: 'events/dinner' counterpart_etag: 'x' principal: 'me' }
    waivers { booking: 'where' counterpart: 'events/dinner' counterpart_etag: 'y' })pb");
  v1::Event shown = event;
  Show(Viewer(), shown);
  EXPECT_EQ(shown.waivers(0).DebugString(), "booking: \"who\"\nprincipal: \"me\"\n");
  EXPECT_EQ(shown.waivers(1).DebugString(), event.waivers(1).DebugString());
  shown = event;
  Show(Rights::All(), shown);
  EXPECT_EQ(shown.DebugString(), event.DebugString());
}

TEST(SightOfParticipants, OfClosedEventsIsThatOfTheTimesForThoseWhoWrite) {
  Rights organizer, manager;
  organizer.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/library");
  manager.AddForVenue(v1::ROLE_VENUE_MANAGER, "venues/palace");
  const v1::Event open = FromText("name: 'events/a'");
  const v1::Event closed = FromText("name: 'events/a' visibility: VISIBILITY_PRIVATE");
  EXPECT_EQ(SightOfParticipants(organizer, open), Sight::kAll);
  EXPECT_EQ(SightOfParticipants(organizer, closed), Sight::kTaken);
  EXPECT_EQ(SightOfParticipants(manager, closed), Sight::kTaken);
  EXPECT_EQ(SightOfParticipants(Rights::All(), closed), Sight::kAll);
  EXPECT_EQ(SightOfParticipants(Viewer(), open), Sight::kAll);
  EXPECT_EQ(SightOfParticipants(Viewer(), closed), Sight::kNothing);
}

}  // namespace
}  // namespace taqvim::access
