// Whole programmes, moved, cancelled and listed from the command line.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "client/cli/text/usage_error.h"
#include "tests/programme/programme_fixture.h"
#include "tests/support/bookings.h"

namespace taqvim::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kDays[] = R"(
agreements:
  - {id: sisterhood, title: {en: Agreement}, parties: [library, guests]}
participants:
  - {id: ensemble, title: {en: Ensemble}, kind: ensemble}
events:
  - id: days
    title: {en: Days of culture}
    owner: library
    culture_days:
      guest_country: AZ
      host_country: KZ
      stops:
        - {city: Astana, first_day: 2025-10-09, last_day: 2025-10-11}
        - {city: Almaty, first_day: 2025-10-12, last_day: 2025-10-13}
    bookings:
      - id: ensemble
        participant: ensemble
        time_zone: Asia/Almaty
        period: {dated: {first_day: 2025-10-09, last_day: 2025-10-09}}
    confirm: true
  - id: gala
    title: {en: Gala}
    owner: library
    programme: days
    agreement: sisterhood
    period: {timed: {start: 2025-10-10T18:00, end: 2025-10-10T20:00}}
    bookings: [{id: hall, space: library/east}]
    activity: {form: concert}
    confirm: true
  - id: corner
    title: {en: Corner}
    owner: library
    programme: days
    period: {dated: {first_day: 2025-10-09, last_day: 2025-10-13}}
    bookings: [{id: hall, space: library/west}]
    exhibition: {objects: 10}
    confirm: true
  - id: ribbon
    title: {en: Ribbon cutting}
    owner: library
    host: corner
    period: {timed: {start: 2025-10-09T11:00, end: 2025-10-09T12:00}}
    bookings: [{id: hall, space: library/west}]
    activity: {form: ceremony}
    confirm: true
)";

class Programme : public ProgrammeTest {
 protected:
  Programme() {
    std::string text = absl::StrCat(kLibrary, kDays);
    text.replace(text.find("venues:"), 0, "  - {id: guests, title: {en: Guests}, country: AZ}\n");
    const Ran ran = ApplyFiles({File("days.yaml", text)});
    EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  }
  // When the events take place, as the timed or dated first day of each.
  std::string DayOf(const std::string& name) {
    const auto event = Get(client(), name);
    EXPECT_TRUE(event.ok()) << event.status();
    if (!event.ok()) return "";
    const v1::Period& period = event->period();
    if (event->has_culture_days()) return Text(event->culture_days().stops(0).first_day());
    return period.has_timed() ? Text(period.timed().start()) : Text(period.dated().first_day());
  }
  template <class Date>
  static std::string Text(const Date& date) {
    return absl::StrCat(date.month(), "-", date.day());
  }
  v1::EventState StateOf(const std::string& name) { return Get(client(), name)->state(); }
};

TEST_F(Programme, MovesWithAllThatItsEventsHostInOneRevision) {
  const Ran ran = Run({"programmes", "shift", "days", "--days", "7"});
  ASSERT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(
      ran.out,
      AllOf(HasSubstr("events/days    Days of culture  2025-10-09 to 2025-10-13   2025-10-16 "
                      "to 2025-10-20\n"),
            HasSubstr("2025-10-10 18:00 to 20:00  2025-10-17 18:00 to 20:00\n")));
  EXPECT_EQ(DayOf("events/days"), "10-16");
  EXPECT_EQ(DayOf("events/gala"), "10-17");
  EXPECT_EQ(DayOf("events/corner"), "10-16");
  EXPECT_EQ(DayOf("events/ribbon"), "10-16");
  const v1::Event days = *Get(client(), "events/days");
  EXPECT_EQ(Text(days.culture_days().stops(1).last_day()), "10-20");
  EXPECT_EQ(Text(days.bookings(0).period().dated().first_day()), "10-16");
  EXPECT_EQ(Get(client(), "events/gala")->period().timed().start().hours(), 18);
  // Nothing has to be accepted anew on the new days, and the old ones are free.
  EXPECT_EQ(Run({"activities", "create", "new", "--title", "en=New", "--owner", "library", "--form",
                 "talk", "--start", "2025-10-10T18:00", "--end", "2025-10-10T20:00", "--booking",
                 "space=library/east"})
                .code,
            cli::kExitOk);
}

TEST_F(Programme, MovesByADryRunNowhere) {
  const std::string before = Everything(client());
  const Ran ran = Run({"programmes", "shift", "days", "--days=-7", "--dry-run"});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("2025-10-03 18:00 to 20:00"));
  EXPECT_THAT(ran.err, HasSubstr("nothing was written"));
  EXPECT_EQ(Everything(client()), before);
}

