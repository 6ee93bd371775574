// The program `taqvim` as an organiser runs it, against a server.
#include "tests/e2e/cli.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "taqvim/v1/occurrence.pb.h"
#include "tests/support/bookings.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kEscape[] = "\x1b";

// Two recitals at once in a venue that only this file knows, and a third apart.
constexpr char kCollidingProgramme[] = R"(
organizations:
  - {id: opera, title: {en: Opera}, country: KZ}
venues:
  - id: opera
    title: {en: Opera}
    country: KZ
    city: Astana
    time_zone: Asia/Almaty
    spaces: [{id: stage, title: {en: Stage}}]
events:
  - id: evening
    title: {en: Evening}
    owner: opera
    activity: {form: concert}
    period: {timed: {start: 2036-05-01T18:00, end: 2036-05-01T20:00}}
    bookings: [{space: opera/stage}]
    confirm: true
  - id: night
    title: {en: Night}
    owner: opera
    activity: {form: concert}
    period: {timed: {start: 2036-05-01T19:00, end: 2036-05-01T22:00}}
    bookings: [{space: opera/stage}]
    confirm: true
  - id: morning
    title: {en: Morning}
    owner: opera
    activity: {form: concert}
    period: {timed: {start: 2036-05-01T10:00, end: 2036-05-01T11:00}}
    bookings: [{space: opera/stage}]
    confirm: true
)";

class Cli : public CliTest {
 protected:
  void EnterLibrary() {
    Output({"organizations", "create", "library", "--title", "en=The National Library", "--country",
            "KZ", "--kind", "library"});
    Output({"venues", "create", "library", "--title", "en=The National Library", "--country", "KZ",
            "--city", "Astana", "--time-zone", "Asia/Almaty"});
    Output(
        {"spaces", "create", "hall", "--venue", "library", "--title", "en=Hall", "--seats", "300"});
  }
  Ran CreateConcert(const std::string& id, const std::string& start, const std::string& end) {
    return Taqvim({"activities", "create", id, "--title", "en=Concert " + id, "--owner", "library",
                   "--form", "concert", "--start", start, "--end", end, "--booking",
                   "space=library/hall"});
  }
  void BookGala() {
    EXPECT_EQ(CreateConcert("gala", "2036-05-01T18:00", "2036-05-01T20:00").code, 0);
    Output({"events", "confirm", "gala"});
  }

  static std::vector<std::string> ApplyDemo() {
    std::vector<std::string> files, words = {"apply"};
    for (const auto& entry : std::filesystem::directory_iterator(DEMO)) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) words.insert(words.end(), {"-f", file});
    return words;
  }
};

TEST_F(Cli, BooksAConcertAndShowsIt) {
  EnterLibrary();
  BookGala();
  EXPECT_THAT(Output({"events", "list"}),
              AllOf(HasSubstr("NAME"), HasSubstr("events/gala"), HasSubstr("confirmed"),
                    HasSubstr("2036-05-01 18:00")));
  EXPECT_THAT(Output({"events", "get", "gala"}),
              AllOf(HasSubstr("Concert gala"), HasSubstr("venues/library/spaces/hall")));
  EXPECT_EQ(testing::Get(server_.client(), "events/gala")->state(), v1::EVENT_STATE_CONFIRMED);
}

