// What can be done with an event, and when.
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using EventStatesTest = EventsTest;

TEST_F(EventStatesTest, ATentativeEventBlocksNobodyUntilItIsConfirmed) {
  AddHold("a", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("b", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  ASSERT_TRUE(Confirm("events/a").ok());
  EXPECT_EQ(ReasonOf(Confirm("events/b").status()), v1::ERROR_REASON_SCHEDULE_CONFLICT);
  ASSERT_TRUE(Cancel("events/a").ok());
  EXPECT_TRUE(Confirm("events/b").ok());
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
