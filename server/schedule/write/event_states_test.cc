// What can be done with an event, and when.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;

using EventStatesTest = EventsTest;

TEST_F(EventStatesTest, ATentativeEventBlocksNobodyUntilItIsConfirmed) {
  AddHold("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("b", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  ASSERT_TRUE(Confirm("events/a").ok());
  EXPECT_EQ(ReasonOf(Confirm("events/b").status()), v1::ERROR_REASON_SCHEDULE_CONFLICT);
  ASSERT_TRUE(Cancel("events/a").ok());
  EXPECT_TRUE(Confirm("events/b").ok());
}

TEST_F(EventStatesTest, ANewEventMayBeConfirmedInTheSameWrite) {
  const auto create = [this](const std::string& id) {
    return Run(
        CreateEvent,
        absl::StrCat("confirm: true event_id: '", id,
                     "' event { title { key: 'en' value: 'Talk' } owner: 'organizations/owner' "
                     "activity { form: ACTIVITY_FORM_TALK } bookings { space: '",
                     hall_, "' } ", Timed("2025-10-10 18:00", "2025-10-10 20:00"), " }")
            .c_str());
  };
  const int64_t before = Revision();
  auto made = create("a");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(Revision(), before + 1);
  EXPECT_EQ(made->event().state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_TRUE(made->event().has_confirm_time());
  EXPECT_FALSE(made->event().has_expire_time());
  EXPECT_EQ(made->event().holds_size(), 0);
  EXPECT_EQ(made->event().sequence(), 0);
  EXPECT_THAT(Lines(create("b").status()), ElementsAre("0 events/b RESOURCE_BUSY events/a"));
}

TEST_F(EventStatesTest, OnlyATentativeEventCanBeConfirmed) {
  AddConfirmed("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_EQ(ReasonOf(Confirm("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  ASSERT_TRUE(Cancel("events/a").ok());
  EXPECT_EQ(ReasonOf(Confirm("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(EventStatesTest, ACancelledEventStaysAsItIs) {
  AddConfirmed("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  ASSERT_TRUE(Cancel("events/a").ok());
  EXPECT_EQ(ReasonOf(Cancel("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  auto changed = Update("events/a", {"title"}, "title { key: 'en' value: 'Again' }");
  EXPECT_EQ(ReasonOf(changed.status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(EventStatesTest, OnlyWhatWasNeverConfirmedCanBeDeleted) {
  AddConfirmed("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_EQ(ReasonOf(Delete("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  ASSERT_TRUE(Cancel("events/a").ok());
  EXPECT_EQ(ReasonOf(Delete("events/a").status()), v1::ERROR_REASON_ILLEGAL_STATE);
  AddHold("b", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_TRUE(Delete("events/b").ok());
  EXPECT_TRUE(absl::IsNotFound(Confirm("events/b").status()));
}

TEST_F(EventStatesTest, WhatOthersReferToCannotBeDeleted) {
  AddHold("day", hall_, "2025-10-10 10:00", "2025-10-10 20:00");
  AddHold("song", hall_, "2025-10-10 11:00", "2025-10-10 12:00", "host: 'events/day'");
  EXPECT_EQ(ReasonOf(Delete("events/day").status()), v1::ERROR_REASON_RESOURCE_IN_USE);
  ASSERT_TRUE(Delete("events/song").ok());
  EXPECT_TRUE(Delete("events/day").ok());
}

TEST_F(EventStatesTest, CultureDaysThatWereAnsweredAreFreedOfWhatIsDeleted) {
  const auto days = [](const std::string& guest, const std::string& host, const std::string& rest) {
    return absl::StrCat("culture_days { guest_country: '", guest, "' host_country: '", host,
                        "' stops { city: 'Astana' first_day { year: 2025 month: 10 day: 8 } "
                        "last_day { year: 2025 month: 10 day: 12 } } ",
                        rest, "}");
  };
  ASSERT_TRUE(Create("there", days("AZ", "KZ", "")).ok());
  ASSERT_TRUE(Create("back", days("KZ", "AZ", "reciprocal: 'events/there' ")).ok());
  ASSERT_EQ(Get("events/there").culture_days().reciprocal(), "events/back");
  auto deleted = Delete("events/back");
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(Get("events/there").culture_days().reciprocal(), "");
}

TEST_F(EventStatesTest, AStaleEtagIsAbortedAndNothingIsWritten) {
  AddHold("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  v1::ConfirmEventRequest confirm;
  confirm.set_name("events/a");
  confirm.set_etag(Get("events/a").etag());
  schedule_.now += absl::Seconds(1);
  ASSERT_TRUE(Update("events/a", {"title"}, "title { key: 'en' value: 'Other' }").ok());
  const int64_t before = Revision();
  auto stale = Run(ConfirmEvent, confirm);
  EXPECT_TRUE(absl::IsAborted(stale.status())) << stale.status();
  EXPECT_EQ(ReasonOf(stale.status()), v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(Revision(), before);
  EXPECT_EQ(Get("events/a").state(), v1::EVENT_STATE_TENTATIVE);
}

}  // namespace
}  // namespace taqvim::schedule
