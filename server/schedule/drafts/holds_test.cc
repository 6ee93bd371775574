// Holds: how long they last, who ranks before whom, and what that means for
// those who want to confirm.
#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kConcert[] = "activity { form: ACTIVITY_FORM_CONCERT }";
constexpr auto kAhead = v1::CONFLICT_RULE_HOLD_AHEAD;

class HoldsTest : public EventsTest {
 protected:
  // A hold of the hall on 10 October, a minute after what was before.
  void Hold(const std::string& id, const std::string& start = "18:00",
            const std::string& end = "20:00", const std::string& more = "") {
    schedule_.now += absl::Minutes(1);
    AddHold(id, hall_, "2025-10-10 " + start, "2025-10-10 " + end, more);
  }

  int RankOf(const std::string& name) {
    const v1::Event event = Get(name);
    EXPECT_EQ(event.hold_rank(), event.holds_size() ? event.holds(0).rank() : 0);
    return event.hold_rank();
  }

  absl::StatusOr<v1::PrioritizeHoldResponse> Prioritize(const std::string& name, int order,
                                                        const std::string& booking = "") {
    v1::PrioritizeHoldRequest request;
    request.set_name(name);
    request.set_order(order);
    request.set_booking(booking);
    return Run(PrioritizeHold, request);
  }

  absl::StatusOr<v1::ConfirmEventResponse> ConfirmAnyway(const std::string& name) {
    v1::ConfirmEventRequest request;
    request.set_name(name);
    request.add_overrides(kAhead);
    return Run(ConfirmEvent, request);
  }

  absl::StatusOr<v1::UpdateEventResponse> MoveTo(const std::string& name, const std::string& start,
                                                 const std::string& end) {
    schedule_.now += absl::Minutes(1);
    return Update(name, {"period"}, Timed("2025-10-10 " + start, "2025-10-10 " + end), {kAhead});
  }

  std::string InSeconds(int64_t seconds) {
    return absl::StrCat("expire_time { seconds: ", absl::ToUnixSeconds(schedule_.now) + seconds,
                        " }");
  }
};

TEST_F(HoldsTest, LastTwoWeeksUnlessSaidOtherwise) {
  Hold("a");
  EXPECT_EQ(Get("events/a").expire_time().seconds(),
            absl::ToUnixSeconds(schedule_.now + absl::Hours(14 * 24)));
  Hold("b", "18:00", "20:00", InSeconds(3600));
  EXPECT_EQ(Get("events/b").expire_time().seconds(), absl::ToUnixSeconds(schedule_.now) + 3540);
}

TEST_F(HoldsTest, CannotLapseInThePastOrFurtherAheadThanTwoYears) {
  const std::string fields = absl::StrCat(kConcert, Timed("2025-10-10 18:00", "2025-10-10 20:00"),
                                          " time_zone: 'Asia/Almaty' ");
  for (int64_t seconds : {int64_t{0}, int64_t{-1}, int64_t{731 * 86400 + 1}}) {
    auto created = Create("a", fields + InSeconds(seconds));
    EXPECT_EQ(ReasonOf(created.status()), v1::ERROR_REASON_INVALID_FIELD) << seconds;
  }
  EXPECT_TRUE(Create("a", fields + InSeconds(731 * 86400)).ok());
}

TEST_F(HoldsTest, CanBePutOffWhileTentativeAndNoLongerOnceConfirmed) {
  Hold("a");
  ASSERT_TRUE(Update("events/a", {"expire_time"}, InSeconds(60)).ok());
  EXPECT_EQ(Get("events/a").expire_time().seconds(), absl::ToUnixSeconds(schedule_.now) + 60);
  ASSERT_TRUE(Confirm("events/a").ok());
  EXPECT_FALSE(Get("events/a").has_expire_time());
  EXPECT_THAT(Get("events/a").holds(), IsEmpty());
  auto late = Update("events/a", {"expire_time"}, InSeconds(60));
  EXPECT_EQ(ReasonOf(late.status()), v1::ERROR_REASON_INVALID_FIELD);
}