TEST_F(Programme, StaysWhereItIsWhenSomethingIsInTheWay) {
  const std::string events =
      absl::StrCat("events:", ConcertIn("one", "east", "2025-10-17T19:00", "2025-10-17T21:00"),
                   ConcertIn("two", "both", "2025-10-18T19:00", "2025-10-18T21:00"));
  ASSERT_EQ(ApplyFiles({File("more.yaml", events)}).code, cli::kExitOk);
  const std::string before = Everything(client());
  const Ran ran = Run({"programmes", "shift", "days", "--days", "7"});
  EXPECT_EQ(ran.code, cli::kExitRefused);
  EXPECT_THAT(ran.out, HasSubstr("events/gala"));
  EXPECT_THAT(ran.err, AllOf(HasSubstr("The programme cannot be moved"), HasSubstr("events/one"),
                             HasSubstr("events/two"), HasSubstr("2025-10-18 19:00")));
  EXPECT_EQ(Everything(client()), before);
}

TEST_F(Programme, SaysWhoseHoldsAreWhereItGoes) {
  ASSERT_EQ(Run({"activities", "create", "idea", "--title", "en=Idea", "--owner", "library",
                 "--form", "talk", "--start", "2025-10-17T18:00", "--end", "2025-10-17T20:00",
                 "--booking", "space=library/east"})
                .code,
            cli::kExitOk);
  for (const char* days : {"--days=7", "--days=-7"}) {
    const Ran ran = Run({"programmes", "shift", "days", days, "--override", "hold-ahead"});
    EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
    EXPECT_EQ(ran.out.find("hold-ahead") != std::string::npos, days == std::string("--days=7"));
    EXPECT_EQ(ran.out.find("events/idea") != std::string::npos, days == std::string("--days=7"));
  }
}

TEST_F(Programme, OfMoreThanAHundredEventsIsMovedAtOnce) {
  for (int batch = 0; batch < 2; ++batch) {
    std::string events = "events:";
    for (int i = 0; i < 50; ++i) {
      absl::StrAppend(&events, "\n  - {id: e", batch, "-", i,
                      ", title: {en: E}, owner: library, programme: days, "
                      "period: {dated: {first_day: 2025-10-09, last_day: 2025-10-09}}, "
                      "activity: {form: talk}}");
    }
    ASSERT_EQ(ApplyFiles({File("more.yaml", events)}).code, cli::kExitOk);
  }
  const Ran ran = Run({"programmes", "shift", "days", "--days", "7"});
  EXPECT_EQ(ran.code, cli::kExitOk) << ran.err;
  for (const char* name : {"events/e0-0", "events/e1-49"}) {
    EXPECT_EQ(Get(client(), name)->period().dated().first_day().day(), 16) << name;
  }
}

TEST_F(Programme, MovesWhatRepeatsWithItsRuleUnlessThatNamesDaysOfMonths) {
  const std::vector<std::string> create = {"activities",
                                           "create",
                                           "tour",
                                           "--title",
                                           "en=Tour",
                                           "--owner",
                                           "library",
                                           "--form",
                                           "tour",
                                           "--programme",
                                           "days",
                                           "--start",
                                           "2025-10-09T09:00",
                                           "--end",
                                           "2025-10-09T10:00",
                                           "--booking",
                                           "space=library/east"};
  auto words = create;
  words.insert(words.end(), {"--rule", "FREQ=DAILY;COUNT=3", "--excluded-day", "2025-10-10"});
  const Ran created = Run(words);
  ASSERT_EQ(created.code, cli::kExitOk) << created.err;
  const Ran moved = Run({"programmes", "shift", "days", "--days", "7"});
  ASSERT_EQ(moved.code, cli::kExitOk) << moved.err;
  EXPECT_EQ(DayOf("events/tour"), "10-16");
  EXPECT_EQ(Text(Get(client(), "events/tour")->recurrence().excluded_days(0)), "10-17");
  const auto change_rule = [this](const std::string& rule) {
    const Ran changed = Run({"events", "update", "tour", "--rule", rule});
    ASSERT_EQ(changed.code, cli::kExitOk) << changed.err;
  };
  // The 16th is a Thursday, and the excluded day the Friday after it.
  change_rule("FREQ=WEEKLY;BYDAY=TH,FR;UNTIL=20251107");
  const Ran weekly = Run({"programmes", "shift", "days", "--days", "14"});
  ASSERT_EQ(weekly.code, cli::kExitOk) << weekly.err;
  EXPECT_EQ(Get(client(), "events/tour")->recurrence().rule(),
            "FREQ=WEEKLY;BYDAY=TH,FR;UNTIL=20251121");
  const Ran by_a_day = Run({"programmes", "shift", "days", "--days", "1"});
  ASSERT_EQ(by_a_day.code, cli::kExitOk) << by_a_day.err;
  EXPECT_EQ(Get(client(), "events/tour")->recurrence().rule(),
            "FREQ=WEEKLY;BYDAY=FR,SA;UNTIL=20251122");
  EXPECT_EQ(Text(Get(client(), "events/tour")->recurrence().excluded_days(0)), "11-1");
  ASSERT_EQ(Run({"events", "update", "tour", "--remove-excluded-day", "2025-11-01"}).code,
            cli::kExitOk);
  change_rule("FREQ=MONTHLY;BYDAY=5FR;COUNT=3");
  const Ran refused = Run({"programmes", "shift", "days", "--days", "7"});
  EXPECT_EQ(refused.code, cli::kExitRefused);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("events/tour repeats by FREQ=MONTHLY;BYDAY=5FR;COUNT=3"),
                                 HasSubstr("names weekdays of months")));
}

