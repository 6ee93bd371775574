// What `taqvim` says where something is refused, waits or does not answer, and how that leads on:
// the lines that it prints are run by a shell as they stand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "tests/e2e/cli.h"
#include "tests/support/bookings.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr int kRefused = 1;

class Refusals : public CliTest {
 protected:
  Refusals() {
    testing::EnterLibrary(server_.client(), {"hall", "gallery"});
    Output({"venues", "create", "museum", "--title", "en=Museum", "--country", "KZ", "--city",
            "Almaty", "--time-zone", "Asia/Almaty", "--booking-policy", "approval"});
    Output({"spaces", "create", "room", "--venue", "museum", "--title", "en=Room"});
    Output(Concert("gala", {"--booking", "space=library/hall", "--confirm"}));
  }

  // The words that create a concert from 18:00 to 20:00.
  static std::vector<std::string> Concert(const std::string& id,
                                          const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "activities",       "create",  id,       "--title", "en=It's \"a\" concert; $HOME",
        "--owner",          "library", "--form", "concert", "--start",
        "2036-05-01 18:00", "--end",   "20:00"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  // What a shell makes of the line, in which taqvim is this one, and speaks to this server.
  Ran Paste(const std::string& line) {
    const std::string out = server_.dir().Path("out"), err = server_.dir().Path("err");
    std::filesystem::remove(out);
    std::filesystem::remove(err);
    const std::string folder = std::filesystem::path(TAQVIM).parent_path().string();
    testing::Process process(
        {"/usr/bin/env", absl::StrCat("PATH=", folder, ":", getenv("PATH")), "/bin/sh", "-c", line},
        out, err);
    const int code = process.Wait();
    return {code, testing::ReadFile(out), testing::ReadFile(err)};
  }

  // The lines that take what is free instead, in the order in which they stand.
  static std::vector<std::string> LinesIn(const std::string& err) {
    std::vector<std::string> lines;
    for (absl::string_view line : absl::StrSplit(err, '\n')) {
      if (absl::ConsumePrefix(&line, "    taqvim ")) {
        lines.push_back(absl::StrCat("taqvim ", line));
      }
    }
    return lines;
  }

  v1::Event Get(const std::string& name) { return *testing::Get(server_.client(), name); }
};

TEST_F(Refusals, OfACreationLeadOnInOnePaste) {
  const Ran ran = Taqvim(Concert("late", {"--booking", "space=library/hall", "--confirm"}));
  EXPECT_EQ(ran.code, kRefused);
  const auto lines = LinesIn(ran.err);
  ASSERT_GE(lines.size(), 2);
  const Ran place = Paste(lines[0] + " --dry-run");
  EXPECT_EQ(place.code, 0) << lines[0] << place.err;
  EXPECT_THAT(place.out, HasSubstr("venues/library/spaces/gallery"));
  const Ran time = Paste(lines[1]);
  EXPECT_EQ(time.code, 0) << lines[1] << time.err;
  const v1::Event late = Get("events/late");
  EXPECT_EQ(late.title().at("en"), "It's \"a\" concert; $HOME");
  EXPECT_EQ(late.state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_EQ(late.period().timed().start().hours(), 20);
}

TEST_F(Refusals, OfAConfirmationAndAnUpdateLeadOnInOnePaste) {
  Output(Concert("idea", {"--booking", "space=library/gallery"}));
  Output(Concert("film", {"--booking", "space=library/gallery,set-up=1h"}));
  Output({"events", "confirm", "film", "--override", "hold-ahead"});
  const Ran confirmed = Taqvim({"events", "confirm", "idea"});
  EXPECT_EQ(confirmed.code, kRefused);
  const auto lines = LinesIn(confirmed.err);
  ASSERT_GE(lines.size(), 1);
  EXPECT_THAT(lines[0], AllOf(StartsWith("taqvim events update events/idea"),
                              HasSubstr(" && taqvim events confirm idea")));
  const Ran pasted = Paste(lines[0]);
  EXPECT_EQ(pasted.code, 0) << lines[0] << pasted.err;
  EXPECT_EQ(Get("events/idea").state(), v1::EVENT_STATE_CONFIRMED);

  const Ran updated = Taqvim({"events", "update", "idea", "--booking", "id=b1,space=library/hall",
                              "--start", "2036-05-01 18:30"});
  EXPECT_EQ(updated.code, kRefused);
  const auto others = LinesIn(updated.err);
  ASSERT_GE(others.size(), 1);
  const Ran again = Paste(others.back());
  EXPECT_EQ(again.code, 0) << others.back() << again.err;
}

TEST_F(Refusals, SayWhereAnotherBookingIsStillInTheWay) {
  Output(Concert("film", {"--booking", "space=library/gallery", "--confirm"}));
  const Ran ran = Taqvim(
      Concert("late", {"--booking", "space=library/hall", "--booking", "space=library/gallery"}));
  EXPECT_EQ(ran.code, kRefused);
  // Another hall for one of them is of no use to the other; another time suits both.
  for (const std::string& line : LinesIn(ran.err)) {
    const Ran taken = Paste(line + " --dry-run");
    const size_t end = ran.err.find(line) + line.size();
    const bool remains =
        absl::StartsWith(absl::string_view(ran.err).substr(end), "\n    Still in the way then: ");
    EXPECT_EQ(taken.code, remains ? kRefused : 0) << line << taken.err;
  }
}

TEST_F(Refusals, AreObjectsWithCommandsForPrograms) {
  std::vector<std::string> words =
      Concert("late", {"--booking", "space=library/hall", "-o", "json"});
  const Ran ran = Taqvim(words);
  EXPECT_EQ(ran.out, "");
  const YAML::Node error = YAML::Load(ran.err)["error"];
  EXPECT_EQ(error["code"].as<std::string>(), "FAILED_PRECONDITION");
  EXPECT_EQ(error["reason"].as<std::string>(), "SCHEDULE_CONFLICT");
  EXPECT_EQ(error["conflicts"][0]["counterpart"].as<std::string>(), "events/gala");
  EXPECT_THAT(error["requestId"].as<std::string>(), SizeIs(36));
  const auto commands =
      error["suggestions"][0]["commands"].as<std::vector<std::vector<std::string>>>();
  ASSERT_EQ(commands.size(), 1);
  // As it is, without a shell.
  std::vector<std::string> command = commands[0];
  command[0] = TAQVIM;
  EXPECT_EQ(testing::Process(command, server_.dir().Path("taken")).Wait(), 0);
  EXPECT_EQ(Get("events/late").bookings(0).space(), "venues/library/spaces/gallery");

  const Ran usage = Taqvim({"events", "list", "--knd", "x", "-o", "json"});
  EXPECT_EQ(usage.code, 2);
  EXPECT_EQ(YAML::Load(usage.err)["error"]["code"].as<std::string>(), "USAGE");
  const Ran field =
      Taqvim({"events", "create", "--title", "en=x", "--owner", "nobody", "-o", "yaml"});
  const YAML::Node violation = YAML::Load(field.err)["error"]["fieldViolations"][0];
  EXPECT_TRUE(violation["field"]);
}

TEST_F(Refusals, OfFilesSayInWhichLineSomethingElseIsToBeWritten) {
  const std::string file = Write("late.yaml",
                                 "events:\n"
                                 "  - id: late\n"
                                 "    title: {en: Late}\n"
                                 "    owner: library\n"
                                 "    activity: {form: concert}\n"
                                 "    period: {timed: {start: 2036-05-01T19:00, end: "
                                 "2036-05-01T21:00}}\n"
                                 "    bookings:\n"
                                 "      - space: library/hall\n"
                                 "    confirm: true\n");
  const std::string place =
      absl::StrCat(file, ":8: events/late: bookings[0].space: venues/library/spaces/gallery\n");
  EXPECT_THAT(Taqvim({"apply", "-f", file}).err, HasSubstr("    " + place));
  EXPECT_THAT(Taqvim({"apply", "-f", file, "--dry-run"}).out, HasSubstr("  write   " + place));
}

TEST_F(Refusals, AreNotWhatWaitsForAnApproval) {
  Output(Concert("talk", {"--booking", "space=museum/room"}));
  const Ran confirmed = Taqvim({"events", "confirm", "talk"});
  EXPECT_EQ(confirmed.code, kWaits);
  EXPECT_THAT(confirmed.err, HasSubstr("still to be approved: b1 by venues/museum."));
  Waiting({"events", "confirm", "talk", "-o", "json"});
  // Others that meet it have done what they were to do.
  EXPECT_EQ(Taqvim({"events", "get", "talk"}).code, 0);
  EXPECT_EQ(Taqvim({"events", "update", "talk", "--title", "en=Talk"}).code, 0);
  EXPECT_EQ(Taqvim({"bookings", "approve", "talk", "--booking", "b1"}).code, 0);
  EXPECT_EQ(Get("events/talk").state(), v1::EVENT_STATE_CONFIRMED);

  Waiting({"events", "update", "talk", "--start", "2036-05-02 18:00", "--ask-approval"});
  std::vector<std::string> play = Concert("play", {"--booking", "space=museum/room", "--confirm"});
  play[10] = "2036-05-03 18:00";
  Waiting(play);
  Output(Concert("film", {"--booking", "space=library/gallery"}));
  Waiting({"events", "confirm", "film", "play"});
  const std::string file = Write("opera.yaml",
                                 "events:\n"
                                 "  - id: opera\n"
                                 "    title: {en: Opera}\n"
                                 "    owner: library\n"
                                 "    activity: {form: concert}\n"
                                 "    period: {timed: {start: 2036-05-07T19:00, end: "
                                 "2036-05-07T21:00}}\n"
                                 "    bookings: [{space: museum/room}]\n"
                                 "    confirm: true\n");
  Waiting({"apply", "-f", file, "--dry-run"});
  Waiting({"apply", "-f", file});
}

TEST_F(Refusals, SayWhichNamesInFiltersDoNotExist) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"events", "list", "--venue", "libary"},
                                             {"agenda", "--venue", "libary"},
                                             {"bookings", "pending", "--venue", "libary"},
                                             {"timeline", "--venue", "libary"}}) {
    const Ran ran = Taqvim(words);
    EXPECT_EQ(ran.code, kRefused) << words[0];
    EXPECT_THAT(ran.err, AllOf(HasSubstr("venues/libary does not exist."),
                               HasSubstr("Did you mean \"library\"?")));
  }
  EXPECT_EQ(Taqvim({"events", "list", "--venue", "museum"}).code, 0);
  const Ran several = Taqvim({"events", "confirm", "--programme", "galla"});
  EXPECT_EQ(several.code, kRefused);
  EXPECT_THAT(several.err, AllOf(HasSubstr("--programme: events/galla does not exist."),
                                 HasSubstr("Did you mean \"gala\"?")));
  EXPECT_THAT(Taqvim({"events", "get", "galla"}).err, HasSubstr("Did you mean \"gala\"?"));
}

