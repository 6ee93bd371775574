// What the public sees, field by field.
#include "server/access/public_form.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "server/access/redact.h"
#include "server/access/testing/full_messages.h"
#include "taqvim/v1/change.pb.h"

namespace taqvim::access {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

v1::Event EventFromText(const std::string& text) {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event));
  return event;
}

Rights ThePublic() {
  Rights rights;
  rights.Add(v1::ROLE_PUBLIC);
  return rights;
}

// Whoever adds a field to a resource decides here that the public does not see it, or in
// public_form.cc that it does.
constexpr const char* kUnpublishedFields[] = {
    "Booking.expected_attendance",
    "Booking.set_up",
    "Booking.set_up_days",
    "Booking.tear_down",
    "Booking.tear_down_days",
    "BookingApproval.booking",
    "BookingApproval.decide_time",
    "BookingApproval.outdated",
    "BookingApproval.participant",
    "BookingApproval.principal",
    "BookingApproval.reason",
    "BookingApproval.state",
    "BookingApproval.venue",
    "BookingHold.arrive_time",
    "BookingHold.blocked",
    "BookingHold.booking",
    "BookingHold.order",
    "BookingHold.rank",
    "BookingLimits.days_ahead",
    "BookingLimits.longest",
    "BookingLimits.notice",
    "Closure.apply_set",
    "Closure.create_time",
    "Closure.etag",
    "Closure.external_ids",
    "Closure.update_time",
    "Event.agreement",
    "Event.apply_set",
    "Event.approvals",
    "Event.ask_time",
    "Event.confirm_time",
    "Event.create_time",
    "Event.creator",
    "Event.etag",
    "Event.expire_time",
    "Event.external_ids",
    "Event.hold_rank",
    "Event.holds",
    "Event.move",
    "Event.public_references",
    "Event.update_time",
    "Event.visibility",
    "Event.waivers",
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
    "Organization.apply_set",
    "Organization.create_time",
    "Organization.etag",
    "Organization.external_ids",
    "Organization.update_time",
    "Recurrence.held_days",
    "Recurrence.on_conflict",
    "Space.apply_set",
    "Space.create_time",
    "Space.etag",
    "Space.external_ids",
    "Space.update_time",
    "Venue.apply_set",
    "Venue.booking_limits",
    "Venue.booking_policy",
    "Venue.create_time",
    "Venue.etag",
    "Venue.external_ids",
    "Venue.update_time",
    "Venue.zone_correction",
    "Waiver.booking",
    "Waiver.counterpart",
    "Waiver.counterpart_etag",
    "Waiver.create_time",
    "Waiver.principal",
    "Waiver.rule",
    "ZoneCorrection.from_time_zone",
    "ZoneCorrection.start_time",
};

TEST(PublicForm, HidesEveryFieldThatIsNotNamedAsSeen) {
  std::set<std::string> all, left;
  const auto& resource = *v1::Resource::descriptor();
  for (int i = 0; i < resource.field_count(); ++i) {
    const auto* type = resource.field(i)->message_type();
    const Message* prototype = MessageFactory::generated_factory()->GetPrototype(type);
    for (int choice = 0; choice < 4; ++choice) {
      const std::unique_ptr<Message> message(prototype->New());
      testing::Fill(choice, *message);
      if (IsForPublic(*type)) testing::CollectFields(*message, all);
      KeepPublic(*message);
      testing::CollectFields(*message, left);
    }
  }
  std::set<std::string> gone;
  std::set_difference(all.begin(), all.end(), left.begin(), left.end(),
                      std::inserter(gone, gone.end()));
  EXPECT_EQ(gone,
            std::set<std::string>(std::begin(kUnpublishedFields), std::end(kUnpublishedFields)));
}

TEST(PublicForm, OfParticipantsAndAgreementsThereIsNone) {
  std::set<std::string> kinds;
  const auto& resource = *v1::Resource::descriptor();
  for (int i = 0; i < resource.field_count(); ++i) {
    const FieldDescriptor& field = *resource.field(i);
    if (IsForPublic(*field.message_type())) {
      kinds.insert(field.name());
      continue;
    }
    const std::unique_ptr<Message> message(
        MessageFactory::generated_factory()->GetPrototype(field.message_type())->New());
    testing::Fill(0, *message);
    KeepPublic(*message);
    EXPECT_EQ(message->ByteSizeLong(), 0u) << field.name();
  }
  EXPECT_THAT(kinds, ::testing::ElementsAre("closure", "event", "organization", "space", "venue"));
}

