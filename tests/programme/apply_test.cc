#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/cli/text/usage_error.h"
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
  ASSERT_EQ(ran.code, cli::kExitWaits) << ran.err;
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
  for (int i = 0; i < 5001; ++i) {
    text += ConcertIn(absl::StrCat("e", i), "east", "2025-10-10T18:00", "2025-10-10T20:00");
  }
  const Ran ran = ApplyFiles({File("a.yaml", text)});
  EXPECT_EQ(ran.code, cli::kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("take 5001 writes of events"));
}

TEST_F(Apply, TellsWhatAClosureThatItMakesCloses) {
  const std::string gala = ConcertIn("gala", "east", "2035-10-10T18:00", "2035-10-10T20:00");
  ASSERT_EQ(ApplyFiles({File("a.yaml", absl::StrCat(kLibrary, "events:", gala))}).code, 0);
  const std::string closure = absl::StrCat(kLibrary, R"(
    closures:
      - id: repairs
        period: {dated: {first_day: 2035-10-10, last_day: 2035-10-10}}
        reason: {en: Repairs}
)");
  const Ran ran = ApplyFiles({File("b.yaml", closure)});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("closures/repairs"), HasSubstr("events/gala: ")));
}

TEST_F(Apply, SetsWhatTheFileEmptiesAndKeepsWhatItDoesNotName) {
  const std::string gala = ConcertIn("gala", "east", "2035-10-10T18:00", "2035-10-10T20:00");
  std::string text = absl::StrCat(kLibrary, "events:", gala);
  text.replace(text.find("    confirm: true\n"), 18,
               "    description: {en: Much music}\n    external_ids: {site: '1'}\n");
  ASSERT_EQ(ApplyFiles({File("a.yaml", text)}).code, 0);
  const std::string emptied = File("b.yaml",
                                   "venues: [{id: library, spaces: [{id: east, seats: 0}]}]\n"
                                   "events: [{id: gala, description: {}, bookings: []}]\n");
  const Ran ran = ApplyFiles({emptied});
  ASSERT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("seats: 100 -> (nothing)"),
                             HasSubstr("description.en: Much music -> (nothing)"),
                             HasSubstr("bookings.hall.space: venues/library/spaces/east -> ")));
  const auto event = Get(client(), "events/gala");
  EXPECT_TRUE(event->bookings().empty());
  EXPECT_TRUE(event->description().empty());
  EXPECT_EQ(event->external_ids().at("site"), "1");
  EXPECT_EQ(event->title().at("en"), "Concert gala");
  EXPECT_THAT(ApplyFiles({emptied}).out, Not(HasSubstr("events/gala")));
  const Ran cleared = ApplyFiles({File("c.yaml", "events: [{id: gala, external_ids: null}]\n")});
  EXPECT_EQ(cleared.code, cli::kExitOk) << cleared.err;
  EXPECT_TRUE(Get(client(), "events/gala")->external_ids().empty());
}

TEST_F(Apply, OfTwoBookingsOfOneSpaceWithoutIdsIsTheSameTheSecondTime) {
  const std::string events = R"(
events:
  - id: day
    title: {en: Day}
    owner: library
    activity: {form: talk}
    period: {timed: {start: 2035-10-10T10:00, end: 2035-10-10T20:00}}
    bookings:
      - {space: library/east, start: 2035-10-10T14:00, end: 2035-10-10T16:00}
      - {space: library/east, start: 2035-10-10T10:00, end: 2035-10-10T12:00}
)";
  const std::string file = File("a.yaml", kLibrary + events);
  ASSERT_EQ(ApplyFiles({file}).code, 0);
  const std::string before = Everything(client());
  const Ran again = ApplyFiles({file});
  EXPECT_THAT(again.out, Not(HasSubstr("events/day")));
  EXPECT_EQ(Everything(client()), before);
  // The one that stays keeps its id, whichever is left out.
  std::string shorter = events;
  const size_t first = shorter.find("      - {space");
  shorter.erase(first, shorter.find('\n', first) - first + 1);
  ASSERT_EQ(ApplyFiles({File("b.yaml", shorter)}).code, 0);
  const auto event = Get(client(), "events/day");
  ASSERT_EQ(event->bookings_size(), 1);
  EXPECT_EQ(event->bookings(0).id(), "b2");
  EXPECT_EQ(event->bookings(0).period().timed().start().hours(), 10);
}

