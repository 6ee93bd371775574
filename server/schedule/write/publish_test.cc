// What is published, and what the public sees of references to it.
#include "absl/strings/str_cat.h"
#include "server/access/public_form.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kStart[] = "2025-10-10 18:00";
constexpr char kEnd[] = "2025-10-10 20:00";

class PublishTest : public EventsTest {
 protected:
  absl::StatusOr<v1::PublishEventsResponse> Publish(const std::string& request) {
    return Run(PublishEvents, request.c_str());
  }
  absl::StatusOr<v1::UnpublishEventsResponse> Unpublish(const std::string& request) {
    return Run(UnpublishEvents, request.c_str());
  }
  void AddDays(const std::string& id, const std::string& more = "",
               const std::string& city = "Astana") {
    auto made = Create(id, absl::StrCat("culture_days { stops { city: '", city, "' ",
                                        "first_day { year: 2025 month: 10 day: 8 } ",
                                        "last_day { year: 2025 month: 10 day: 12 } } ", more, "}"));
    ASSERT_TRUE(made.ok()) << made.status();
  }
  bool IsPublished(const std::string& name) { return Get(name).has_publish_time(); }
  bool Appears(const std::string& name) { return access::AppearsInPublic(Get(name)); }
  std::vector<std::string> References(const std::string& name) {
    const v1::Event event = Get(name);
    return {event.public_references().begin(), event.public_references().end()};
  }
};

TEST_F(PublishTest, APublishedEventSaysSinceWhen) {
  AddConfirmed("a", hall_, kStart, kEnd);
  const v1::Event before = Get("events/a");
  schedule_.now += absl::Minutes(5);
  const int64_t revision = Revision();
  auto answer = Publish("names: 'events/a'");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(Revision(), revision + 1);
  const v1::Event after = Get("events/a");
  EXPECT_EQ(answer->events(0).SerializeAsString(), after.SerializeAsString());
  EXPECT_EQ(after.publish_time().seconds(), absl::ToUnixSeconds(schedule_.now));
  EXPECT_NE(after.etag(), before.etag());
  EXPECT_EQ(after.sequence(), before.sequence()) << "it is when and where it was";
  EXPECT_TRUE(Appears("events/a"));
}

TEST_F(PublishTest, SaysWhenWhatThePublicSeesWasLastChanged) {
  AddConfirmed("a", hall_, kStart, kEnd);
  const auto seconds = [this] { return Get("events/a").public_update_time().seconds(); };
  EXPECT_FALSE(Get("events/a").has_public_update_time());
  schedule_.now += absl::Minutes(5);
  const int64_t published = absl::ToUnixSeconds(schedule_.now);
  ASSERT_TRUE(Publish("names: 'events/a'").ok());
  EXPECT_EQ(seconds(), published);

  schedule_.now += absl::Minutes(5);
  ASSERT_TRUE(
      Update("events/a", {"external_ids"}, "external_ids { key: 'box-office' value: '17' }").ok());
  EXPECT_EQ(seconds(), published) << "the public does not see it";
  ASSERT_TRUE(Update("events/a", {"labels"}, "labels: 'jazz'").ok());
  EXPECT_EQ(seconds(), absl::ToUnixSeconds(schedule_.now));

  schedule_.now += absl::Minutes(5);
  ASSERT_TRUE(Cancel("events/a").ok());
  EXPECT_EQ(seconds(), absl::ToUnixSeconds(schedule_.now)) << "it is called off";
  schedule_.now += absl::Minutes(5);
  ASSERT_TRUE(Unpublish("names: 'events/a'").ok());
  EXPECT_FALSE(Get("events/a").has_public_update_time());
  ASSERT_TRUE(Publish("names: 'events/a'").ok());
  EXPECT_EQ(seconds(), absl::ToUnixSeconds(schedule_.now)) << "it is seen again";
}

TEST_F(PublishTest, PublishingOrUnpublishingAgainWritesNothing) {
  AddConfirmed("a", hall_, kStart, kEnd);
  ASSERT_TRUE(Publish("names: 'events/a'").ok());
  const v1::Event published = Get("events/a");
  schedule_.now += absl::Minutes(5);
  ASSERT_TRUE(Publish("names: 'events/a'").ok());
  EXPECT_EQ(Get("events/a").SerializeAsString(), published.SerializeAsString());
  ASSERT_TRUE(Unpublish("names: 'events/a'").ok());
  const v1::Event unpublished = Get("events/a");
  EXPECT_FALSE(unpublished.has_publish_time());
  schedule_.now += absl::Minutes(5);
  ASSERT_TRUE(Unpublish("names: 'events/a'").ok());
  EXPECT_EQ(Get("events/a").SerializeAsString(), unpublished.SerializeAsString());
}

