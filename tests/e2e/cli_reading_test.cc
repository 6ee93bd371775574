// How people and programs read what the command line prints: a screen at a time, by which
// clocks, with which fields, and what is closed to others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/e2e/cli.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Reading : public CliTest {
 protected:
  Reading() {
    Output({"organizations", "create", "library", "--title", "en=The National Library", "--country",
            "KZ", "--kind", "library"});
    Output({"venues", "create", "library", "--title", "en=The National Library", "--country", "KZ",
            "--city", "Astana", "--time-zone", "Asia/Almaty"});
    Output({"spaces", "create", "hall", "--venue", "library", "--title", "en=Hall"});
    Output({"activities", "create", "gala", "--title", "en=Gala", "--owner", "library", "--form",
            "concert", "--start", "2036-05-01 18:00", "--end", "20:00", "--booking",
            "id=hall,space=library/hall,set-up=1h", "--confirm"});
  }

  void PlanABoardMeeting() {
    Output({"activities", "create", "board", "--title", "en=Board", "--owner", "library", "--form",
            "meeting", "--start", "2036-05-02 10:00", "--end", "11:00", "--booking",
            "space=library/hall", "--visibility", "private", "--confirm"});
  }

  // Runs it on a terminal of ten rows, with these variables besides.
  Ran OnATerminal(const std::vector<std::string>& words,
                  const std::vector<std::pair<std::string, std::string>>& variables) {
    std::vector<std::string> command = {TAQVIM, "--server", server_.address()};
    command.insert(command.end(), words.begin(), words.end());
    std::vector<char*> arguments;
    for (std::string& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    winsize size = {.ws_row = 10, .ws_col = 80};
    int terminal = -1;
    const pid_t pid = forkpty(&terminal, nullptr, nullptr, &size);
    if (pid == 0) {
      setenv("TERM", "xterm", 1);
      setenv("NO_COLOR", "1", 1);
      for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
      execv(TAQVIM, arguments.data());
      _exit(127);
    }
    Ran ran{0, "", ""};
    char buffer[4096];
    for (ssize_t size_read; (size_read = read(terminal, buffer, sizeof(buffer))) > 0;) {
      ran.out.append(buffer, static_cast<size_t>(size_read));
    }
    close(terminal);
    int status = 0;
    waitpid(pid, &status, 0);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    ran.out = absl::StrReplaceAll(ran.out, {{"\r\n", "\n"}});
    return ran;
  }
  // A pager that keeps what it is given, and fails.
  std::string Pager() { return absl::StrCat("cat > '", server_.dir().Path("page"), "'; exit 3"); }
  std::string Page() {
    const std::string path = server_.dir().Path("page");
    return std::filesystem::exists(path) ? testing::ReadFile(path) : "";
  }
};

TEST_F(Reading, LongTextsGoThroughThePagerWithTheExitCodeOfTheCommand) {
  const Ran ran = OnATerminal({"events", "get", "gala"}, {{"TAQVIM_PAGER", Pager()}});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(Page(), HasSubstr("2036-05-01 18:00"));
}

TEST_F(Reading, APagerThatReadsNoFurtherIsNoError) {
  const Ran ran = OnATerminal({"help", "events", "create"}, {{"TAQVIM_PAGER", "head -n 1"}});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1) << ran.out;
}

TEST_F(Reading, NothingIsPagedThatIsShortOrWrittenOrPrintedAtOnce) {
  const std::vector<std::pair<std::string, std::string>> pager = {{"PAGER", Pager()}};
  EXPECT_THAT(OnATerminal({"spaces", "list"}, pager).out, HasSubstr("venues/library/spaces/hall"));
  EXPECT_THAT(OnATerminal({"events", "get", "gala", "--no-pager"}, pager).out, HasSubstr("etag"));
  EXPECT_THAT(OnATerminal({"events", "update", "gala", "--title", "en=Ball"}, pager).out,
              HasSubstr("Ball"));
  EXPECT_EQ(OnATerminal({"events", "get", "none"}, pager).code, 1);
  EXPECT_THAT(Page(), IsEmpty());
}

TEST_F(Reading, OneWayToWriteTimesByTheClocksOfThePlaceOrOfTheReader) {
  Output({"events", "update", "gala", "--start", "2036-05-01 19:00", "--end", "21:00"});
  EXPECT_THAT(Output({"events", "get", "gala"}),
              AllOf(HasSubstr("start: 2036-05-01 19:00\n"), Not(HasSubstr("T19:00")),
                    Not(HasSubstr("Z\n"))));
  EXPECT_THAT(Output({"events", "history", "gala"}),
              AllOf(HasSubstr("2036-05-01 18:00 -> 2036-05-01 19:00"),
                    HasSubstr("Times are by the clocks of Asia/Almaty.")));
  EXPECT_THAT(Output({"events", "get", "gala", "--time-zone", "Asia/Baku"}),
              AllOf(HasSubstr("start: 2036-05-01 18:00\n"),
                    HasSubstr("Times are by the clocks of Asia/Baku.\n")));
  EXPECT_THAT(Output({"events", "history", "gala", "--time-zone", "Asia/Baku"}),
              HasSubstr("2036-05-01 17:00 -> 2036-05-01 18:00"));
}