TEST_F(Cli, TakesTimesListsAndNamesAsPeopleTypeThem) {
  EnterLibrary();
  Output({"venues", "update", "library", "--add-opening-hours",
          "day=monday-friday,open=9:00,close=24:00"});
  Output({"spaces", "create", "corner", "--venue", "library", "--title", "en=Corner"});
  Output({"spaces", "create", "all", "--venue", "library", "--title", "en=All", "--part",
          "hall,corner"});
  EXPECT_EQ(CreateConcert("gala", "2036-05-01 20:00", "23:30").code, 0);
  const Ran later = Taqvim({"events", "update", "gala", "--end", "1:00", "--dry-run"});
  EXPECT_THAT(later.err, HasSubstr("--end: 1:00 is 2036-05-02 01:00, the day after its start."));
  const Ran fair = Taqvim({"exhibitions", "create", "fair", "--title", "en=@@Fair", "--description",
                           "en=@" + Write("fair.txt", "Books,\nand more.\n"), "--owner", "library",
                           "--first-day", "2036-05-12..2036-05-14", "--expire-time",
                           "tomorrow 12:00", "--time-zone", "Asia/Almaty"});
  EXPECT_EQ(fair.code, 0) << fair.err;
  const auto held = testing::Get(server_.client(), "events/fair");
  EXPECT_EQ(held->period().dated().last_day().day(), 14);
  EXPECT_EQ(held->title().at("en"), "@Fair");
  EXPECT_EQ(held->description().at("en"), "Books,\nand more.");
  EXPECT_THAT(Output({"events", "list", "--kind", "activity,exhibition"}),
              AllOf(HasSubstr("events/gala"), HasSubstr("events/fair")));
  EXPECT_THAT(Taqvim({"events", "update", "gala", "--start", "10/11/2036 18:00"}).err,
              HasSubstr("It could be two days; write 2036-11-10 or 2036-10-11."));
}

TEST_F(Cli, KeepsTheOtherBookingsWhenOneIsCorrected) {
  EnterLibrary();
  Output({"spaces", "create", "gallery", "--venue", "library", "--title", "en=Gallery"});
  Output({"activities", "create", "gala", "--title", "en=Gala", "--owner", "library", "--form",
          "concert", "--start", "2036-05-01T18:00", "--end", "2036-05-01T20:00", "--booking",
          "space=library/hall,expected_attendance=80", "--booking", "space=library/gallery"});
  Output({"events", "confirm", "gala"});
  const Ran corrected = Taqvim(
      {"events", "update", "gala", "--booking", "space=library/hall,expected-attendance=120"});
  EXPECT_EQ(corrected.code, 0) << corrected.err;
  EXPECT_THAT(corrected.err,
              HasSubstr("bookings: b1 expected_attendance 80 -> 120; 1 other stays"));
  const auto gala = testing::Get(server_.client(), "events/gala");
  ASSERT_EQ(gala->bookings_size(), 2);
  EXPECT_EQ(gala->bookings(0).expected_attendance(), 120);
  // The gallery is still taken.
  const Ran other = Taqvim({"activities", "create", "talk", "--title", "en=Talk", "--owner",
                            "library", "--form", "talk", "--start", "2036-05-01T18:00", "--end",
                            "2036-05-01T19:00", "--booking", "space=library/gallery"});
  EXPECT_EQ(other.code, 1);
  const Ran refused = Taqvim({"events", "update", "gala", "--booking", "id=b7,set-up=1h"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("id=b1"), HasSubstr("id=b2"), HasSubstr("--add-booking")));
}

TEST_F(Cli, ChangesWhatIsToldOfAnEventOneByOneAndClearsItByItsName) {
  EnterLibrary();
  BookGala();
  Output({"events", "update", "gala", "--add-picture", "address=https://e.org/1.jpg",
          "--add-picture", "address=https://e.org/2.jpg", "--add-partner",
          "name=Halyk Bank,role=sponsor", "--admission", "free", "--admission-address",
          "https://e.org/come"});
  const Ran changed =
      Taqvim({"events", "update", "gala", "--picture", "address=https://e.org/2.jpg,text=en=Ink",
              "--remove-picture", "https://e.org/1.jpg", "--remove-partner", "Halyk Bank"});
  EXPECT_EQ(changed.code, 0) << changed.err;
  Output({"events", "update", "gala", "--update-mask", "admission"});
  const auto gala = testing::Get(server_.client(), "events/gala");
  ASSERT_EQ(gala->pictures_size(), 1);
  EXPECT_EQ(gala->pictures(0).text().at("en"), "Ink");
  EXPECT_EQ(gala->partners_size(), 0);
  EXPECT_FALSE(gala->has_admission());
}