TEST_F(PublishTest, ATentativeEventAppearsOnceItIsConfirmedAndStaysWhenItIsCancelled) {
  AddHold("a", hall_, kStart, kEnd);
  ASSERT_TRUE(Publish("names: 'events/a'").ok());
  EXPECT_FALSE(Appears("events/a"));
  ASSERT_TRUE(Confirm("events/a").ok());
  EXPECT_TRUE(Appears("events/a"));
  ASSERT_TRUE(Cancel("events/a").ok());
  EXPECT_TRUE(Appears("events/a"));
  ASSERT_TRUE(Unpublish("names: 'events/a'").ok());
  EXPECT_FALSE(Appears("events/a"));
  EXPECT_TRUE(Publish("names: 'events/a'").ok()) << "it was taken back by mistake";
  EXPECT_TRUE(Appears("events/a"));
}

TEST_F(PublishTest, WhatNeverWasCertainDoesNotAppearWhenItEnds) {
  AddHold("cancelled", hall_, kStart, kEnd);
  AddHold("expired", hall_, kStart, kEnd);
  ASSERT_TRUE(Publish("names: 'events/cancelled' names: 'events/expired'").ok());
  ASSERT_TRUE(Cancel("events/cancelled").ok());
  schedule_.now += absl::Hours(15 * 24);
  AddHold("later", hall_, "2025-11-10 18:00", "2025-11-10 20:00");
  ASSERT_EQ(Get("events/expired").state(), v1::EVENT_STATE_EXPIRED);
  EXPECT_TRUE(IsPublished("events/expired"));
  for (const char* name : {"events/cancelled", "events/expired"}) {
    EXPECT_FALSE(Appears(name)) << name;
    auto again = Publish(absl::StrCat("names: '", name, "'"));
    EXPECT_EQ(ReasonOf(again.status()), v1::ERROR_REASON_ILLEGAL_STATE) << name;
    EXPECT_TRUE(Unpublish(absl::StrCat("names: '", name, "'")).ok()) << name;
  }
}

TEST_F(PublishTest, WhatIsPrivateIsNotPublishedAndWhatBecomesPrivateIsNoLonger) {
  AddConfirmed("a", hall_, kStart, kEnd, "visibility: VISIBILITY_PRIVATE");
  auto refused = Publish("names: 'events/a'");
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_ILLEGAL_STATE);
  EXPECT_THAT(refused.status().message(), HasSubstr("is private"));
  ASSERT_TRUE(Update("events/a", {"visibility"}, "visibility: VISIBILITY_PUBLIC").ok());
  ASSERT_TRUE(Publish("names: 'events/a'").ok());
  ASSERT_TRUE(Update("events/a", {"visibility"}, "visibility: VISIBILITY_PRIVATE").ok());
  EXPECT_FALSE(IsPublished("events/a"));
  ASSERT_TRUE(Update("events/a", {"visibility"}, "visibility: VISIBILITY_PUBLIC").ok());
  EXPECT_FALSE(IsPublished("events/a")) << "only PublishEvents publishes";
}

TEST_F(PublishTest, OfAllThatAreNamedOneThatCannotBeKeepsTheOthersFromIt) {
  AddConfirmed("a", hall_, kStart, kEnd);
  EXPECT_TRUE(absl::IsNotFound(Publish("names: 'events/a' names: 'events/no'").status()));
  EXPECT_FALSE(IsPublished("events/a"));
  EXPECT_TRUE(absl::IsInvalidArgument(Publish("").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Publish("names: 'events/a' names: 'events/a'").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Publish("names: 'events/a' programme: 'events/a'").status()));
}

