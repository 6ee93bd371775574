// The pages of a check: each conflict once, and an end.
#include <set>

#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// Reads a check a page after the other.
class CheckPagesTest : public EventsTest {
 protected:
  // A creation without an id, at the same time as all others.
  void AddNameless(const std::string& space) {
    *batch_.add_writes()->mutable_create()->mutable_event() = FromText<v1::Event>(absl::StrCat(
        "title { key: 'en' value: 'A concert' } owner: 'organizations/owner' "
        "activity { form: ACTIVITY_FORM_CONCERT } ",
        Timed("2025-10-10 18:00", "2025-10-10 20:00"), "bookings { space: '", space, "' }"));
  }
  v1::CheckEventsRequest Check(int page_size) {
    v1::CheckEventsRequest check;
    *check.mutable_writes() = batch_.writes();
    check.set_page_size(page_size);
    return check;
  }
  // A line a conflict, over all pages; fewer than that, or they have no end.
  std::vector<std::string> AllPages(v1::CheckEventsRequest check, int most = 1000) {
    std::vector<std::string> lines;
    do {
      auto page = schedule_.DryRun(CheckEvents, check);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      EXPECT_LE(page->conflicts_size(), check.page_size());
      EXPECT_FALSE(page->schedule_changed());
      EXPECT_EQ(page->suggestions().empty(), !check.page_token().empty());
      for (const v1::Conflict& conflict : page->conflicts()) {
        lines.push_back(conflict.ShortDebugString());
      }
      total_ = page->total_size();
      check.set_page_token(page->next_page_token());
      EXPECT_LE(lines.size(), most);
    } while (!check.page_token().empty() && lines.size() <= most);
    return lines;
  }

  v1::BatchWriteEventsRequest batch_;
  int total_ = 0;
};

TEST_F(CheckPagesTest, OfEventsWithoutIdsTellEveryConflictOnceAndEnd) {
  AddConfirmed("opera", hall_, "2025-10-10 18:00", "2025-10-10 19:00");
  AddConfirmed("ballet", hall_, "2025-10-10 19:00", "2025-10-10 20:00");
  AddConfirmed("show", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("idea", corner_, "2025-10-10 18:00", "2025-10-10 20:00");
  for (const std::string& space : {hall_, gallery_, hall_, corner_}) AddNameless(space);
  const std::vector<std::string> at_once = AllPages(Check(1000));
  EXPECT_EQ(total_, at_once.size());
  EXPECT_GE(total_, 6);
  EXPECT_EQ(AllPages(Check(1)), at_once);
  EXPECT_EQ(AllPages(Check(2)), at_once);
}

TEST_F(CheckPagesTest, NameWhatHasNoIdByTheQuestionAndTheItem) {
  AddConfirmed("opera", hall_, "2025-10-10 18:00", "2025-10-10 19:00");
  AddNameless(hall_);
  AddNameless(hall_);
  const auto names = [&] {
    std::set<std::string> found;
    const auto page = schedule_.DryRun(CheckEvents, Check(100));
    EXPECT_TRUE(page.ok()) << page.status();
    for (const v1::Conflict& conflict : page.value().conflicts()) {
      found.insert(conflict.event());
    }
    return found;
  };
  const std::set<std::string> first = names();
  EXPECT_EQ(first.size(), 2);
  schedule_.now += absl::Minutes(1);
  EXPECT_EQ(names(), first);
  (*batch_.mutable_writes(0)->mutable_create()->mutable_event()->mutable_title())["en"] = "Other";
  EXPECT_NE(names(), first);
}

TEST_F(CheckPagesTest, PassOverNamesThatAreTakenInTheSameWayOnEachPage) {
  AddConfirmed("opera", hall_, "2025-10-10 18:00", "2025-10-10 19:00");
  AddConfirmed("ballet", hall_, "2025-10-10 19:00", "2025-10-10 20:00");
  AddNameless(hall_);
  const std::string taken = schedule_.DryRun(CheckEvents, Check(1))->conflicts(0).event();
  AddConfirmed(taken.substr(std::string("events/").size()), gallery_, "2025-10-10 18:00",
               "2025-10-10 19:00");
  const std::vector<std::string> lines = AllPages(Check(1));
  EXPECT_THAT(lines, SizeIs(2));
  for (const std::string& line : lines) {
    EXPECT_THAT(line, Not(HasSubstr(taken)));
  }
}

TEST_F(CheckPagesTest, SayWhenTheScheduleChangedMeanwhileAndTellNothingTwice) {
  AddConfirmed("opera", hall_, "2025-10-10 18:00", "2025-10-10 19:00");
  AddConfirmed("show", gallery_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddNameless(hall_);
  AddNameless(gallery_);
  v1::CheckEventsRequest check = Check(1);
  auto first = schedule_.DryRun(CheckEvents, check);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->total_size(), 2);
  EXPECT_THAT(Lines(first->conflicts()), ElementsAre(HasSubstr("events/opera")));
  // Before and after what was told.
  AddConfirmed("ballet", hall_, "2025-10-10 19:00", "2025-10-10 20:00");
  ASSERT_TRUE(Cancel("events/show").ok());
  AddConfirmed("talk", gallery_, "2025-10-10 18:30", "2025-10-10 20:00");
  check.set_page_token(first->next_page_token());
  std::vector<std::string> lines;
  do {
    auto page = schedule_.DryRun(CheckEvents, check);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_TRUE(page->schedule_changed());
    EXPECT_EQ(page->total_size(), 3);
    for (const v1::Conflict& conflict : page->conflicts()) lines.push_back(conflict.counterpart());
    check.set_page_token(page->next_page_token());
  } while (!check.page_token().empty());
  EXPECT_THAT(lines, ElementsAre("events/ballet", "events/talk"));
  EXPECT_FALSE(schedule_.DryRun(CheckEvents, Check(1))->schedule_changed());
}

TEST_F(CheckPagesTest, RefuseTheTokenOfAnotherQuestion) {
  AddConfirmed("opera", hall_, "2025-10-10 18:00", "2025-10-10 20:00");
  AddNameless(hall_);
  AddNameless(hall_);
  v1::CheckEventsRequest check = Check(1);
  const std::string token = schedule_.DryRun(CheckEvents, check)->next_page_token();
  ASSERT_FALSE(token.empty());
  check.mutable_writes()->RemoveLast();
  check.set_page_token(token);
  EXPECT_EQ(ReasonOf(schedule_.DryRun(CheckEvents, check).status()),
            v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

}  // namespace
}  // namespace taqvim::schedule
