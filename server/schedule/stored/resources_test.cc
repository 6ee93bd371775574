#include "server/schedule/stored/resources.h"

#include <thread>

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/testing/violations.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::util::MessageDifferencer;

v1::Event EventInManyLanguages(bool forward) {
  v1::Event event;
  event.set_name("events/concert");
  for (int i = 0; i < 20; ++i) {
    const int language = forward ? i : 19 - i;
    (*event.mutable_title())[std::string("a") + static_cast<char>('a' + language)] = "text";
  }
  return event;
}

TEST(ToBody, IsTheSameInWhateverOrderMapsWereFilled) {
  EXPECT_EQ(ToBody(EventInManyLanguages(true)), ToBody(EventInManyLanguages(false)));
}

TEST(ToBody, LeavesTheEtagOut) {
  auto event = EventInManyLanguages(true);
  const std::string body = ToBody(event);
  event.set_etag("anything");
  EXPECT_EQ(ToBody(event), body);
  EXPECT_EQ(event.etag(), "anything");
}

TEST(EtagOf, FollowsTheBytesAlone) {
  EXPECT_EQ(EtagOf("a"), EtagOf("a"));
  EXPECT_NE(EtagOf("a"), EtagOf("b"));
  EXPECT_EQ(EtagOf("a").size(), 11);
  // Stored etags must stay what they are on every machine.
  EXPECT_EQ(EtagOf(""), "LQaABTjTlMI");
}

TEST(FromResource, ReadsWhatWasStoredAndItsEtag) {
  auto event = EventInManyLanguages(true);
  const storage::Resource resource = {.id = 1, .name = event.name(), .body = ToBody(event)};
  const auto read = Read<v1::Event>(resource);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->etag(), EtagOf(resource.body));
  event.set_etag(read->etag());
  EXPECT_TRUE(MessageDifferencer::Equals(*read, event));
  EXPECT_EQ(ToBody(*read), resource.body);
}

TEST(FromResource, ThatIsDamagedIsDataLoss) {
  const storage::Resource resource = {.id = 1, .name = "events/a", .body = "\xff\xff\xff"};
  const auto read = Read<v1::Event>(resource);
  EXPECT_TRUE(absl::IsDataLoss(read.status()));
  EXPECT_EQ(ReasonOf(read.status()), v1::ERROR_REASON_INTERNAL);
}

TEST(ClearOutputOnly, KeepsWhatCallersMaySay) {
  auto event = FromText<v1::Event>(R"(
      name: 'events/a' title { key: 'en' value: 'Concert' } owner: 'organizations/a'
      state: EVENT_STATE_CONFIRMED waivers { principal: 'me' } creator: 'me'
      create_time { seconds: 5 } cancel_reason { key: 'en' value: 'rain' } etag: 'x'
      expire_time { seconds: 5 } update_time { seconds: 5 } confirm_time { seconds: 5 }
      bookings { id: 'hall' venue: 'venues/a' } activity { form: ACTIVITY_FORM_CONCERT })");
  ClearOutputOnly(&event);
  EXPECT_TRUE(MessageDifferencer::Equals(event, FromText<v1::Event>(R"(
      title { key: 'en' value: 'Concert' } owner: 'organizations/a' expire_time { seconds: 5 }
      bookings { id: 'hall' venue: 'venues/a' } activity { form: ACTIVITY_FORM_CONCERT })")))
      << event.DebugString();
}

// Something other than the default in a field.
void SetField(const google::protobuf::FieldDescriptor& field, google::protobuf::Message& message) {
  using Field = google::protobuf::FieldDescriptor;
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated() && field.cpp_type() == Field::CPPTYPE_STRING) {
    return reflection.AddString(&message, &field, "text");
  }
  if (field.is_repeated()) {
    ASSERT_EQ(field.cpp_type(), Field::CPPTYPE_MESSAGE) << field.full_name();
    reflection.AddMessage(&message, &field);
    return;
  }
  switch (field.cpp_type()) {
    case Field::CPPTYPE_STRING:
      return reflection.SetString(&message, &field, "text");
    case Field::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field, 1);
    case Field::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, 1);
    case Field::CPPTYPE_MESSAGE:
      reflection.MutableMessage(&message, &field);
      return;
    default:
      FAIL() << "SetField knows no such type; teach it that of " << field.full_name() << ".";
  }
}

TEST(ClearOutputOnly, ClearsOfEventsWhatTheContractSays) {
  const auto& type = *v1::Event::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    v1::Event event;
    SetField(field, event);
    ASSERT_GT(event.ByteSizeLong(), 0) << field.full_name();
    ClearOutputOnly(&event);
    EXPECT_EQ(event.ByteSizeLong() == 0, IsOutputOnly(field)) << field.full_name();
  }
}

TEST(ClearOutputOnly, WorksOnSeveralThreads) {
  const auto clear = [] {
    for (int i = 0; i < 100; ++i) {
      auto venue = FromText<v1::Venue>("name: 'venues/a' city: 'Astana' uid: 'mine'");
      ClearOutputOnly(&venue);
      EXPECT_EQ(venue.ByteSizeLong(), 8);
    }
  };
  std::thread other(clear);
  clear();
  other.join();
}

}  // namespace
}  // namespace taqvim::schedule