TEST_F(PublishTest, NobodyPublishesBesideCreatingOrChanging) {
  AddHold("a", hall_, kStart, kEnd, "publish_time { seconds: 5 } public_references: 'events/b'");
  EXPECT_FALSE(IsPublished("events/a"));
  EXPECT_THAT(References("events/a"), IsEmpty());
  ASSERT_TRUE(Update("events/a", {"*"},
                     absl::StrCat("owner: 'organizations/owner' activity { form: "
                                  "ACTIVITY_FORM_TALK } publish_time { seconds: 5 } ",
                                  "title { key: 'en' value: 'New' } ", Timed(kStart, kEnd)))
                  .ok());
  EXPECT_FALSE(IsPublished("events/a"));
}

TEST_F(PublishTest, OfAProgrammeAllIsPublishedThatCanBe) {
  AddDays("days");
  AddConfirmed("open", hall_, kStart, kEnd, "programme: 'events/days'");
  AddHold("held", gallery_, kStart, kEnd, "programme: 'events/days'");
  AddHold("private", corner_, kStart, kEnd,
          "programme: 'events/days' visibility: VISIBILITY_PRIVATE");
  AddHold("off", gallery_, kStart, kEnd, "programme: 'events/days'");
  ASSERT_TRUE(Cancel("events/off").ok());
  AddConfirmed("other", corner_, "2025-10-11 18:00", "2025-10-11 20:00");
  auto answer = Publish("programme: 'events/days'");
  ASSERT_TRUE(answer.ok()) << answer.status();
  std::vector<std::string> names;
  for (const v1::Event& event : answer->events()) names.push_back(event.name());
  EXPECT_THAT(names, ElementsAre("events/days", "events/open", "events/held"));
  for (const char* name : {"events/private", "events/off", "events/other"}) {
    EXPECT_FALSE(IsPublished(name)) << name;
  }
  ASSERT_TRUE(Cancel("events/open").ok());
  auto back = Unpublish("programme: 'events/days'");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->events_size(), 3) << "cancelled ones, too";
  for (const v1::Event& event : back->events()) EXPECT_FALSE(event.has_publish_time());
  EXPECT_TRUE(absl::IsInvalidArgument(Publish("programme: 'events/other'").status()));
  EXPECT_TRUE(absl::IsNotFound(Publish("programme: 'events/none'").status()));
}

TEST_F(PublishTest, AnAnswerThatWouldBeTooLongShowsThemInBrief) {
  const std::string text(4900, 'x');
  std::string description, halves[2];
  for (const char* language : {"az", "de", "en", "fr", "ru"}) {
    absl::StrAppend(&description, "description { key: '", language, "' value: '", text, "' } ");
  }
  for (int i = 0; i < 100; ++i) {
    AddHold(absl::StrCat("e", i), hall_, kStart, kEnd, description);
    absl::StrAppend(&halves[i / 50], "names: 'events/e", i, "' ");
  }
  for (const std::string& half : halves) {
    auto answer = Publish(half);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->events_size(), 50);
    EXPECT_FALSE(answer->events_omitted());
    EXPECT_FALSE(answer->events(0).title().empty());
  }
  auto answer = Publish(halves[0] + halves[1]);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_LE(answer->ByteSizeLong(), 2u << 20);
  EXPECT_TRUE(answer->events_omitted());
  ASSERT_EQ(answer->events_size(), 100);
  EXPECT_EQ(answer->events(99).name(), "events/e99");
  EXPECT_FALSE(answer->events(99).etag().empty());
  EXPECT_TRUE(answer->events(0).title().empty());
}

TEST_F(PublishTest, ABatchPublishesWhatItCreates) {
  auto written = Run(BatchWriteEvents,
                     absl::StrCat("writes { create { confirm: true event_id: 'a' event { owner: "
                                  "'organizations/owner' title { key: 'en' value: 'Talk' } "
                                  "activity { form: ACTIVITY_FORM_TALK } bookings { space: '",
                                  hall_, "' } ", Timed(kStart, kEnd),
                                  " } } } writes { publish { names: 'events/a' } }")
                         .c_str());
  ASSERT_TRUE(written.ok()) << written.status();
  ASSERT_EQ(written->events_size(), 2);
  EXPECT_TRUE(written->events(0).has_publish_time());
  EXPECT_TRUE(Appears("events/a"));
  auto back = Run(BatchWriteEvents, "writes { unpublish { names: 'events/a' } }");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_FALSE(IsPublished("events/a"));
}

