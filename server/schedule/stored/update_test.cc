#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/testing/violations.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

const char* const kStored = R"(
    name: 'events/display' etag: 'old' state: EVENT_STATE_CONFIRMED creator: 'me'
    title { key: 'en' value: 'Display' } title { key: 'kk' value: 'Көрме' }
    owner: 'organizations/library'
    period { dated { first_day { year: 2025 month: 1 day: 1 }
                     last_day { year: 2025 month: 1 day: 31 } } }
    bookings { id: 'hall' space: 'venues/a/spaces/hall' }
    exhibition { objects: 50 theme { key: 'en' value: 'Books' } })";

struct Update {
  std::vector<std::string> paths;
  std::string change;
};

absl::StatusOr<v1::Event> Updated(const Update& update) {
  google::protobuf::FieldMask mask;
  for (const std::string& path : update.paths) mask.add_paths(path);
  auto event = FromText<v1::Event>(kStored);
  const auto status = ApplyUpdate(mask, FromText<v1::Event>(update.change), &event);
  if (!status.ok()) return status;
  return event;
}

// The stored event after it was changed by hand.
template <class Edit>
std::string Stored(Edit edit) {
  auto event = FromText<v1::Event>(kStored);
  edit(event);
  return ToBody(event);
}

std::string BodyOf(const absl::StatusOr<v1::Event>& event) {
  EXPECT_TRUE(event.ok()) << event.status();
  return event.ok() ? ToBody(*event) : "";
}

TEST(Update, WithAMaskChangesItsFieldsAlone) {
  EXPECT_EQ(BodyOf(Updated({{"owner"}, "owner: 'organizations/b' title { key: 'en' value: 'x' }"})),
            Stored([](v1::Event& event) { event.set_owner("organizations/b"); }));
}

TEST(Update, WithoutAMaskChangesWhatIsSet) {
  EXPECT_EQ(BodyOf(Updated({{}, "owner: 'organizations/b' visibility: VISIBILITY_PRIVATE"})),
            Stored([](v1::Event& event) {
              event.set_owner("organizations/b");
              event.set_visibility(v1::VISIBILITY_PRIVATE);
            }));
}

TEST(Update, LeavesWhatTheServerSets) {
  EXPECT_EQ(BodyOf(Updated({{}, R"(name: 'events/display' etag: 'new' state: EVENT_STATE_CANCELLED
                                   creator: 'you')"})),
            Stored([](v1::Event&) {}));
}

TEST(Update, ReplacesMapsListsAndPeriodsAsAWhole) {
  const auto updated = Updated({{}, R"(title { key: 'az' value: 'Sərgi' }
      bookings { venue: 'venues/a' } bookings { venue: 'venues/b' }
      period { dated { first_day { year: 2025 month: 2 day: 1 } permanent: true } })"});
  EXPECT_EQ(BodyOf(updated), Stored([](v1::Event& event) {
              event.clear_title();
              (*event.mutable_title())["az"] = "Sərgi";
              event.clear_bookings();
              event.add_bookings()->set_venue("venues/a");
              event.add_bookings()->set_venue("venues/b");
              event.mutable_period()->mutable_dated()->set_permanent(true);
              event.mutable_period()->mutable_dated()->mutable_first_day()->set_month(2);
            }));
}

TEST(Update, OfTheKindWithoutAMaskKeepsItsOtherFields) {
  EXPECT_EQ(BodyOf(Updated({{}, "exhibition { objects: 70 }"})),
            Stored([](v1::Event& event) { event.mutable_exhibition()->set_objects(70); }));
}

TEST(Update, ReachesIntoMessages) {
  EXPECT_EQ(BodyOf(Updated({{"exhibition.objects", "period.dated.last_day"},
                            "exhibition { objects: 70 theme { key: 'en' value: 'x' } }"})),
            Stored([](v1::Event& event) {
              event.mutable_exhibition()->set_objects(70);
              event.mutable_period()->mutable_dated()->clear_last_day();
            }));
}

TEST(Update, ClearsWhatTheMaskNamesAndTheMessageLacks) {
  EXPECT_EQ(BodyOf(Updated({{"title", "bookings", "exhibition.objects", "period"}, ""})),
            Stored([](v1::Event& event) {
              event.clear_title();
              event.clear_bookings();
              event.mutable_exhibition()->clear_objects();
              event.clear_period();
            }));
}

TEST(Update, WithAStarReplacesAllThatCallersMaySay) {
  EXPECT_EQ(BodyOf(Updated({{"*"}, "title { key: 'en' value: 'New' } exhibition {}"})),
            ToBody(FromText<v1::Event>(R"(
                name: 'events/display' state: EVENT_STATE_CONFIRMED creator: 'me'
                title { key: 'en' value: 'New' } exhibition {})")));
}

TEST(Update, ToAnotherKindFails) {
  for (const Update& update : {Update{{}, "activity { form: ACTIVITY_FORM_TALK }"},
                               Update{{"*"}, "activity { form: ACTIVITY_FORM_TALK }"},
                               Update{{"activity"}, "activity { form: ACTIVITY_FORM_TALK }"},
                               Update{{"activity.form"}, "activity { form: ACTIVITY_FORM_TALK }"},
                               Update{{"activity.form"}, ""}}) {
    const auto updated = Updated(update);
    EXPECT_EQ(ReasonOf(updated.status()), v1::ERROR_REASON_INVALID_FIELD) << update.change;
    EXPECT_THAT(std::string(updated.status().message()), HasSubstr("exhibition"));
  }
}

std::map<std::string, std::string> WrongMask(const std::vector<std::string>& paths) {
  google::protobuf::FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  FieldErrors errors;
  CheckMask(mask, *v1::Event::descriptor(), errors);
  return ViolationsOf(errors);
}

TEST(Mask, WithAnUnknownPathGetsASuggestion) {
  EXPECT_THAT(WrongMask({"title", "tilte", "exhibition.objcts"}),
              ElementsAre(Pair("update_mask.paths[1]", HasSubstr("did you mean \"title\"?")),
                          Pair("update_mask.paths[2]", HasSubstr("did you mean \"objects\"?"))));
  EXPECT_THAT(WrongMask({"colour"}),
              ElementsAre(Pair("update_mask.paths[0]", HasSubstr("its fields are title,"))));
}

TEST(Mask, OfWhatTheServerSetsFails) {
  for (const char* path : {"name", "etag", "state", "create_time", "create_time.seconds"}) {
    EXPECT_THAT(WrongMask({path}),
                ElementsAre(Pair("update_mask.paths[0]", HasSubstr("set by the server"))));
  }
}

TEST(Mask, ThatReachesIntoMapsListsOrTextsFails) {
  for (const char* path : {"title.en", "bookings.id", "owner.name", "bookings.0.id"}) {
    EXPECT_THAT(WrongMask({path}),
                ElementsAre(Pair("update_mask.paths[0]", HasSubstr("replaced as a whole"))))
        << path;
  }
}

TEST(Mask, WithEmptyPartsFails) {
  for (const char* path : {"", ".", "title.", "period..dated", "kind"}) {
    EXPECT_EQ(WrongMask({path}).size(), 1) << path;
  }
}

TEST(Mask, WithAStarStandsAlone) {
  EXPECT_THAT(WrongMask({"*"}), ElementsAre());
  EXPECT_THAT(WrongMask({"*", "title"}),
              ElementsAre(Pair("update_mask.paths[0]", HasSubstr("send it alone"))));
}

}  // namespace
}  // namespace taqvim::schedule