TEST_F(HoldsTest, LapseOnAWholeSecondHoweverOftenItIsSaid) {
  std::string expire = InSeconds(3600);
  expire.insert(expire.rfind(" }"), " nanos: 250000000");
  Hold("a", "18:00", "20:00", expire);
  const std::string etag = Get("events/a").etag();
  ASSERT_TRUE(Update("events/a", {"expire_time"}, expire).ok());
  EXPECT_EQ(Get("events/a").expire_time().nanos(), 0);
  EXPECT_EQ(Get("events/a").etag(), etag);
}

TEST_F(HoldsTest, OfWhatNeverEndsLapseToo) {
  auto created = Create("display", absl::StrCat("exhibition {} ", Dated("2025-10-10", ""),
                                                " bookings { space: '", hall_, "' }"));
  ASSERT_TRUE(created.ok()) << created.status();
  const int64_t two_weeks = absl::ToUnixSeconds(schedule_.now + absl::Hours(14 * 24));
  EXPECT_EQ(created->event().expire_time().seconds(), two_weeks);
  auto cleared = Update("events/display", {"expire_time"}, "");
  ASSERT_TRUE(cleared.ok()) << cleared.status();
  EXPECT_EQ(cleared->event().expire_time().seconds(), two_weeks);
}

TEST_F(HoldsTest, RankByArrivalAndEveryAnswerSaysHow) {
  Hold("a");
  Hold("b");
  auto third = Create("c", absl::StrCat(kConcert, Timed("2025-10-10 19:00", "2025-10-10 21:00"),
                                        " bookings { space: '", hall_, "' }"));
  ASSERT_TRUE(third.ok()) << third.status();
  EXPECT_EQ(third->event().hold_rank(), 3);
  EXPECT_EQ(third->event().holds(0).rank(), 3);
  EXPECT_THAT(Lines(third->advisories()), ElementsAre("0 events/c HELD events/a, advisory",
                                                      "0 events/c HELD events/b, advisory"));
  EXPECT_EQ(third->advisories(0).hold_rank(), 3);
  EXPECT_EQ(RankOf("events/a"), 1);
  EXPECT_EQ(RankOf("events/b"), 2);
  auto listed = schedule_.Run(ListEvents, v1::ListEventsRequest());
  ASSERT_TRUE(listed.ok()) << listed.status();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(listed->events(i).hold_rank(), i + 1);
}

TEST_F(HoldsTest, ThatDoNotMeetRankFirstEach) {
  Hold("a", "18:00", "19:00");
  Hold("b", "19:00", "20:00");
  Hold("c", "18:30", "19:30");
  EXPECT_EQ(RankOf("events/a"), 1);
  EXPECT_EQ(RankOf("events/b"), 1);
  EXPECT_EQ(RankOf("events/c"), 3);
}

TEST_F(HoldsTest, OfOneEventCountOnceAndAnEventIsAsItsWorst) {
  ASSERT_TRUE(Create("a", absl::StrCat(kConcert, Timed("2025-10-10 18:00", "2025-10-10 20:00"),
                                       " bookings { space: '", hall_, "' } bookings { space: '",
                                       hall_, "' }"))
                  .ok());
  schedule_.now += absl::Minutes(1);
  auto second = Create(
      "b", absl::StrCat(kConcert, Timed("2025-10-10 18:00", "2025-10-10 20:00"),
                        " bookings { space: '", gallery_, "' } bookings { space: '", hall_, "' }"));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->event().holds(0).rank(), 1);
  EXPECT_EQ(second->event().holds(1).rank(), 2);
  EXPECT_EQ(second->event().hold_rank(), 2);
}