TEST_F(Cli, PublishesEventsAndWholeProgrammes) {
  EnterLibrary();
  Output({"culture-days", "create", "days", "--title", "en=Days", "--owner", "library", "--stop",
          "city=Astana,first-day=2036-05-01,last-day=2036-05-03"});
  BookGala();
  Output({"events", "update", "gala", "--programme", "days"});
  EXPECT_THAT(Output({"events", "publish", "gala", "-o", "name"}), HasSubstr("events/gala"));
  EXPECT_TRUE(testing::Get(server_.client(), "events/gala")->has_publish_time());
  EXPECT_FALSE(testing::Get(server_.client(), "events/days")->has_publish_time());
  EXPECT_THAT(Output({"events", "publish", "--programme", "days", "-o", "name"}),
              AllOf(HasSubstr("events/days"), HasSubstr("events/gala")));
  Output({"events", "unpublish", "gala"});
  EXPECT_FALSE(testing::Get(server_.client(), "events/gala")->has_publish_time());
  const Ran both = Taqvim({"events", "publish", "gala", "--programme", "days"});
  EXPECT_EQ(both.code, 1);
  EXPECT_THAT(both.err, HasSubstr("must be left out where a programme is given"));
}

TEST_F(Cli, MakesATokenThatCountsForThePublicAlone) {
  EnterLibrary();
  const std::string made =
      Output({"access-tokens", "create", "sign", "--cap", "public", "--grant", "role=viewer",
              "--expire-time", "2035-05-01T00:00:00Z", "-o", "json"});
  EXPECT_THAT(made, AllOf(HasSubstr("\"readOnly\""), HasSubstr("ROLE_PUBLIC")));
  EXPECT_THAT(Output({"access-tokens", "list"}),
              AllOf(HasSubstr("sign"), HasSubstr("2035-05-01"), Not(HasSubstr("LAST USED"))))
      << "it was not used";
}

TEST_F(Cli, ShowsTheConflictsOfARefusalAsATable) {
  EnterLibrary();
  BookGala();
  const Ran ran = CreateConcert("late", "2036-05-01T19:00", "2036-05-01T21:00");
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, AllOf(HasSubstr("RULE"), HasSubstr("resource-busy"),
                             HasSubstr("venues/library/spaces/hall"), HasSubstr("events/gala"),
                             HasSubstr("Concert gala"), HasSubstr("2036-05-01 19:00")));
  EXPECT_EQ(testing::ListAll(server_.client()).size(), 1);
}

TEST_F(Cli, ShowsWhatIsFreeInsteadOfWhatWasRefused) {
  EnterLibrary();
  Output({"spaces", "create", "gallery", "--venue", "library", "--title", "en=Gallery"});
  BookGala();
  const std::vector<std::string> times = {"2036-05-01T19:00", "2036-05-01T21:00"};
  const Ran ran = CreateConcert("late", times[0], times[1]);
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err,
              AllOf(HasSubstr("Free instead\n  venues/library/spaces/gallery is free at that time"),
                    HasSubstr("  venues/library/spaces/hall is free 2036-05-01 20:00 to 22:00")));
}