// The server keeps whole seconds of it.
TEST_F(Apply, TakesWhatTheServerSpellsOtherwiseForUnchanged) {
  std::string gala = ConcertIn("gala", "east", "2035-10-10T18:00", "2035-10-10T20:00");
  const std::string expire =
      absl::FormatTime("%Y-%m-%dT%H:%M:%S.25Z", absl::Now() + absl::Hours(72), absl::UTCTimeZone());
  gala.replace(gala.find("    confirm: true\n"), 18, "    expire_time: " + expire + "\n");
  const std::string talk = ConcertIn("talk", "west", "2035-10-10T18:00", "2035-10-10T20:00");
  const std::string file = File("a.yaml", absl::StrCat(kLibrary, "events:", gala, talk));
  ASSERT_EQ(ApplyFiles({file}).code, 0);
  const std::string before = Everything(client());
  const Ran again = ApplyFiles({file});
  EXPECT_EQ(again.code, cli::kExitOk) << again.err;
  EXPECT_THAT(again.out, Not(HasSubstr("events/")));
  EXPECT_EQ(Everything(client()), before);
  // Also among others that change, and among some that are refused.
  std::string text = absl::StrCat("events:", gala, talk);
  text.replace(text.find("Concert talk"), 12, "Another talk");
  const Ran one = ApplyFiles({File("b.yaml", text)});
  EXPECT_THAT(one.out,
              AllOf(HasSubstr("updated              events/talk"), Not(HasSubstr("events/gala"))));
  text.replace(text.find("library/west"), 12, "library/none");
  const Ran refused = ApplyFiles({File("c.yaml", text)});
  EXPECT_EQ(refused.code, cli::kExitRefused);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("events/talk: bookings[0].space"), Not(HasSubstr("events/gala"))));
}

TEST_F(Apply, DryRunNamesEverythingThatIsWrongWithTheDirectory) {
  const std::string file = File("a.yaml", R"(
organizations:
  - {id: library, title: {en: Library}, country: Kazakhstan}
participants:
  - {id: ensemble, title: {}}
agreements:
  - id: alone
    title: {en: Alone}
    parties: [library]
venues:
  - id: library
    title: {en: Library}
    country: KZ
    city: Astana
    time_zone: Asia/Nowhere
    spaces: [{id: hall, title: {en: Hall}, seats: -1}]
    closures:
      - id: works
        period: {dated: {first_day: 2035-05-02, last_day: 2035-05-01}}
)");
  for (const std::vector<std::string>& more : {std::vector<std::string>{"--dry-run"}, {}}) {
    const Ran ran = ApplyFiles({file}, more);
    EXPECT_EQ(ran.code, cli::kExitRefused);
    EXPECT_THAT(ran.err,
                AllOf(HasSubstr("a.yaml:3: organizations/library: country: \"Kazakhstan\""),
                      HasSubstr("a.yaml:5: participants/ensemble: title"),
                      HasSubstr("a.yaml:9: agreements/alone: parties"),
                      HasSubstr("a.yaml:15: venues/library: time_zone: \"Asia/Nowhere\""),
                      HasSubstr("a.yaml:16: venues/library/spaces/hall: seats"),
                      HasSubstr("a.yaml:19: venues/library/closures/works: period")));
    EXPECT_THAT(ran.err, Not(HasSubstr("assumptions")));
  }
  EXPECT_THAT(Run({"organizations", "list", "-o", "name"}).out, IsEmpty());
}