TEST_F(Programme, IsCancelledWithAllThatBelongsToIt) {
  const Ran ran = Run({"culture-days", "cancel", "days", "--cascade", "--reason", "en=Postponed"});
  ASSERT_EQ(ran.code, cli::kExitOk) << ran.err;
  for (const char* name : {"events/days", "events/gala", "events/corner", "events/ribbon"}) {
    EXPECT_EQ(StateOf(name), v1::EVENT_STATE_CANCELLED) << name;
    EXPECT_EQ(Get(client(), name)->cancel_reason().at("en"), "Postponed");
  }
  const Ran shift = Run({"programmes", "shift", "days", "--days", "7"});
  EXPECT_EQ(shift.code, cli::kExitRefused);
  EXPECT_THAT(shift.err, HasSubstr("events/days is no longer planned"));
}

TEST_F(Programme, CancelsAHostOnlyWithWhatItHosts) {
  EXPECT_EQ(Run({"exhibitions", "cancel", "corner"}).code, cli::kExitRefused);
  const Ran ran = Run({"exhibitions", "cancel", "corner", "--cascade", "-o", "json"});
  ASSERT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("events/ribbon"));
  EXPECT_EQ(StateOf("events/ribbon"), v1::EVENT_STATE_CANCELLED);
  EXPECT_EQ(StateOf("events/days"), v1::EVENT_STATE_CONFIRMED);
}

TEST_F(Programme, ListsItsEventsAndThoseOfAnAgreement) {
  const Ran planned = Run({"agreements", "events", "sisterhood"});
  EXPECT_EQ(planned.code, cli::kExitOk) << planned.err;
  EXPECT_THAT(planned.out, AllOf(HasSubstr("NAME"), HasSubstr("events/gala  Gala   activity"),
                                 Not(HasSubstr("events/corner"))));
  EXPECT_EQ(Run({"programmes", "events", "days", "-o", "name"}).out,
            "events/days\nevents/gala\nevents/corner\n");
  EXPECT_EQ(Run({"programmes", "events", "days", "--kind", "exhibition", "-o", "name"}).out,
            "events/corner\n");
  EXPECT_EQ(Run({"programmes", "events"}).code, cli::kExitUsage);
}

TEST_F(Programme, IsAnsweredByCultureDaysThatItThenNames) {
  const Ran ran =
      Run({"culture-days", "create", "answer", "--title", "en=Answer", "--owner", "library",
           "--guest-country", "KZ", "--host-country", "AZ", "--stop",
           "city=Baku,first-day=2026-10-12,last-day=2026-10-15", "--reciprocal", "days"});
  ASSERT_EQ(ran.code, cli::kExitOk) << ran.err;
  EXPECT_EQ(Get(client(), "events/days")->culture_days().reciprocal(), "events/answer");
}

TEST_F(Programme, SaysWhatIsWrongWithTheCommandLine) {
  EXPECT_EQ(Run({"programmes", "shift"}).code, cli::kExitUsage);
  EXPECT_EQ(Run({"programmes", "shift", "days"}).code, cli::kExitUsage);
  EXPECT_EQ(Run({"programmes", "shift", "days", "--days", "0"}).code, cli::kExitUsage);
  const Ran no_rule =
      Run({"programmes", "shift", "days", "--days", "7", "--override", "venue-close"});
  EXPECT_EQ(no_rule.code, cli::kExitUsage);
  EXPECT_THAT(no_rule.err, HasSubstr("did you mean \"venue-closed\"?"));
  EXPECT_THAT(Run({"programmes", "shift", "gala", "--days", "7"}).err,
              HasSubstr("events/gala is no programme"));
}

}  // namespace
}  // namespace taqvim::testing