TEST_F(Cli, FindsSlotsThatCanBeBooked) {
  EnterLibrary();
  const std::vector<std::string> question = {
      "slots",       "find",       "duration=2h,expected-attendance=200,city=Astana",
      "--first-day", "2046-05-01", "--last-day",
      "2046-05-02",  "--limit",    "3",
      "--one-a-day"};
  EXPECT_THAT(Output(question), AllOf(HasSubstr("2046-05-01 09:00"), HasSubstr("2046-05-02 09:00"),
                                      HasSubstr("venues/library/spaces/hall"), HasSubstr("300")));
  EXPECT_EQ(CreateConcert("gala", "2046-05-01T09:00", "2046-05-01T11:00").code, 0);
  Output({"events", "confirm", "gala"});
  EXPECT_THAT(Output(question),
              AllOf(HasSubstr("2046-05-01 11:00"), Not(HasSubstr("2046-05-01 09:00"))));
  const Ran malformed = Taqvim(
      {"slots", "find", "duration=2h", "--first-day", "2046-05-01", "--last-day", "2046-05-02"});
  EXPECT_EQ(malformed.code, 1);
  EXPECT_THAT(malformed.err, HasSubstr("says no place"));
}

TEST_F(Cli, PrintsJsonThatParses) {
  EnterLibrary();
  BookGala();
  v1::GetEventResponse got;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  Output({"events", "get", "gala", "-o", "json"}), &got)
                  .ok());
  EXPECT_EQ(got.event().ShortDebugString(),
            testing::Get(server_.client(), "events/gala")->ShortDebugString());
  v1::ListEventsResponse listed;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(Output({"events", "list", "-o", "json"}), &listed)
          .ok());
  EXPECT_EQ(listed.events_size(), 1);
}

TEST_F(Cli, ListsWhatIsOnInOrderOfTime) {
  const std::string programme =
      absl::StrReplaceAll(kCollidingProgramme, {{"2036-05-01T19:00", "2036-05-01T20:00"}});
  Output({"apply", "-f", Write("programme.yaml", programme)});
  const std::string agenda =
      Output({"occurrences", "list", "--first-day", "2036-05-01", "--last-day", "2036-05-01"});
  const size_t morning = agenda.find("Morning"), evening = agenda.find("Evening");
  EXPECT_LT(morning, evening) << agenda;
  EXPECT_NE(evening, std::string::npos) << agenda;
  EXPECT_THAT(agenda, AllOf(HasSubstr("opera/spaces/stage"), HasSubstr("2036-05-01 10:00")));
  EXPECT_THAT(Output({"occurrences", "list", "--first-day", "2036-05-01", "--last-day",
                      "2036-05-01", "--state", "tentative"}),
              Not(HasSubstr("Morning")));
  EXPECT_THAT(Output({"occurrences", "list", "morning"}), HasSubstr("Morning"));
  v1::ListOccurrencesResponse listed;
  const std::string json = Output({"occurrences", "list", "--first-day", "2036-05-01", "--last-day",
                                   "2036-05-31", "-o", "json"});
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &listed).ok()) << json;
  EXPECT_EQ(listed.occurrences_size(), 3);
  EXPECT_EQ(listed.places_size(), 2);
  const Ran ran = Taqvim({"occurrences", "list"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("first"), HasSubstr("last")));
}

TEST_F(Cli, PrintsErrorsAsJsonForPrograms) {
  const Ran ran = Taqvim({"events", "get", "none", "-o", "json"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, AllOf(HasSubstr("\"error\""), HasSubstr("RESOURCE_NOT_FOUND"),
                             HasSubstr("events/none")));
}

TEST_F(Cli, SuggestsTheFlagThatWasMeant) {
  const Ran ran = Taqvim({"events", "list", "--knd", "activity"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("--knd"), HasSubstr("did you mean \"--kind\"?")));
}

TEST_F(Cli, SuggestsTheKeyThatWasMeantInAFile) {
  const std::string path = Write("programme.yaml",
                                 "organizations:\n"
                                 "  - {id: opera, title: {en: Opera}, contry: KZ}\n");
  const Ran ran = Taqvim({"apply", "-f", path});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("contry"), HasSubstr("country"), HasSubstr(path + ":2")));
}