TEST_F(Apply, DryRunFindsWhatADirectoryRefersToAndIsNotThere) {
  std::string text = kLibrary;
  text.replace(text.find("parts: [east, west]"), 19, "parts: [pit, stage]");
  const Ran dry = ApplyFiles({File("a.yaml", text)}, {"--dry-run"});
  EXPECT_EQ(dry.code, cli::kExitRefused);
  EXPECT_THAT(dry.err, AllOf(HasSubstr("a.yaml:11: venues/library/spaces/both: parts[0]: "),
                             HasSubstr("a.yaml:11: venues/library/spaces/both: parts[1]: "),
                             HasSubstr("venues/library/spaces/stage does not exist")));
  const Ran update = ApplyFiles({File("b.yaml", kLibrary)});
  ASSERT_EQ(update.code, cli::kExitOk) << update.err;
  const Ran changed = ApplyFiles({File("c.yaml", text)}, {"--dry-run"});
  EXPECT_THAT(changed.err, HasSubstr("c.yaml:11: venues/library/spaces/both: parts[1]: "));
}

TEST_F(Apply, DryRunFindsEventsThatAClosureOfTheSameFileCloses) {
  const std::string closure = R"(
    closures:
      - id: repairs
        spaces: [west]
        period: {dated: {first_day: 2035-10-10, last_day: 2035-10-10}}
        reason: {en: Repairs}
)";
  const std::string file = File(
      "a.yaml", absl::StrCat(kLibrary, closure, "events:",
                             ConcertIn("gala", "west", "2035-10-10T18:00", "2035-10-10T20:00")));
  for (const std::vector<std::string>& more : {std::vector<std::string>{"--dry-run"}, {}}) {
    const Ran ran = ApplyFiles({file}, more);
    EXPECT_EQ(ran.code, cli::kExitRefused);
    EXPECT_THAT(ran.out + ran.err, AllOf(HasSubstr("a.yaml:21: events/gala"),
                                         HasSubstr("venues/library/closures/repairs")));
  }
  EXPECT_THAT(Run({"organizations", "list", "-o", "name"}).out, IsEmpty());
}

TEST_F(Apply, DryRunTellsWhatAClosureWouldClose) {
  const std::string gala = ConcertIn("gala", "east", "2035-10-10T18:00", "2035-10-10T20:00");
  ASSERT_EQ(ApplyFiles({File("a.yaml", absl::StrCat(kLibrary, "events:", gala))}).code, 0);
  const Ran dry = ApplyFiles({File("b.yaml",
                                   "venues: [{id: library, closures: [{id: works, period: {dated: "
                                   "{first_day: 2035-10-10, last_day: 2035-10-10}}}]}]\n")},
                             {"--dry-run"});
  EXPECT_EQ(dry.code, cli::kExitOk) << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("note      events/gala: "));
  EXPECT_THAT(Run({"closures", "list", "-o", "name"}).out, IsEmpty());
}

TEST_F(Apply, NamesFileLineEntryAndFieldOfWhatTheServerRefuses) {
  std::string text = absl::StrCat(
      kLibrary, "events:", ConcertIn("one", "east", "2035-10-10T18:00", "2035-10-10T20:00"),
      ConcertIn("two", "west", "2035-10-10T18:00", "2035-10-10T17:00"));
  const size_t owner = text.rfind("owner: library");
  text.replace(owner, 14, "owner: nobody!");
  const Ran ran = ApplyFiles({File("a.yaml", text)});
  EXPECT_EQ(ran.code, cli::kExitRefused);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("a.yaml:25: events/two: owner: "),
                             HasSubstr("a.yaml:26: events/two: period.timed.end: "),
                             Not(HasSubstr("writes["))));
}

TEST_F(Apply, PrintsJsonForPrograms) {
  const std::string file = File("a.yaml", kLibrary);
  const Ran ran = ApplyFiles({file}, {"-o", "json"});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(R"({"name":"venues/library","action":"created")"));
}

}  // namespace
}  // namespace taqvim::testing
