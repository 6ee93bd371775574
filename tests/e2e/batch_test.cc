// A batch happens as a whole or not at all, and its refusal says everything.
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using testing::IsRefusal;

constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;
constexpr int kEvents = 20;

v1::Event Talk(int day, const std::string& space = testing::Space("hall")) {
  const std::string date = absl::StrFormat("2036-04-%02d", day);
  return testing::Concert(absl::StrCat("Talk of day ", day), space, date + " 18:00",
                          date + " 19:00");
}

class Batch : public ::testing::Test {
 protected:
  Batch() { testing::EnterLibrary(server_.client(), {"hall", "gallery"}); }

  // One talk on each of the first twenty days of the month.
  static v1::BatchWriteEventsRequest TwentyTalks() {
    v1::BatchWriteEventsRequest batch;
    for (int day = 1; day <= kEvents; ++day) {
      testing::AddBooked(batch, absl::StrCat("talk-", day), Talk(day));
    }
    return batch;
  }

  absl::StatusOr<v1::BatchWriteEventsResponse> Send(const v1::BatchWriteEventsRequest& batch) {
    return server_.client().Call<v1::BatchWriteEventsResponse>(batch);
  }

  testing::Taqvimd server_;
};

TEST_F(Batch, OfTwentyEventsIsOneRevision) {
  const auto response = Send(TwentyTalks());
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->events_size(), 2 * kEvents);
  for (const v1::Event& event : response->events()) {
    EXPECT_EQ(event.state(), v1::EVENT_STATE_CONFIRMED) << event.name();
  }
  EXPECT_EQ(testing::ListAll(server_.client()).size(), kEvents);
}

TEST_F(Batch, WithOneBadEventOfTwentyWritesNothingAndSaysWhatIsInItsWay) {
  ASSERT_TRUE(testing::Book(server_.client(), "rehearsal", Talk(13)).ok());
  const std::string before = testing::Everything(server_.client());
  const auto response = Send(TwentyTalks());
  EXPECT_THAT(response.status(), IsRefusal(kRefused, "SCHEDULE_CONFLICT"));
  const v1::ConflictReport report = testing::ConflictsOf(response.status());
  ASSERT_EQ(report.total(), 1) << report.ShortDebugString();
  EXPECT_EQ(report.conflicts(0).item(), 24);  // where the talk of day 13 is created
  EXPECT_EQ(report.conflicts(0).event(), "events/talk-13");
  EXPECT_EQ(report.conflicts(0).counterpart(), "events/rehearsal");
  EXPECT_EQ(testing::Everything(server_.client()), before);
}

TEST_F(Batch, ReportsTheConflictsOfEveryBadItem) {
  for (int day : {2, 11, 20}) {
    ASSERT_TRUE(testing::Book(server_.client(), absl::StrCat("rehearsal-", day), Talk(day)).ok());
  }
  const auto response = Send(TwentyTalks());
  EXPECT_THAT(response.status(), IsRefusal(kRefused, "SCHEDULE_CONFLICT"));
  const v1::ConflictReport report = testing::ConflictsOf(response.status());
  std::set<std::string> events, counterparts;
  for (const v1::Conflict& conflict : report.conflicts()) {
    events.insert(conflict.event());
    counterparts.insert(conflict.counterpart());
  }
  EXPECT_EQ(report.total(), 3);
  EXPECT_EQ(events, (std::set<std::string>{"events/talk-2", "events/talk-11", "events/talk-20"}));
  EXPECT_EQ(counterparts, (std::set<std::string>{"events/rehearsal-2", "events/rehearsal-11",
                                                 "events/rehearsal-20"}));
  EXPECT_EQ(testing::ListAll(server_.client()).size(), 3);
}