TEST_F(Refusals, SpeakOfTheClocksAsPeopleDo) {
  Output({"venues", "create", "berlin", "--title", "en=Berlin", "--country", "DE", "--city",
          "Berlin", "--time-zone", "Europe/Berlin"});
  Output({"spaces", "create", "stage", "--venue", "berlin", "--title", "en=Stage"});
  std::vector<std::string> words = Concert("night", {"--booking", "space=berlin/stage"});
  words[10] = "2026-10-25 02:30";
  words[12] = "4:00";
  const Ran ran = Taqvim(words);
  EXPECT_THAT(ran.err, AllOf(StartsWith("Error: --start: 2026-10-25 02:30 occurs twice"),
                             HasSubstr("2026-10-25 02:30+02:00"), Not(HasSubstr("utc_offset"))));
  words[10] = "2026-10-25 02:30+02:00";
  EXPECT_EQ(Taqvim(words).code, 0);
}

TEST_F(Refusals, AreNotWhatIsSaidOfASeriesThatGoesOnForYears) {
  const Ran ran =
      Taqvim(Concert("talks", {"--booking", "space=library/gallery", "--rule", "FREQ=WEEKLY"}));
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("What repeats is booked two years ahead: so far its first day "
                                 "alone, 2036-05-01."));
  EXPECT_THAT(Taqvim({"events", "update", "talks", "--title", "en=Talks"}).err,
              Not(HasSubstr("two years ahead")));
}

// The server is killed, and started again at its address while the command still tries.
TEST_F(Refusals, OfAServerThatStartsAgainAreNotSeen) {
  server_.Kill();
  const std::string err = server_.dir().Path("trying");
  std::vector<std::string> words = {TAQVIM, "--server",  server_.operator_address(),
                                    "-v",   "--timeout", "10m"};
  const auto concert = Concert("late", {"--booking", "space=library/gallery"});
  words.insert(words.end(), concert.begin(), concert.end());
  testing::Process taqvim(words, server_.dir().Path("tried"), err);
  const absl::Time patience = absl::Now() + absl::Minutes(1);
  while (!absl::StrContains(testing::ReadFile(err), "attempt 6, request id ") &&
         absl::Now() < patience) {
    std::this_thread::yield();
  }
  server_.Start();
  EXPECT_EQ(taqvim.Wait(), 0) << testing::ReadFile(err);
  EXPECT_THAT(testing::ReadFile(server_.dir().Path("tried")), HasSubstr("events/late"));
  EXPECT_EQ(Get("events/late").state(), v1::EVENT_STATE_TENTATIVE);
}

}  // namespace
}  // namespace taqvim::e2e
