#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "client/cli/usage_error.h"
#include "tests/programme/programme_fixture.h"
#include "tests/support/bookings.h"

namespace taqvim::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Apply = ProgrammeTest;

TEST_F(Apply, BooksTheDemoProgrammesAndThenChangesNothing) {
  const Ran booked = ApplyFiles(Demo());
  ASSERT_EQ(booked.code, cli::kExitOk) << booked.err;
  EXPECT_THAT(booked.out, HasSubstr("created, confirmed   events/astana-2025-concert\n"));
  const std::string before = Everything(client());

  const Ran again = ApplyFiles(Demo());
  ASSERT_EQ(again.code, cli::kExitOk) << again.err;
  EXPECT_THAT(again.out, Not(HasSubstr("events/")));
  EXPECT_THAT(again.out, HasSubstr("events                 0        0          0         41\n"));
  EXPECT_EQ(Everything(client()), before);
}

TEST_F(Apply, OrdersSpacesAfterTheirPartsAndConfirmsWhatItCreates) {
  const std::string file = File(
      "a.yaml", absl::StrCat(kLibrary, "events:",
                             ConcertIn("gala", "both", "2025-10-10T18:00", "2025-10-10T20:00")));
  const Ran ran = ApplyFiles({file});
  ASSERT_EQ(ran.code, cli::kExitOk) << ran.err;
  const auto event = Get(client(), "events/gala");
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(event->state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_EQ(event->bookings(0).space(), "venues/library/spaces/both");
}

TEST_F(Apply, WritesNothingAndShowsEveryConflictWhenOneIsInTheWay) {
  const std::string events =
      absl::StrCat("events:", ConcertIn("one", "both", "2025-10-10T18:00", "2025-10-10T20:00"),
                   ConcertIn("two", "east", "2025-10-10T19:00", "2025-10-10T21:00"),
                   ConcertIn("three", "west", "2025-10-10T20:00", "2025-10-10T22:00"));
  const Ran ran = ApplyFiles({File("a.yaml", kLibrary + events)});
  EXPECT_EQ(ran.code, cli::kExitRefused);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("Nothing was written."), HasSubstr("events/one"),
                             HasSubstr("events/two")));
  EXPECT_THAT(ran.err, Not(HasSubstr("events/three")));
  EXPECT_FALSE(Get(client(), "events/three").ok());
  // What the events need was not written either.
  EXPECT_THAT(Run({"organizations", "list", "-o", "name"}).out, IsEmpty());
}

TEST_F(Apply, DryRunSaysWhatWouldChangeAndWritesNothing) {
  const std::string gala = ConcertIn("gala", "east", "2025-10-10T18:00", "2025-10-10T20:00");
  const std::string file = File("a.yaml", absl::StrCat(kLibrary, "events:", gala));
  const Ran dry = ApplyFiles({file}, {"--dry-run"});
  EXPECT_EQ(dry.code, cli::kExitOk) << dry.err;
  EXPECT_THAT(dry.out, AllOf(HasSubstr("created, confirmed   events/gala"),
                             HasSubstr("nothing was written")));
  EXPECT_FALSE(Get(client(), "events/gala").ok());
}

TEST_F(Apply, DryRunShowsConflictsWithVenuesThatDoNotExistYet) {
  const std::string events =
      absl::StrCat("events:", ConcertIn("one", "both", "2025-10-10T18:00", "2025-10-10T20:00"),
                   ConcertIn("two", "west", "2025-10-10T19:00", "2025-10-10T21:00"));
  const Ran dry = ApplyFiles({File("a.yaml", kLibrary + events)}, {"--dry-run"});
  EXPECT_EQ(dry.code, cli::kExitRefused);
  EXPECT_THAT(dry.out, AllOf(HasSubstr("conflict"), HasSubstr("would be refused")));
}

TEST_F(Apply, ChangesOnlyWhatDiffers) {
  const std::string gala = ConcertIn("gala", "east", "2025-10-10T18:00", "2025-10-10T20:00");
  ASSERT_EQ(ApplyFiles({File("a.yaml", absl::StrCat(kLibrary, "events:", gala))}).code, 0);
  const std::string moved = ConcertIn("gala", "west", "2025-10-10T18:00", "2025-10-10T20:00");
  const Ran ran = ApplyFiles({File("b.yaml", absl::StrCat("events:", moved))});
  ASSERT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("updated              events/gala\n"
                                 "    bookings.hall.space: venues/library/spaces/east -> "
                                 "venues/library/spaces/west\n"));
  EXPECT_EQ(Get(client(), "events/gala")->bookings(0).space(), "venues/library/spaces/west");
}

TEST_F(Apply, SwapsTheHallsOfTwoEvents) {
  const auto both = [](const char* first, const char* second) {
    return absl::StrCat("events:", ConcertIn("one", first, "2025-10-10T18:00", "2025-10-10T20:00"),
                        ConcertIn("two", second, "2025-10-10T18:00", "2025-10-10T20:00"));
  };
  ASSERT_EQ(ApplyFiles({File("a.yaml", kLibrary + both("east", "west"))}).code, 0);
  const Ran ran = ApplyFiles({File("b.yaml", both("west", "east"))});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
}