TEST(PublicForm, HasOnlyReferencesToWhatTheEventSaysThatThePublicSees) {
  const auto references = [](const std::string& seen) {
    v1::Event event = EventFromText(
        "programme: 'events/p' host: 'events/h' culture_days { reciprocal: "
        "'events/r' } " +
        seen);
    KeepPublic(event);
    return event.ShortDebugString();
  };
  EXPECT_EQ(references(""), "culture_days { }");
  EXPECT_EQ(references("public_references: 'events/h'"), "host: \"events/h\" culture_days { }");
  EXPECT_EQ(references("public_references: 'events/p' public_references: 'events/r'"),
            "programme: \"events/p\" culture_days { reciprocal: \"events/r\" }");
  EXPECT_EQ(references("public_references: 'events/other'"), "culture_days { }");
}

TEST(PublicForm, HasCollectionsThatAreBooked) {
  v1::Event event = EventFromText(R"pb(
    bookings { id: 'a' participant: 'participants/textiles' }
    exhibition { collections: 'participants/textiles' collections: 'participants/coins' }
  )pb");
  KeepPublic(event);
  EXPECT_THAT(event.exhibition().collections(), ::testing::ElementsAre("participants/textiles"));
}

TEST(PublicForm, LeavesOutOccurrencesThatAreOnlyHeld) {
  v1::Event event = EventFromText(R"pb(
    recurrence {
      rule: 'FREQ=DAILY'
      skipped_days { year: 2025 month: 3 day: 2 }
      held_days { year: 2025 month: 3 day: 1 }
      held_days { year: 2025 month: 3 day: 3 }
    })pb");
  KeepPublic(event);
  EXPECT_TRUE(event.recurrence().held_days().empty());
  ASSERT_EQ(event.recurrence().skipped_days_size(), 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(event.recurrence().skipped_days(i).day(), i + 1);
}

TEST(PublicForm, LeavesNoFieldThatItDoesNotKnow) {
  v1::Event event = EventFromText("name: 'events/a' contact { name: 'Desk' }");
  event.GetReflection()->MutableUnknownFields(&event)->AddVarint(999, 1);
  v1::Contact& contact = *event.mutable_contact();
  contact.GetReflection()->MutableUnknownFields(&contact)->AddLengthDelimited(999, "secret");
  KeepPublic(event);
  EXPECT_EQ(event.SerializeAsString(),
            EventFromText("name: 'events/a' contact { name: 'Desk' }").SerializeAsString());
}

TEST(AppearsInPublic, WhatIsPublishedAndConfirmedOrWasBeforeItWasCancelled) {
  const std::string published = "publish_time { seconds: 1 } ";
  const std::string confirmed = "state: EVENT_STATE_CONFIRMED confirm_time { seconds: 1 } ";
  const std::string called_off = "state: EVENT_STATE_CANCELLED confirm_time { seconds: 1 } ";
  EXPECT_TRUE(AppearsInPublic(EventFromText(published + confirmed)));
  EXPECT_TRUE(AppearsInPublic(EventFromText(published + called_off)));
  for (const std::string& hidden :
       {confirmed, called_off, published + "state: EVENT_STATE_TENTATIVE",
        published + "state: EVENT_STATE_CANCELLED", published + "state: EVENT_STATE_EXPIRED",
        published, published + confirmed + "visibility: VISIBILITY_PRIVATE"}) {
    EXPECT_FALSE(AppearsInPublic(EventFromText(hidden))) << hidden;
  }
}

TEST(Show, GivesThePublicItsForm) {
  const v1::Event event = EventFromText(
      "name: 'events/a' owner: 'organizations/o' title { key: 'en' value: 'A' } "
      "external_ids { key: 'crm' value: '7' } etag: 'x' publish_time { seconds: 1 } "
      "state: EVENT_STATE_CONFIRMED");
  v1::Event shown = event, scratch;
  Show(ThePublic(), shown);
  EXPECT_EQ(shown.title().at("en"), "A");
  EXPECT_EQ(shown.owner(), "organizations/o");
  EXPECT_TRUE(shown.external_ids().empty());
  EXPECT_EQ(shown.etag(), "");
  EXPECT_EQ(VisibleForm(ThePublic(), event, scratch).SerializeAsString(),
            shown.SerializeAsString());
}

}  // namespace
}  // namespace taqvim::access