TEST_F(HoldsTest, AreReorderedByTheManager) {
  Hold("a");
  Hold("b");
  Hold("c");
  auto first = Prioritize("events/c", -1);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->event().hold_rank(), 1);
  EXPECT_EQ(RankOf("events/a"), 2);
  EXPECT_EQ(RankOf("events/b"), 3);
  ASSERT_TRUE(Prioritize("events/a", 5, Get("events/a").bookings(0).id()).ok());
  EXPECT_EQ(RankOf("events/a"), 3);
  EXPECT_EQ(ReasonOf(Prioritize("events/a", 1, "nothing").status()),
            v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_EQ(ReasonOf(Prioritize("events/a", 1'000'001).status()), v1::ERROR_REASON_INVALID_FIELD);
  ASSERT_TRUE(Confirm("events/c").ok());
  EXPECT_EQ(ReasonOf(Prioritize("events/c", 1).status()), v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(HoldsTest, ArriveAnewWhenMovedOrWidenedAndNotWhenNarrowed) {
  Hold("a");
  Hold("b");
  ASSERT_TRUE(MoveTo("events/a", "18:30", "20:00").ok());
  EXPECT_EQ(RankOf("events/a"), 1);
  ASSERT_TRUE(MoveTo("events/a", "18:30", "20:30").ok());
  EXPECT_EQ(RankOf("events/a"), 2);
  EXPECT_EQ(RankOf("events/b"), 1);
  ASSERT_TRUE(Update("events/b", {"bookings"}, "bookings { space: '" + gallery_ + "' }").ok());
  ASSERT_TRUE(Update("events/b", {"bookings"}, "bookings { space: '" + hall_ + "' }").ok());
  EXPECT_EQ(RankOf("events/b"), 2);
}

TEST_F(HoldsTest, LoseTheirOrderWhenTheyArriveAnew) {
  Hold("a");
  Hold("b");
  ASSERT_TRUE(Prioritize("events/b", -1).ok());
  ASSERT_TRUE(MoveTo("events/b", "19:00", "20:00").ok());
  EXPECT_EQ(RankOf("events/b"), 1);
  ASSERT_TRUE(MoveTo("events/b", "19:00", "21:00").ok());
  EXPECT_EQ(RankOf("events/b"), 2);
}

TEST_F(HoldsTest, AheadAreInTheWayOfAConfirmationUnlessOverridden) {
  Hold("a");
  Hold("b");
  auto refused = Confirm("events/b");
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_SCHEDULE_CONFLICT);
  EXPECT_THAT(Lines(refused.status()), ElementsAre("0 events/b HOLD_AHEAD events/a"));
  auto confirmed = ConfirmAnyway("events/b");
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  ASSERT_EQ(confirmed->event().waivers_size(), 1);
  EXPECT_EQ(confirmed->event().waivers(0).rule(), kAhead);
  EXPECT_TRUE(Get("events/a").holds(0).blocked());
  EXPECT_EQ(RankOf("events/a"), 1);
  ASSERT_TRUE(Cancel("events/b").ok());
  EXPECT_FALSE(Get("events/a").holds(0).blocked());
}

TEST_F(HoldsTest, ThatRankFirstAreConfirmedAndTheOthersStayBlocked) {
  Hold("a");
  Hold("b");
  ASSERT_TRUE(Confirm("events/a").ok());
  EXPECT_TRUE(Get("events/b").holds(0).blocked());
  EXPECT_THAT(Lines(Confirm("events/b").status()),
              ElementsAre("0 events/b RESOURCE_BUSY events/a"));
}

TEST_F(HoldsTest, AreInTheWayOfWhatIsConfirmedWithoutOne) {
  Hold("a");
  v1::BatchWriteEventsRequest batch;
  v1::CreateEventRequest& create = *batch.add_writes()->mutable_create();
  create.set_event_id("b");
  *create.mutable_event() = FromText<v1::Event>(absl::StrCat(
      "title { key: 'en' value: 'B' } owner: 'organizations/owner' ", kConcert,
      Timed("2025-10-10 18:00", "2025-10-10 20:00"), "bookings { space: '", hall_, "' }"));
  batch.add_writes()->mutable_confirm()->set_name("events/b");
  EXPECT_THAT(Lines(Run(BatchWriteEvents, batch).status()),
              ElementsAre("0 events/b HOLD_AHEAD events/a"));
}

TEST_F(HoldsTest, AreInTheWayOfAConfirmedEventThatMovesOverThemButNotWhereItWas) {
  AddConfirmed("b", hall_, "2025-10-10 15:00", "2025-10-10 17:00");
  Hold("a", "17:00", "20:00");
  auto widened = Update("events/b", {"period"}, Timed("2025-10-10 15:00", "2025-10-10 18:00"));
  EXPECT_THAT(Lines(widened.status()), ElementsAre("0 events/b HOLD_AHEAD events/a"));
  ASSERT_TRUE(MoveTo("events/b", "15:00", "18:00").ok());
  auto narrowed = Update("events/b", {"period"}, Timed("2025-10-10 16:00", "2025-10-10 18:00"));
  EXPECT_TRUE(narrowed.ok()) << narrowed.status();
}

TEST_F(HoldsTest, MovedAndConfirmedInOneBatchHaveNoPlaceWhereTheyGo) {
  Hold("b", "15:00", "17:00");
  Hold("a", "18:00", "20:00");
  v1::BatchWriteEventsRequest batch;
  v1::UpdateEventRequest& update = *batch.add_writes()->mutable_update();
  *update.mutable_event() = Get("events/b");
  *update.mutable_event()->mutable_period() =
      FromText<v1::Event>(Timed("2025-10-10 16:00", "2025-10-10 19:00")).period();
  update.mutable_update_mask()->add_paths("period");
  batch.add_writes()->mutable_confirm()->set_name("events/b");
  EXPECT_THAT(Lines(Run(BatchWriteEvents, batch).status()),
              ElementsAre("0 events/b HOLD_AHEAD events/a"));
}

TEST_F(HoldsTest, InsideAHostRankAmongThemselves) {
  AddConfirmed("day", hall_, "2025-10-10 10:00", "2025-10-10 22:00");
  Hold("a", "18:00", "20:00", "host: 'events/day'");
  Hold("b", "18:00", "20:00", "host: 'events/day'");
  EXPECT_EQ(RankOf("events/a"), 1);
  EXPECT_EQ(RankOf("events/b"), 2);
  EXPECT_FALSE(Get("events/b").holds(0).blocked());
  EXPECT_THAT(Lines(Confirm("events/b").status()), ElementsAre("0 events/b HOLD_AHEAD events/a"));
}

TEST_F(HoldsTest, AreSaidByADryRunAsByTheRealCall) {
  Hold("a");
  schedule_.now += absl::Minutes(1);
  v1::CreateEventRequest request;
  request.set_event_id("b");
  *request.mutable_event() = FromText<v1::Event>(absl::StrCat(
      "title { key: 'en' value: 'B' } owner: 'organizations/owner' ", kConcert,
      Timed("2025-10-10 18:00", "2025-10-10 20:00"), "bookings { space: '", hall_, "' }"));
  auto dry = schedule_.DryRun(CreateEvent, request);
  auto real = Run(CreateEvent, request);
  ASSERT_TRUE(dry.ok() && real.ok());
  EXPECT_EQ(dry->event().hold_rank(), 2);
  // A uid is given by the real call alone, and the etag is of it, too.
  for (auto* answer : {&*dry, &*real}) {
    answer->mutable_event()->clear_uid();
    answer->mutable_event()->clear_etag();
  }
  EXPECT_EQ(dry->ShortDebugString(), real->ShortDebugString());
}

TEST_F(HoldsTest, StandApartFromWhatIsStored) {
  Hold("a");
  Hold("b");
  const v1::Event before = Get("events/b");
  ASSERT_TRUE(Cancel("events/a").ok());
  const v1::Event after = Get("events/b");
  EXPECT_EQ(before.hold_rank(), 2);
  EXPECT_EQ(after.hold_rank(), 1);
  EXPECT_EQ(before.etag(), after.etag());
}

}  // namespace
}  // namespace taqvim::schedule