TEST_F(Apply, KeepsTheIdsOfBookingsThatTheFileDoesNotName) {
  std::string text = absl::StrCat(
      kLibrary, "events:", ConcertIn("gala", "east", "2025-10-10T18:00", "2025-10-10T20:00"));
  text.replace(text.find("id: hall, "), 10, "");
  const std::string file = File("a.yaml", text);
  ASSERT_EQ(ApplyFiles({file}).code, 0);
  EXPECT_THAT(ApplyFiles({file}).out, Not(HasSubstr("events/gala")));
}

TEST_F(Apply, RefusesToChangeACancelledEvent) {
  const std::string file = File(
      "a.yaml", absl::StrCat(kLibrary, "events:",
                             ConcertIn("gala", "east", "2025-10-10T18:00", "2025-10-10T20:00")));
  ASSERT_EQ(ApplyFiles({file}).code, 0);
  ASSERT_TRUE(Cancel(client(), "events/gala").ok());
  const Ran ran = ApplyFiles({file});
  EXPECT_EQ(ran.code, cli::kExitRefused);
  EXPECT_THAT(ran.err, HasSubstr("events/gala was cancelled, which cannot be undone"));
}

TEST_F(Apply, AsksAVenueThatApprovesItsBookingsOnlyOnce) {
  std::string text = absl::StrCat(
      kLibrary, "events:", ConcertIn("gala", "east", "2035-10-10T18:00", "2035-10-10T20:00"));
  const std::string zone = "    time_zone: Asia/Almaty\n";
  text.replace(text.find(zone), zone.size(), zone + "    booking_policy: approval\n");
  const std::string file = File("a.yaml", text);
  const Ran ran = ApplyFiles({file});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("created, awaits approval events/gala"));
  EXPECT_THAT(ran.out, HasSubstr("events                 1        0          0          0\n"));
  const auto asked = Get(client(), "events/gala");
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->approvals_size(), 1);
  const Ran again = ApplyFiles({file});
  EXPECT_EQ(again.code, cli::kExitOk) << again.err;
  EXPECT_THAT(again.out, Not(HasSubstr("events/gala")));
  EXPECT_EQ(Get(client(), "events/gala")->etag(), asked->etag());
}

TEST_F(Apply, NamesTheLineAndTheNearestKeyOfAnUnknownOne) {
  const Ran ran = ApplyFiles({File("a.yaml", "venues:\n  - id: x\n    citty: Astana\n")});
  EXPECT_EQ(ran.code, cli::kExitUsage);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("a.yaml:3"), HasSubstr("did you mean \"city\"?")));
  const Ran list = ApplyFiles({File("b.yaml", "event:\n  - id: x\n")});
  EXPECT_THAT(list.err, AllOf(HasSubstr("b.yaml:1"), HasSubstr("did you mean \"events\"?")));
}

TEST_F(Apply, RefusesAnEntryWithoutIdAndOneGivenTwice) {
  const Ran no_id = ApplyFiles({File("a.yaml", "events:\n  - title: {en: X}\n")});
  EXPECT_EQ(no_id.code, cli::kExitUsage);
  EXPECT_THAT(no_id.err, HasSubstr("a.yaml:2: an entry of events needs an `id`"));
  const std::string twice = "organizations: [{id: x, country: KZ}]\n";
  const Ran ran = ApplyFiles({File("a.yaml", twice), File("b.yaml", twice)});
  EXPECT_EQ(ran.code, cli::kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("organizations/x is already given at"));
}

TEST_F(Apply, RefusesMoreWritesThanABatchHolds) {
  std::string text = absl::StrCat(kLibrary, "events:");
  for (int i = 0; i < 51; ++i) {
    text += ConcertIn(absl::StrCat("e", i), "east", "2025-10-10T18:00", "2025-10-10T20:00");
  }
  const Ran ran = ApplyFiles({File("a.yaml", text)});
  EXPECT_EQ(ran.code, cli::kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("take 102 writes of events"));
}

TEST_F(Apply, TellsWhatAClosureThatItMakesCloses) {
  const std::string gala = ConcertIn("gala", "east", "2025-10-10T18:00", "2025-10-10T20:00");
  ASSERT_EQ(ApplyFiles({File("a.yaml", absl::StrCat(kLibrary, "events:", gala))}).code, 0);
  const std::string closure = absl::StrCat(kLibrary, R"(
    closures:
      - id: repairs
        period: {dated: {first_day: 2025-10-10, last_day: 2025-10-10}}
        reason: {en: Repairs}
)");
  const Ran ran = ApplyFiles({File("b.yaml", closure)});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("closures/repairs"), HasSubstr("events/gala: ")));
}

TEST_F(Apply, PrintsJsonForPrograms) {
  const std::string file = File("a.yaml", kLibrary);
  const Ran ran = ApplyFiles({file}, {"-o", "json"});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(R"({"name":"venues/library","action":"created")"));
}

}  // namespace
}  // namespace taqvim::testing