TEST_F(Batch, WhoseReportIsCutHasAllOfItFromCheckEvents) {
  ASSERT_TRUE(Send(TwentyTalks()).ok());
  v1::BatchWriteEventsRequest again;
  for (int day = 1; day <= kEvents; ++day) {
    testing::AddBooked(again, absl::StrCat("other-talk-", day), Talk(day));
  }
  const absl::Status refused = Send(again).status();
  EXPECT_THAT(refused, IsRefusal(kRefused, "SCHEDULE_CONFLICT"));
  EXPECT_EQ(testing::ConflictsOf(refused).total(), kEvents);
  EXPECT_LT(testing::ConflictsOf(refused).conflicts_size(), kEvents);

  v1::CheckEventsRequest check;
  *check.mutable_writes() = again.writes();
  check.set_page_size(7);
  std::set<std::string> found;
  do {
    const auto page = server_.client().Call<v1::CheckEventsResponse>(check);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_TRUE(page->blocked());
    EXPECT_EQ(page->total_size(), kEvents);
    for (const v1::Conflict& conflict : page->conflicts()) found.insert(conflict.counterpart());
    check.set_page_token(page->next_page_token());
  } while (!check.page_token().empty());
  EXPECT_EQ(found.size(), kEvents);
  EXPECT_EQ(testing::ListAll(server_.client()).size(), kEvents);
}

TEST_F(Batch, ReportsAConflictBetweenTwoOfItsItemsOnBoth) {
  v1::BatchWriteEventsRequest batch;
  testing::AddBooked(batch, "talk", Talk(1));
  testing::AddBooked(batch, "lecture", Talk(1));
  const v1::ConflictReport report = testing::ConflictsOf(Send(batch).status());
  ASSERT_EQ(report.total(), 2) << report.ShortDebugString();
  EXPECT_EQ(report.conflicts(0).item(), 0);
  EXPECT_EQ(report.conflicts(0).counterpart(), "events/lecture");
  EXPECT_EQ(report.conflicts(1).item(), 2);
  EXPECT_EQ(report.conflicts(1).counterpart(), "events/talk");
  EXPECT_EQ(testing::ListAll(server_.client()).size(), 0);
}

TEST_F(Batch, ReportsMalformedItemsBeforeConflictsAreLookedFor) {
  ASSERT_TRUE(testing::Book(server_.client(), "rehearsal", Talk(13)).ok());
  auto batch = TwentyTalks();
  batch.mutable_writes(6)->mutable_create()->mutable_event()->mutable_title()->clear();
  EXPECT_THAT(Send(batch).status(),
              testing::IsBadField("INVALID_FIELD", "writes[6].create.event.title"));
  EXPECT_EQ(testing::ListAll(server_.client()).size(), 1);
}

TEST_F(Batch, SwapsTheSpacesOfTwoConfirmedEvents) {
  const auto a = testing::Book(server_.client(), "a", Talk(1, testing::Space("hall")));
  const auto b = testing::Book(server_.client(), "b", Talk(1, testing::Space("gallery")));
  ASSERT_TRUE(a.ok() && b.ok());
  v1::BatchWriteEventsRequest swap;
  for (const auto* event : {&*a, &*b}) {
    v1::UpdateEventRequest& update = *swap.add_writes()->mutable_update();
    *update.mutable_event() = *event;
    update.mutable_event()->mutable_bookings(0)->set_space(
        testing::Space(event == &*a ? "gallery" : "hall"));
    update.mutable_update_mask()->add_paths("bookings");
  }
  v1::BatchWriteEventsRequest half;
  *half.add_writes() = swap.writes(0);
  EXPECT_THAT(Send(half).status(), IsRefusal(kRefused, "SCHEDULE_CONFLICT"));
  const auto swapped = Send(swap);
  ASSERT_TRUE(swapped.ok()) << swapped.status();
  EXPECT_EQ(testing::Get(server_.client(), "events/a")->bookings(0).space(),
            testing::Space("gallery"));
  EXPECT_EQ(testing::Get(server_.client(), "events/b")->bookings(0).space(),
            testing::Space("hall"));
}

}  // namespace
}  // namespace taqvim::e2e