TEST_F(PublishTest, AWriteOfABatchIsAboutOneEvent) {
  for (const char* write :
       {"publish {}", "publish { programme: 'events/a' }", "unpublish { programme: 'events/a' }",
        "publish { names: 'events/a' names: 'events/b' }",
        "publish { names: 'events/a' request_id: 'a-request' }"}) {
    auto refused = Run(BatchWriteEvents, absl::StrCat("writes { ", write, " }").c_str());
    EXPECT_TRUE(absl::IsInvalidArgument(refused.status())) << write << refused.status();
  }
}

TEST_F(PublishTest, ThePublicSeesAReferenceAsSoonAsItSeesWhatItIsTo) {
  AddDays("days");
  AddConfirmed("a", hall_, kStart, kEnd, "programme: 'events/days'");
  ASSERT_TRUE(Publish("names: 'events/a'").ok());
  EXPECT_THAT(References("events/a"), IsEmpty());
  ASSERT_TRUE(Publish("names: 'events/days'").ok());
  EXPECT_THAT(References("events/a"), IsEmpty()) << "they are tentative";
  const int64_t before = Revision();
  ASSERT_TRUE(Confirm("events/days").ok());
  EXPECT_EQ(Revision(), before + 1);
  EXPECT_THAT(References("events/a"), ElementsAre("events/days"));
  ASSERT_TRUE(Unpublish("names: 'events/days'").ok());
  EXPECT_THAT(References("events/a"), IsEmpty());
  EXPECT_TRUE(Appears("events/a"));
}

TEST_F(PublishTest, AReferenceIsNotSeenOfWhatBecomesPrivateOrIsNoLongerReferredTo) {
  AddConfirmed("host", hall_, "2025-10-10 10:00", "2025-10-10 22:00");
  AddConfirmed("a", hall_, kStart, kEnd, "host: 'events/host'");
  AddConfirmed("free", gallery_, kStart, kEnd);
  ASSERT_TRUE(Publish("names: 'events/a' names: 'events/host' names: 'events/free'").ok());
  EXPECT_THAT(References("events/a"), ElementsAre("events/host"));
  EXPECT_THAT(References("events/host"), IsEmpty());
  ASSERT_TRUE(Update("events/host", {"visibility"}, "visibility: VISIBILITY_PRIVATE").ok());
  EXPECT_THAT(References("events/a"), IsEmpty());
  AddDays("days");
  ASSERT_TRUE(Confirm("events/days").ok());
  ASSERT_TRUE(Publish("names: 'events/days'").ok());
  ASSERT_TRUE(Update("events/free", {"programme"}, "programme: 'events/days'").ok());
  EXPECT_THAT(References("events/free"), ElementsAre("events/days"));
  ASSERT_TRUE(Update("events/free", {"programme"}, "").ok());
  EXPECT_THAT(References("events/free"), IsEmpty());
}

TEST_F(PublishTest, CultureDaysThatAnswerEachOtherAreSeenToOnBothSides) {
  AddDays("there", "guest_country: 'AZ' host_country: 'KZ' ");
  AddDays("here", "guest_country: 'KZ' host_country: 'AZ' reciprocal: 'events/there' ", "Baku");
  ASSERT_TRUE(Confirm("events/there").ok());
  auto here = Confirm("events/here");
  ASSERT_TRUE(here.ok()) << here.status();
  ASSERT_TRUE(Publish("names: 'events/there'").ok());
  EXPECT_THAT(References("events/there"), IsEmpty());
  ASSERT_TRUE(Publish("names: 'events/here'").ok());
  EXPECT_THAT(References("events/there"), ElementsAre("events/here"));
  EXPECT_THAT(References("events/here"), ElementsAre("events/there"));
  ASSERT_TRUE(Cancel("events/here").ok());
  EXPECT_THAT(References("events/there"), IsEmpty()) << "the link ends";
  EXPECT_THAT(References("events/here"), IsEmpty());
}

TEST_F(PublishTest, UnpublishedEventsAreNotTouchedByWhatTheyReferTo) {
  AddDays("days");
  AddConfirmed("a", hall_, kStart, kEnd, "programme: 'events/days'");
  ASSERT_TRUE(Confirm("events/days").ok());
  const std::string etag = Get("events/a").etag();
  ASSERT_TRUE(Publish("names: 'events/days'").ok());
  ASSERT_TRUE(Unpublish("names: 'events/days'").ok());
  EXPECT_EQ(Get("events/a").etag(), etag);
}

}  // namespace
}  // namespace taqvim::schedule
