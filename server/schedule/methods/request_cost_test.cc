// What one request may cost: how many conflicts it is told, how many claims and units
// of work it may take, and that it ends when nobody waits for it.
#include <set>

#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
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
  // Checks the batch with ever less work allowed: wherever it ends, little is counted
  // after that.
  void ExpectToEndWhereverItIs() {
    schedule_.limits = {};
    auto whole = schedule_.DryRun(CheckEvents, Check());
    ASSERT_TRUE(whole.ok()) << whole.status();
    ASSERT_GE(whole->total_size(), 200) << whole->ShortDebugString();
    const int64_t units = schedule_.spent;
    for (int percent = 1; percent < 100; percent += 3) {
      schedule_.limits.units = units * percent / 100;
      auto part = schedule_.DryRun(CheckEvents, Check());
      EXPECT_TRUE(storage::IsRefused(part.status(), Refusal::kTooCostly)) << part.status();
      ASSERT_LT(schedule_.spent, schedule_.limits.units + 5'000) << "of " << units;
    }
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

TEST_F(RequestCostTest, WorkEndsAmongWhatIsOutsideItsHost) {
  AddConfirmed("host", library_, "2025-01-01 18:00", "2025-01-01 20:00");
  AddSeries(kSpaces, 250);
  batch_.mutable_writes(0)->mutable_create()->mutable_event()->set_host("events/host");
  ExpectToEndWhereverItIs();
}

TEST_F(RequestCostTest, WorkEndsAmongWhatIsOutsideItsProgramme) {
  ASSERT_TRUE(Create("programme",
                     "culture_days { guest_country: 'AZ' host_country: 'KZ' stops { city: 'Oral' "
                     "first_day { year: 2025 month: 1 day: 1 } "
                     "last_day { year: 2025 month: 1 day: 9 } } }")
                  .ok());
  AddSeries(kSpaces, 250);
  batch_.mutable_writes(0)->mutable_create()->mutable_event()->set_programme("events/programme");
  ExpectToEndWhereverItIs();
}

TEST_F(RequestCostTest, WorkEndsAmongWhatIsOutsideOpeningHours) {
  v1::GetVenueRequest get;
  get.set_name(library_);
  v1::UpdateVenueRequest request;
  *request.mutable_venue() = Run(GetVenue, get)->venue();
  *request.mutable_venue()->add_opening_hours() =
      FromText<v1::OpeningHours>("day: MONDAY open { hours: 9 } close { hours: 10 }");
  request.mutable_update_mask()->add_paths("opening_hours");
  ASSERT_TRUE(Run(UpdateVenue, request).ok());
  AddSeries(kSpaces, 250);
  ExpectToEndWhereverItIs();
}

TEST_F(RequestCostTest, WorkEndsAmongWhatMeetsOthers) {
  AddSeries(kSpaces, 250);
  AddConfirmation();
  ASSERT_TRUE(Run(BatchWriteEvents, batch_).ok());
  batch_.clear_writes();
  AddSeries(kSpaces, 250);
  batch_.mutable_writes(0)->mutable_create()->set_event_id("other");
  ExpectToEndWhereverItIs();
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

// What is assumed, and what is booked there as a whole.
class AssumingCostTest : public RequestCostTest {
 protected:
  // A confirmed series of so many days that books all of the library.
  void BookLibrary(int days) {
    AddSeries(0, days);
    auto& booking = *batch_.mutable_writes(0)->mutable_create()->mutable_event()->add_bookings();
    booking.set_venue(library_);
    AddConfirmation();
    ASSERT_TRUE(Run(BatchWriteEvents, batch_).ok());
  }
  v1::Space& Assume(const std::string& id) {
    v1::Space& space = *check_.mutable_assumptions()->add_spaces();
    space.set_name(absl::StrCat(library_, "/spaces/", id));
    (*space.mutable_title())["en"] = "A new room";
    return space;
  }

  v1::CheckEventsRequest check_;
};

TEST_F(AssumingCostTest, ManySpacesMoveWhatBooksTheirVenueOnce) {
  BookLibrary(300);
  Assume("first");
  ASSERT_TRUE(schedule_.DryRun(CheckEvents, check_).ok());
  const int64_t one = schedule_.spent;
  for (int i = 0; i < 69; ++i) Assume(absl::StrCat("new", i));
  auto checked = schedule_.DryRun(CheckEvents, check_);
  ASSERT_TRUE(checked.ok()) << checked.status();
  // As much as to write the claims anew on the 25 + 3 rooms there are and on these.
  EXPECT_LT(schedule_.spent, 4 * one);
}

TEST_F(AssumingCostTest, SpacesAreJudgedAsTheyAreWhenAllAreAssumed) {
  const auto book = [&](const std::string& id, const std::string& space) {
    AddConfirmed(id, space, "2025-10-10 18:00", "2025-10-10 20:00");
  };
  book("concert", hall_);
  book("show", gallery_);
  const std::string foyer = AddSpace(library_, "foyer", {corner_});
  book("reception", foyer);
  // On its way from the foyer to the hall the corner would be in both.
  *Assume("hall").add_parts() = corner_;
  auto in_both = schedule_.DryRun(CheckEvents, check_);
  EXPECT_EQ(ReasonOf(in_both.status()), v1::ERROR_REASON_SCHEDULE_CONFLICT) << in_both.status();
  Assume("cloakroom");
  *Assume("foyer").add_parts() = absl::StrCat(library_, "/spaces/cloakroom");
  auto checked = schedule_.DryRun(CheckEvents, check_);
  EXPECT_TRUE(checked.ok()) << checked.status();
}

TEST_F(AssumingCostTest, ManyZonesMoveAnEventInAllTheirVenuesOnce) {
  AddSeries(0, 100);
  for (int i = 0; i < 50; ++i) {
    const std::string venue = AddVenue(absl::StrCat("house", i));
    batch_.mutable_writes(0)->mutable_create()->mutable_event()->add_bookings()->set_venue(venue);
  }
  AddConfirmation();
  ASSERT_TRUE(Run(BatchWriteEvents, batch_).ok());
  const auto assume = [&](int i) {
    v1::GetVenueRequest get;
    get.set_name(absl::StrCat("venues/house", i));
    v1::Venue& venue = *check_.mutable_assumptions()->add_venues();
    venue = Run(GetVenue, get)->venue();
    venue.set_time_zone("Asia/Tashkent");
  };
  assume(0);
  ASSERT_TRUE(schedule_.DryRun(CheckEvents, check_).ok());
  const int64_t one = schedule_.spent;
  for (int i = 1; i < 50; ++i) assume(i);
  auto checked = schedule_.DryRun(CheckEvents, check_);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_LT(schedule_.spent, 4 * one);
}

// Closures claim each on their own, and move nothing.
TEST_F(AssumingCostTest, ManyClosuresCostWhatTheyClaim) {
  BookLibrary(300);
  for (int i = 0; i < 70; ++i) Assume(absl::StrCat("new", i));
  ASSERT_TRUE(schedule_.DryRun(CheckEvents, check_).ok());
  const int64_t without = schedule_.spent;
  for (int i = 0; i < 100; ++i) {
    v1::Closure& closure = *check_.mutable_assumptions()->add_closures();
    closure.set_name(absl::StrCat(library_, "/closures/day", i));
    *closure.mutable_period() = FromText<v1::Closure>(Dated("2026-05-01", "2026-05-01")).period();
  }
  auto checked = schedule_.DryRun(CheckEvents, check_);
  ASSERT_TRUE(checked.ok()) << checked.status();
  // Each claims 99 atoms.
  EXPECT_LT(schedule_.spent - without, 100 * 99 * 20);
}

TEST_F(AssumingCostTest, WhatIsWrongWithOneIsToldBeforeAnythingIsMoved) {
  BookLibrary(300);
  for (int i = 0; i < 70; ++i) Assume(absl::StrCat("new", i));
  *Assume("whole").add_parts() = absl::StrCat(library_, "/spaces/missing");
  auto checked = schedule_.DryRun(CheckEvents, check_);
  EXPECT_EQ(ReasonOf(checked.status()), v1::ERROR_REASON_REFERENCE_NOT_FOUND) << checked.status();
  EXPECT_LT(schedule_.spent, 50'000);
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