TEST_F(Reading, ATimelineIsDrawnByTheClocksOfTheReader) {
  const std::vector<std::string> day = {"timeline", "--from", "2036-05-01", "--to", "2036-05-01"};
  EXPECT_THAT(Output(day), AllOf(HasSubstr("Astana (Asia/Almaty)\n"),
                                 HasSubstr("#1  Thu 2036-05-01 18:00-20:00")));
  std::vector<std::string> in_baku = day;
  in_baku.insert(in_baku.end(), {"--time-zone", "Asia/Baku"});
  EXPECT_THAT(Output(in_baku),
              AllOf(HasSubstr("Times are all by the clocks of Asia/Baku.\n"), HasSubstr("Astana\n"),
                    Not(HasSubstr("Asia/Almaty")), HasSubstr("#1  Thu 2036-05-01 17:00-19:00"),
                    HasSubstr("in use 16:00-19:00")));
  // In Auckland that is the day after.
  EXPECT_THAT(Output({"timeline", "--from", "2036-05-02", "--to", "2036-05-02", "--time-zone",
                      "Pacific/Auckland"}),
              HasSubstr("Fri 2036-05-02 01:00-03:00"));
  EXPECT_THAT(Output({"timeline", "--from", "2036-05-01", "--to", "2036-05-01", "--time-zone",
                      "Pacific/Auckland"}),
              HasSubstr("Everything is free."));
}

TEST_F(Reading, WhatIsClosedToOthersIsMarked) {
  PlanABoardMeeting();
  EXPECT_THAT(Output({"agenda", "2036-05-01..2036-05-02"}),
              AllOf(HasSubstr("Board (private)"), Not(HasSubstr("unpublished"))));
  EXPECT_THAT(Output({"agenda", "2036-05-01..2036-05-02", "-o", "csv"}), HasSubstr(",private,"));
  EXPECT_THAT(Output({"events", "list"}), AllOf(HasSubstr("CLOSED"), HasSubstr("private")));
  const std::vector<std::string> timeline = {"timeline", "--from", "2036-05-01", "--to",
                                             "2036-05-03"};
  EXPECT_THAT(Output(timeline), AllOf(HasSubstr("Board (private)"), Not(HasSubstr("Gala ("))));
  for (const char* format : {"svg", "html"}) {
    std::vector<std::string> picture = timeline;
    picture.insert(picture.end(), {"-o", format});
    EXPECT_THAT(Output(picture), HasSubstr("Board (private)")) << format;
  }
  Output({"activities", "create", "talk", "--title", "en=Talk", "--owner", "library", "--form",
          "talk", "--start", "2036-05-02 14:00", "--end", "15:00", "--booking",
          "space=library/hall", "--confirm"});
  Output({"events", "publish", "gala"});
  EXPECT_THAT(Output({"agenda", "2036-05-01..2036-05-02"}), HasSubstr("Talk (unpublished)"));
  EXPECT_THAT(Output(timeline), AllOf(HasSubstr("Talk (unpublished)"), Not(HasSubstr("Gala ("))));
  EXPECT_THAT(Output({"events", "list"}), AllOf(HasSubstr("PUBLIC"), HasSubstr("published")));
}

TEST_F(Reading, ProgramsGetTheFieldsThatTheyChoose) {
  EXPECT_EQ(Output({"events", "get", "gala", "-o", "yaml", "--fields", "state,title.en,name"}),
            "name: events/gala\ntitle:\n  en: Gala\nstate: confirmed\n");
  EXPECT_THAT(Output({"events", "list", "-o", "json", "--fields", "name,bookings.set_up"}),
              AllOf(HasSubstr("\"setUp\": \"3600s\""), Not(HasSubstr("etag"))));
  EXPECT_THAT(Output({"agenda", "2036-05-01", "-o", "json", "--fields", "event"}),
              AllOf(HasSubstr("events/gala"), Not(HasSubstr("eventState"))));
  EXPECT_THAT(Output({"timeline", "--from", "2036-05-01", "-o", "json", "--fields", "event"}),
              AllOf(HasSubstr("events/gala"), Not(HasSubstr("startTime"))));
  const Ran unknown = Taqvim({"events", "get", "gala", "-o", "json", "--fields", "nmae"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean \\\"name\\\"?"));
  EXPECT_EQ(Taqvim({"events", "list", "--fields", "name"}).code, 2);
}

TEST_F(Reading, AnEventIsCheckedByTheFlagsThatCreateIt) {
  const auto check = [&](const std::string& start, const std::string& end) {
    return Taqvim({"events", "check", "late", "--title", "en=Late", "--owner", "library", "--form",
                   "talk", "--start", start, "--end", end, "--booking",
                   "id=hall,space=library/hall"});
  };
  const Ran free = check("2036-05-01 21:00", "23:00");
  EXPECT_EQ(free.code, 0) << free.err;
  EXPECT_THAT(free.out, Not(HasSubstr("Blocked")));
  const Ran refused = check("2036-05-01 19:00", "21:00");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.out, AllOf(HasSubstr("resource-busy"), HasSubstr("events/gala")));
  EXPECT_THAT(Output({"events", "list", "-o", "name"}), Not(HasSubstr("late")));
  const Ran unknown = Taqvim({"events", "check", "--title", "en=Late", "--owner", "nobody",
                              "--form", "talk", "--start", "2036-05-02 10:00", "--end", "11:00",
                              "--booking", "id=hall,space=library/hall"});
  EXPECT_EQ(unknown.code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("--owner: "));
}

}  // namespace
}  // namespace taqvim::e2e
