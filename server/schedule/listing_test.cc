#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/schedule/errors.h"
#include "server/schedule/testing/schedule_fixture.h"

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

TEST_F(ListEventsTest, RareMatchesComeOnShortPagesWithATokenToGoOn) {
  // Rows beyond what one page may look at, of which the last one matches.
  constexpr int kEvents = 2500;
  auto outcome = schedule_.RunTransaction(
      [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        for (int i = 0; i < kEvents; ++i) {
          v1::Event event;
          event.set_name(absl::StrCat("events/e", i));
          if (i == kEvents - 1) event.set_programme("events/days");
          storage::Mutation mutation;
          mutation.puts.push_back({.id = transaction.NewId(),
                                   .kind = storage::Kind::kEvent,
                                   .name = event.name(),
                                   .body = event.SerializeAsString()});
          if (auto s = transaction.Apply(std::move(mutation)); !s.ok()) return s;
        }
        return "";
      });
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_THAT(Names(FromText<v1::ListEventsRequest>("filter { programme: 'events/days' }")),
              ElementsAre(absl::StrCat("events/e", kEvents - 1)));
  EXPECT_EQ(pages_, 2);
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
