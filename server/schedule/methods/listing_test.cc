#include <functional>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/base/error_details.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/testing/counting_snapshot.h"
#include "server/schedule/testing/schedule_fixture.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;

class ListEventsTest : public ScheduleTest {
 protected:
  ListEventsTest() : hall_(AddSpace(AddVenue("library"), "hall")) {}

  // The names of all events that match, over all pages.
  std::vector<std::string> Names(v1::ListEventsRequest request) {
    std::vector<std::string> names;
    do {
      auto page = Run(ListEvents, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::Event& event : page->events()) names.push_back(event.name());
      request.set_page_token(page->next_page_token());
      ++pages_;
    } while (!request.page_token().empty());
    return names;
  }

  const std::string hall_;
  int pages_ = 0;
};

TEST_F(ListEventsTest, OfAnEmptyScheduleIsEmpty) {
  auto page = Run(ListEvents, "");
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->events_size(), 0);
  EXPECT_EQ(page->next_page_token(), "");
}

TEST_F(ListEventsTest, AnswersWhatGetAnswers) {
  AddHold("talk", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  auto page = Run(ListEvents, "");
  auto event = Run(GetEvent, "name: 'events/talk'");
  ASSERT_TRUE(page.ok() && event.ok());
  ASSERT_EQ(page->events_size(), 1);
  EXPECT_EQ(page->events(0).SerializeAsString(), event->event().SerializeAsString());
  EXPECT_EQ(Run(GetEvent, "name: 'events/none'").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ListEventsTest, SeveralAreShownInTheOrderOfTheirNames) {
  for (const char* id : {"one", "two", "three"}) {
    AddHold(id, hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  }
  auto shown = Run(BatchGetEvents, "names: 'events/three' names: 'events/one'");
  ASSERT_TRUE(shown.ok()) << shown.status();
  ASSERT_EQ(shown->events_size(), 2);
  EXPECT_EQ(shown->events(0).hold_rank(), 3);
  EXPECT_EQ(shown->events(0).SerializeAsString(),
            Run(GetEvent, "name: 'events/three'")->event().SerializeAsString());
  EXPECT_EQ(shown->events(1).name(), "events/one");
  EXPECT_EQ(shown->remaining_names_size(), 0);
  EXPECT_EQ(Run(BatchGetEvents, "names: 'events/one' names: 'events/none'").status().code(),
            absl::StatusCode::kNotFound);
  for (const char* wrong : {"", "names: 'events/one' names: 'events/one'", "names: 'venues/one'"}) {
    EXPECT_EQ(Run(BatchGetEvents, wrong).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST_F(ListEventsTest, PagesOverMatchesInOrderOfCreation) {
  for (int i = 0; i < 6; ++i) {
    const std::string id = absl::StrCat("talk-", i);
    const std::string day = absl::StrCat("2025-10-1", i);
    if (i % 2 == 0) {
      AddConfirmed(id, hall_, day + " 18:00", day + " 20:00");
    } else {
      AddHold(id, hall_, day + " 18:00", day + " 20:00");
    }
  }
  auto request =
      FromText<v1::ListEventsRequest>("filter { states: EVENT_STATE_CONFIRMED } page_size: 1");
  EXPECT_THAT(Names(request), ElementsAre("events/talk-0", "events/talk-2", "events/talk-4"));
  EXPECT_LE(pages_, 4);
}

// Puts events into the store as they are, beside what the operations would do.
class ManyEventsTest : public ListEventsTest {
 protected:
  void Put(int count, std::function<void(int, v1::Event&)> fill) {
    constexpr int kAtOnce = 50;
    for (int begin = 0; begin < count; begin += kAtOnce) {
      auto outcome = schedule_.RunTransaction(
          [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
            storage::Mutation mutation;
            for (int i = begin; i < begin + kAtOnce; ++i) {
              v1::Event event;
              event.set_name(absl::StrCat("events/e", i));
              fill(i, event);
              mutation.puts.push_back({.id = transaction.NewId(),
                                       .kind = storage::Kind::kEvent,
                                       .name = event.name(),
                                       .body = event.SerializeAsString(),
                                       .facets = FacetsOf(event)});
            }
            if (auto s = transaction.Apply(std::move(mutation)); !s.ok()) return s;
            return "";
          });
      ASSERT_TRUE(outcome.status.ok()) << outcome.status;
    }
  }

  // The sizes of all pages; how many rows were looked at in all.
  std::pair<std::vector<int>, int> Pages(v1::ListEventsRequest request) {
    std::vector<int> sizes;
    int looked_at = 0;
    do {
      v1::ListEventsResponse page;
      auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
        CountingSnapshot counting(snapshot);
        auto answer = ListEvents(counting, Caller{"tester", access::Rights::All()}, request);
        looked_at += counting.found_read();
        RETURN_IF_ERROR(answer.status());
        page = *std::move(answer);
        return absl::OkStatus();
      });
      EXPECT_TRUE(status.ok()) << status;
      if (!status.ok()) break;
      sizes.push_back(page.events_size());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return {sizes, looked_at};
  }
};

// A commemoration of every year since 1992, on some day of the year.
void FillYearly(int i, v1::Event& event) {
  event.set_state(v1::EVENT_STATE_TENTATIVE);
  event.mutable_commemoration()->add_honourees("Somebody");
  const absl::CivilDay day = absl::CivilDay(1992, 1, 1) + i % 366;
  v1::DatedPeriod& dated = *event.mutable_period()->mutable_dated();
  *dated.mutable_first_day() = *dated.mutable_last_day() = ToDate(day);
  event.mutable_recurrence()->set_rule("FREQ=YEARLY");
  *event.mutable_recurrence()->mutable_claimed_through() = ToDate(absl::CivilDay(2027, 1, 2));
}

TEST_F(ManyEventsTest, WhatHasNoRoomInAnAnswerIsNamedForTheNext) {
  Put(50, [](int, v1::Event& event) {
    for (int i = 0; i < 12; ++i) {
      (*event.mutable_description())[absl::StrCat("x-", i)] = std::string(5000, 'd');
    }
  });
  v1::BatchGetEventsRequest request;
  for (int i = 0; i < 50; ++i) request.add_names(absl::StrCat("events/e", i));
  const std::vector<std::string> names(request.names().begin(), request.names().end());
  std::vector<std::string> shown;
  while (request.names_size() > 0) {
    auto answer = Run(BatchGetEvents, request);
    ASSERT_TRUE(answer.ok()) << answer.status();
    ASSERT_GT(answer->events_size(), 0);
    EXPECT_LE(answer->ByteSizeLong(), 2 << 20);
    for (const v1::Event& event : answer->events()) shown.push_back(event.name());
    *request.mutable_names() = answer->remaining_names();
    ++pages_;
  }
  EXPECT_EQ(shown, names);
  EXPECT_EQ(pages_, 2);
}

TEST_F(ManyEventsTest, RareTextsComeOnShortPagesWithATokenToGoOn) {
  // Rows beyond what one page may look at, of which the last one matches.
  Put(2500, [](int i, v1::Event& event) {
    (*event.mutable_title())["en"] = i == 2499 ? "A rare one" : "Another";
  });
  EXPECT_THAT(Names(FromText<v1::ListEventsRequest>("filter { text: 'rare' }")),
              ElementsAre("events/e2499"));
  EXPECT_EQ(pages_, 2);
}

TEST_F(ManyEventsTest, LargeRowsAreMoreWorkThanSmallOnes) {
  Put(200, [](int, v1::Event& event) {
    (*event.mutable_description())["en"] = std::string(50 << 10, 'x');
  });
  const auto [sizes, looked_at] = Pages(FromText<v1::ListEventsRequest>("filter { text: 'rare' }"));
  EXPECT_THAT(sizes, ElementsAre(0, 0, 0, 0, 0));
  EXPECT_LT(looked_at, 210);
}

TEST_F(ManyEventsTest, WindowsAreFoundAmongManySeries) {
  Put(1200, FillYearly);
  const auto request = FromText<v1::ListEventsRequest>(
      "filter { window { first_day { year: 2026 month: 3 day: 1 } "
      "last_day { year: 2026 month: 3 day: 3 } } }");
  const auto [sizes, looked_at] = Pages(request);
  EXPECT_THAT(sizes, ElementsAre(12));  // four of each of three days
  EXPECT_EQ(looked_at, 12);
}

TEST_F(ManyEventsTest, PagesAreTheSameHoweverFastTheMachineIsUntilTheNetIsMet) {
  Put(1200, FillYearly);
  auto request = FromText<v1::ListEventsRequest>("page_size: 1000");
  const auto [standing_still, looked_at] = Pages(request);
  EXPECT_THAT(standing_still, ElementsAre(1000, 200));
  schedule_.tick = absl::Microseconds(1);
  EXPECT_EQ(Pages(request).first, standing_still);
  // So slow that each page would take longer than its snapshot may be held.
  schedule_.tick = absl::Milliseconds(1);
  const auto [slow, slowly_looked_at] = Pages(request);
  EXPECT_GT(slow.size(), 10);
  EXPECT_EQ(std::accumulate(slow.begin(), slow.end(), 0), 1200);
  request.mutable_filter()->set_text("nothing has this text");
  EXPECT_GT(Pages(request).first.size(), 10);
}

TEST_F(ListEventsTest, TokenOfAnotherFilterFails) {
  for (const char* id : {"a", "b"}) {
    AddHold(id, hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  }
  auto page = Run(ListEvents, "page_size: 1");
  ASSERT_TRUE(page.ok()) << page.status();
  v1::ListEventsRequest request;
  request.mutable_filter()->set_text("talk");
  request.set_page_token(page->next_page_token());
  EXPECT_EQ(ReasonOf(Run(ListEvents, request).status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

}  // namespace
}  // namespace taqvim::schedule
