// What one request may cost: how many conflicts it is told, how many claims and units
// of work it may take, and that it ends when nobody waits for it.
#include <set>

#include "absl/strings/str_cat.h"
#include "server/schedule/testing/events_fixture.h"
#include "storage/refusal.h"

namespace taqvim::schedule {
namespace {

using storage::Refusal;

class RequestCostTest : public EventsTest {
 protected:
  static constexpr int kSpaces = 25;

  RequestCostTest() {
    for (int i = 0; i < kSpaces; ++i)
      spaces_.push_back(AddSpace(library_, absl::StrCat("room", i)));
  }

  // Adds a series that takes the first spaces every day, as often as it is told.
  void AddSeries(int spaces, int days, const std::string& more = "") {
    std::string text = absl::StrCat(
        "title { key: 'en' value: 'A course' } owner: 'organizations/owner' "
        "activity { form: ACTIVITY_FORM_TALK } ",
        Timed("2025-02-01 18:00", "2025-02-01 20:00"),
        "recurrence { rule: 'FREQ=DAILY;COUNT=", days, "' ", more, "} ");
    for (int i = 0; i < spaces; ++i)
      absl::StrAppend(&text, "bookings { space: '", spaces_[i], "' }");
    auto& create = *batch_.add_writes()->mutable_create();
    create.set_event_id(absl::StrCat("series", batch_.writes_size()));
    *create.mutable_event() = FromText<v1::Event>(text);
  }
  void AddConfirmation() {
    const std::string id = batch_.writes(batch_.writes_size() - 1).create().event_id();
    batch_.add_writes()->mutable_confirm()->set_name(absl::StrCat("events/", id));
  }
  v1::CheckEventsRequest Check(int page_size = 1000) const {
    v1::CheckEventsRequest check;
    *check.mutable_writes() = batch_.writes();
    check.set_page_size(page_size);
    return check;
  }
  // A line a conflict, over all pages.
  std::vector<std::string> AllPages(v1::CheckEventsRequest check) {
    std::vector<std::string> lines;
    do {
      auto page = schedule_.DryRun(CheckEvents, check);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::Conflict& conflict : page->conflicts()) {
        lines.push_back(conflict.ShortDebugString());
      }
      check.set_page_token(page->next_page_token());
    } while (!check.page_token().empty());
    return lines;
  }