TEST_F(Cli, SaysThatNoServerAnswers) {
  const std::string address = server_.address();
  server_.Kill();
  const Ran ran = Taqvim({"events", "list", "--timeout", "300ms"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr(address));
}

TEST_F(Cli, AppliesTheDemoProgrammesOnceAndThenChangesNothing) {
  Output(ApplyDemo());
  const std::string before = testing::Everything(server_.client());
  EXPECT_THAT(before, HasSubstr("events/astana-2025"));
  Output(ApplyDemo());
  EXPECT_EQ(testing::Everything(server_.client()), before);
}

TEST_F(Cli, AppliesADryRunBeforeAnythingExistsAndShowsEveryConflict) {
  const std::string path = Write("programme.yaml", kCollidingProgramme);
  const Ran ran = Taqvim({"apply", "-f", path, "--dry-run"});
  EXPECT_EQ(ran.code, 1);
  const std::string said = ran.out + ran.err;
  EXPECT_THAT(said, AllOf(HasSubstr("conflict  " + path +
                                    ":12: events/evening: venues/opera/spaces/"
                                    "stage is taken"),
                          HasSubstr("conflict  " + path +
                                    ":19: events/night: venues/opera/spaces/"
                                    "stage is taken"),
                          Not(HasSubstr("events/morning: "))));
  EXPECT_EQ(Output({"venues", "list", "-o", "name"}), "");
  const Ran refused = Taqvim({"apply", "-f", path});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("Run it again with --dry-run for the full report"),
                                 Not(HasSubstr("events check"))));
  EXPECT_EQ(testing::ListAll(server_.client()).size(), 0);
}

TEST_F(Cli, AppliesADryRunThatSaysOfApprovalsWhatBecomesOfThem) {
  EnterLibrary();
  Output({"venues", "create", "palace", "--title", "en=Palace", "--country", "KZ", "--city",
          "Astana", "--time-zone", "Asia/Almaty", "--booking-policy", "approval"});
  const auto event = [](const std::string& id, const std::string& venue) {
    return "  - {id: " + id +
           ", title: {en: A}, owner: library, form: talk, start: 2036-05-01T18:00, "
           "end: 2036-05-01T20:00, bookings: [{venue: " +
           venue + "}], confirm: true}\n";
  };
  const std::string of_both =
      Write("both.yaml", "events:\n" + event("a", "palace") + event("b", "library"));
  const std::string with_venue =
      Write("venue.yaml",
            "venues:\n  - {id: opera, title: {en: Opera}, country: KZ, city: Astana, time_zone: "
            "Asia/Almaty, booking_policy: approval}\nevents:\n" +
                event("c", "opera"));
  for (const std::string& path : {of_both, with_venue}) {
    const std::string foretold = Waiting({"apply", "-f", path, "--dry-run"});
    EXPECT_THAT(foretold, HasSubstr("would be created, awaits approval events/"));
    EXPECT_THAT(Waiting({"apply", "-f", path}),
                AllOf(HasSubstr("created, awaits approval events/"), Not(HasSubstr("would be"))));
  }
  EXPECT_THAT(Taqvim({"bookings", "approve", "a"}).err, HasSubstr("or send --venue or "
                                                                  "--participant for all"));
  Output({"bookings", "approve", "a", "--venue", "palace"});
  EXPECT_THAT(Taqvim({"events", "update", "a", "--end", "2036-05-01T21:00"}).err,
              HasSubstr("\nRun it again with --ask-approval to ask those who approve.\n"));
}

TEST_F(Cli, DrawsATimelineWithoutEscapeCodesInAPipe) {
  EnterLibrary();
  BookGala();
  const std::string drawn =
      Output({"timeline", "--venue", "library", "--from", "2036-05-01", "--to", "2036-05-07"});
  EXPECT_THAT(drawn, AllOf(HasSubstr("Hall"), HasSubstr("#1"), HasSubstr("Concert gala"),
                           Not(HasSubstr(kEscape))));
  EXPECT_THAT(Output({"events", "list"}), Not(HasSubstr(kEscape)));
}

}  // namespace
}  // namespace taqvim::e2e