  v1::BatchWriteEventsRequest batch_;
  std::vector<std::string> spaces_;
};

TEST_F(RequestCostTest, ACheckOfMoreConflictsThanAreToldTellsTheFirstAndAtLeastHowManyThereAre) {
  for (int i = 0; i < 4; ++i) {
    AddSeries(kSpaces, 200);
    AddConfirmation();
  }
  auto page = schedule_.DryRun(CheckEvents, Check());
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_TRUE(page->blocked());
  EXPECT_TRUE(page->total_is_lower_bound());
  EXPECT_GE(page->total_size(), 10'000);
  const std::vector<std::string> all = AllPages(Check());
  EXPECT_EQ(all.size(), 10'000);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
}

TEST_F(RequestCostTest, TheFirstConflictsAreThoseOfTheWholeReport) {
  AddSeries(kSpaces, 100);
  AddConfirmation();
  for (int i = 0; i < 4; ++i) {
    AddSeries(kSpaces, 100);
    AddConfirmation();
  }
  auto cut = schedule_.DryRun(CheckEvents, Check());
  ASSERT_TRUE(cut.ok()) << cut.status();
  ASSERT_TRUE(cut->total_is_lower_bound());
  // What the first series meets is there as a whole: 2,500 of each of the others.
  for (const v1::Conflict& conflict : cut->conflicts())
    EXPECT_EQ(conflict.event(), "events/series1");
}

TEST_F(RequestCostTest, ARefusalOfMoreConflictsSaysAtLeastHowMany) {
  for (int i = 0; i < 4; ++i) {
    AddSeries(kSpaces, 200);
    AddConfirmation();
  }
  auto refused = Run(BatchWriteEvents, batch_);
  ASSERT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_SCHEDULE_CONFLICT) << refused.status();
  v1::ConflictReport report;
  ASSERT_TRUE(GetDetail(refused.status(), &report));
  EXPECT_TRUE(report.total_is_lower_bound());
  EXPECT_THAT(std::string(refused.status().message()), ::testing::StartsWith("at least 10000 "));
}

TEST_F(RequestCostTest, WhatYieldsIsLookedAtToTheEndAndWrittenAllTheSame) {
  AddSeries(kSpaces, 120);
  AddConfirmation();
  ASSERT_TRUE(Run(BatchWriteEvents, batch_).ok());
  batch_.clear_writes();
  for (int i = 0; i < 2; ++i) {
    AddSeries(kSpaces, 120, "on_conflict: OCCURRENCE_POLICY_SKIP ");
    batch_.mutable_writes(i)->mutable_create()->set_event_id(absl::StrCat("yielding", i));
  }
  auto written = Run(BatchWriteEvents, batch_);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_GE(written->advisory_total(), 10'000);
}

// It made 3.8 million conflicts, took 27 seconds and 4.4 GiB.
TEST_F(RequestCostTest, TwentyEqualSeriesOverTwentyFiveSpacesAreRefusedBeforeTheyTakeMemory) {
  for (int i = 0; i < 20; ++i) AddSeries(kSpaces, 400);
  auto check = schedule_.DryRun(CheckEvents, Check());
  EXPECT_TRUE(storage::IsRefused(check.status(), Refusal::kTooManyClaims)) << check.status();
  EXPECT_LT(schedule_.spent, 2 * kRequestLimits.units);
}

TEST_F(RequestCostTest, MoreWorkThanOneRequestMayTakeIsRefusedAndChangesNothing) {
  for (int i = 0; i < 9; ++i) AddSeries(kSpaces, 400);
  const int64_t revision = Revision();
  auto written = Run(BatchWriteEvents, batch_);
  EXPECT_TRUE(storage::IsRefused(written.status(), Refusal::kTooCostly)) << written.status();
  EXPECT_EQ(Revision(), revision);
  EXPECT_LT(schedule_.spent, kRequestLimits.units + kRequestLimits.units / 10);
}

TEST_F(RequestCostTest, ARequestCostsTheSameWhateverWasReadBefore) {
  AddSeries(5, 100);
  ASSERT_TRUE(schedule_.DryRun(BatchWriteEvents, batch_).ok());
  const int64_t first = schedule_.spent;
  ASSERT_TRUE(schedule_.DryRun(BatchWriteEvents, batch_).ok());
  EXPECT_EQ(schedule_.spent, first);
  ASSERT_TRUE(Run(BatchWriteEvents, batch_).ok());
  EXPECT_EQ(schedule_.spent, first);
}

TEST_F(RequestCostTest, ARequestThatNobodyWaitsForEndsAsItWorks) {
  for (int i = 0; i < 4; ++i) AddSeries(kSpaces, 400);
  int asked = 0;
  schedule_.cancelled = [&] { return ++asked > 10; };
  const int64_t revision = Revision();
  auto written = Run(BatchWriteEvents, batch_);
  EXPECT_TRUE(storage::IsRefused(written.status(), Refusal::kCancelled)) << written.status();
  EXPECT_LT(schedule_.spent, 50'000);
  EXPECT_EQ(Revision(), revision);
}

TEST_F(RequestCostTest, AClosureIsMadeHoweverMuchItMeetsAndSaysAtLeastHowMuch) {
  schedule_.limits = {};
  for (int i = 0; i < 10; ++i) {
    batch_.clear_writes();
    AddSeries(kSpaces, 400);
    auto& create = *batch_.mutable_writes(0)->mutable_create();
    create.set_event_id(absl::StrCat("course", i));
    auto& timed = *create.mutable_event()->mutable_period()->mutable_timed();
    timed.mutable_start()->set_hours(2 * i);
    timed.mutable_end()->set_hours(2 * i + 1);
    AddConfirmation();
    auto written = Run(BatchWriteEvents, batch_);
    ASSERT_TRUE(written.ok()) << written.status();
  }
  schedule_.limits = kRequestLimits;
  auto closed = schedule_.Run(CreateClosure,
                              "parent: 'venues/library' closure_id: 'repair' closure { "
                              "reason { key: 'en' value: 'Repair' } "
                              "period { dated { first_day { year: 2025 month: 1 day: 2 } "
                              "last_day { year: 2027 month: 1 day: 1 } } } }");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->conflicts().conflicts_size(), 1000);
  EXPECT_TRUE(closed->conflicts().total_is_lower_bound());
  EXPECT_GE(closed->conflicts().total(), 1000);
}

}  // namespace
}  // namespace taqvim::schedule
