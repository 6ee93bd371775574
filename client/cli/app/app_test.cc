#include "client/cli/app/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/command/model.h"
#include "client/cli/commands/special_commands.h"
#include "client/cli/contract/contract.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/text.h"
#include "tests/support/process.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct Ran {
  int code;
  std::string out;
  std::string err;
};

// In a pipe, or on a terminal of so many columns.
Ran Taqvim(const std::vector<std::string>& words, int columns = 0) {
  const Surroundings surroundings{
      .variable = [](const char* name) -> std::optional<std::string> {
        return std::string(name) == "NO_COLOR" ? std::optional<std::string>("1") : std::nullopt;
      },
      .is_terminal = columns > 0,
      .columns = columns};
  std::ostringstream out, err;
  const int code = Run(words, surroundings, out, err);
  return {code, out.str(), err.str()};
}

TEST(Taqvim, AloneShowsTheOverview) {
  const Ran ran = Taqvim({});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("THE SCHEDULE"));
  EXPECT_EQ(Taqvim({"--help"}).out, ran.out);
  EXPECT_EQ(Taqvim({"help"}).out, ran.out);
}

TEST(Taqvim, ShowsHelpOfGroupsAndCommands) {
  EXPECT_THAT(Taqvim({"events"}).out, HasSubstr("batch-write"));
  EXPECT_THAT(Taqvim({"events", "create", "--help"}).out, HasSubstr("--booking"));
  EXPECT_EQ(Taqvim({"help", "events", "create"}).out, Taqvim({"events", "create", "-h"}).out);
  EXPECT_THAT(Taqvim({"help", "periods"}).out, HasSubstr("permanent"));
}

TEST(Taqvim, ExitsWithTwoForAWrongCommandLine) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"evnts"},
                                             {"events", "lst"},
                                             {"events", "list", "--knd", "x"},
                                             {"events", "get"},
                                             {"help", "nothing"},
                                             {"--servr", "x"},
                                             {"explain"},
                                             {"completion", "csh"}}) {
    const Ran ran = Taqvim(words);
    EXPECT_EQ(ran.code, 2) << words[0];
    EXPECT_THAT(ran.err, StartsWith("Error: "));
    EXPECT_THAT(ran.out, IsEmpty());
  }
}

TEST(Taqvim, DrawsPicturesWithCommandsThatSaySo) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"events", "list", "-o", "svg"},
                                             {"apply", "-o", "html", "-f", "x.yaml"},
                                             {"context", "list", "--output=svg"}}) {
    const Ran ran = Taqvim(words);
    EXPECT_EQ(ran.code, 2) << words[0];
    EXPECT_THAT(ran.err, StartsWith("Error: --output: svg and html are pictures, which only taqvim "
                                    "timeline draws;"));
  }
  EXPECT_EQ(Taqvim({"timeline", "-o", "svg", "--server", "127.0.0.1:1", "--timeout", "300ms"}).code,
            3);
  EXPECT_THAT(Taqvim({"timeline", "-o", "sgv"}).err,
              AllOf(HasSubstr("is not one of text, json, yaml, name, csv, svg, html, wide"),
                    HasSubstr("\"svg\"?")));
}

TEST(Taqvim, SuggestsTheNearestCommand) {
  EXPECT_THAT(Taqvim({"exhibtions", "list"}).err, HasSubstr("did you mean \"exhibitions\"?"));
  EXPECT_THAT(Taqvim({"events list"}).err, HasSubstr("write them without quotes"));
}

TEST(Taqvim, ExitsWithThreeWhenNobodyAnswers) {
  const Ran ran = Taqvim({"--server", "127.0.0.1:1", "events", "list", "--timeout", "1s"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr("127.0.0.1:1"));
}

TEST(Taqvim, SaysHowToRepeatAWriteWhenNobodyAnswers) {
  const Ran ran = Taqvim({"--server", "127.0.0.1:1", "events", "confirm", "x", "--timeout", "1s"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, ContainsRegex("--request-id [0-9a-f-]{36}\n"));
  EXPECT_THAT(
      Taqvim({"--server", "127.0.0.1:1", "events", "confirm", "x", "--timeout", "1s", "--dry-run"})
          .err,
      Not(HasSubstr("--request-id")));
}

TEST(Taqvim, ExplainsFields) {
  const Ran ran = Taqvim({"explain", "event.bookings"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("Event.bookings  <list of Booking>"));
  EXPECT_THAT(ran.out, HasSubstr("set_up"));
  EXPECT_THAT(Taqvim({"explain", "event.bookngs"}).err, HasSubstr("did you mean \"bookings\"?"));
  EXPECT_THAT(Taqvim({"explain", "events"}).out, HasSubstr("taqvim.v1.Event\n"));
  const std::string states = Taqvim({"explain", "event.state"}).out;
  EXPECT_THAT(states, AllOf(HasSubstr("VALUES\n  tentative\n"), HasSubstr("\n  confirmed\n"),
                            Not(HasSubstr("unspecified"))));
}

TEST(Taqvim, ExplainsEnumsValuesMethodsAndServices) {
  for (const char* name : {"ConflictRule", "conflict-rule"}) {
    EXPECT_THAT(Taqvim({"explain", name}).out,
                AllOf(HasSubstr("taqvim.v1.ConflictRule\n"), HasSubstr("\n  venue-closed\n")));
  }
  EXPECT_THAT(Taqvim({"explain", "event-state"}).out, HasSubstr("\n  confirmed\n"));
  EXPECT_THAT(Taqvim({"explain", "event-state.confirmed"}).out, HasSubstr("EVENT_STATE_CONFIRMED"));
  EXPECT_THAT(Taqvim({"explain", "CreateEvent"}).out, HasSubstr("<CreateEventRequest to"));
  EXPECT_THAT(Taqvim({"explain", "EventService"}).out, HasSubstr("\n  ConfirmEvent\n"));
  EXPECT_THAT(Taqvim({"explain", "conflict-rul"}).err, HasSubstr("\"conflict-rule\"?"));
  EXPECT_THAT(Taqvim({"explain", "event-state.confirmd"}).err, HasSubstr("\"confirmed\"?"));
}

TEST(Taqvim, ExplainsTheWordsOfRefusals) {
  EXPECT_THAT(Taqvim({"explain", "outside-programme"}).out,
              AllOf(HasSubstr("CONFLICT_RULE_OUTSIDE_PROGRAMME"),
                    HasSubstr("CONFLICT_KIND_OUTSIDE_PROGRAMME"), HasSubstr("stops")));
  EXPECT_EQ(Taqvim({"explain", "OUTSIDE_PROGRAMME"}).out,
            Taqvim({"explain", "outside-programme"}).out);
  EXPECT_THAT(Taqvim({"explain", "schedule-conflict"}).out,
              HasSubstr("ERROR_REASON_SCHEDULE_CONFLICT"));
  EXPECT_THAT(Taqvim({"explain", "EVENT_STATE_TENTATIVE"}).out, HasSubstr("holds what it books"));
  // What has a name of its own is meant by it.
  EXPECT_THAT(Taqvim({"explain", "exhibition"}).out, StartsWith("MESSAGE"));
  EXPECT_THAT(Taqvim({"explain", "outside-programm"}).err, HasSubstr("\"outside-programme\"?"));
}

// Of every rule, reason and state that a table or an error has.
TEST(Taqvim, ExplainsEveryValueOfAnEnum) {
  for (const auto* type : Contract::Embedded().Enums()) {
    for (const std::string& word : EnumWords(*type)) {
      EXPECT_EQ(Taqvim({"explain", word}).code, 0) << word;
    }
  }
}

TEST(Taqvim, PrintsErrorsOfTheCommandLineAsItWasAskedTo) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"events", "list", "--knd", "x", "-o", "json"},
                                             {"events", "lst", "-ojson"},
                                             {"--output=json", "evnts"},
                                             {"-o", "json", "--servr", "x"},
                                             {"events", "get", "--output", "json"}}) {
    const Ran ran = Taqvim(words);
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, StartsWith("{\"error\":{\"code\":\"USAGE\",\"exitCode\":2,"));
  }
  EXPECT_THAT(Taqvim({"evnts", "-o", "yaml"}).err, StartsWith("error:\n  code: USAGE\n"));
  // Behind -- there are no flags, and an unknown format is none.
  EXPECT_THAT(Taqvim({"evnts", "--", "-o", "json"}).err, StartsWith("Error: "));
  EXPECT_THAT(Taqvim({"evnts", "-o", "jsn"}).err, StartsWith("Error: "));
}

TEST(Taqvim, SaysAtATerminalThatItWaitsForAServer) {
  const Ran seen = Taqvim({"--server", "127.0.0.1:1", "events", "list", "--timeout", "4s"}, 80);
  EXPECT_THAT(seen.err, HasSubstr("The server does not answer yet; trying on for up to 4s"));
  EXPECT_EQ(seen.code, 3);
}

TEST(Taqvim, HelpsWithAllThatItLists) {
  const std::string all = Taqvim({"help"}).out;
  for (absl::string_view line : absl::StrSplit(all, '\n')) {
    if (!absl::ConsumePrefix(&line, "  ") || line.empty() || !islower(line[0])) continue;
    const std::string word(line.substr(0, line.find(' ')));
    if (word == "taqvim") continue;
    EXPECT_EQ(Taqvim({"help", word}).code, 0) << word;
  }
}

TEST(Taqvim, FollowsSynonyms) {
  EXPECT_EQ(Taqvim({"event", "show", "--help"}).out, Taqvim({"events", "get", "--help"}).out);
  EXPECT_EQ(Taqvim({"help", "programmes", "list"}).out,
            Taqvim({"help", "culture-days", "list"}).out);
  EXPECT_EQ(Taqvim({"exhibition"}).out, Taqvim({"exhibitions"}).out);
}

int Widest(const std::string& text) {
  int widest = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    // A command is printed as it is run.
    if (absl::StartsWith(line, "        --") || absl::StartsWith(line, "    taqvim")) continue;
    // A word is never broken.
    if (!absl::StrContains(absl::StripLeadingAsciiWhitespace(line), ' ')) continue;
    widest = std::max(widest, DisplayWidth(line));
  }
  return widest;
}

TEST(Taqvim, HelpFitsTheTerminal) {
  const std::vector<std::string> words = {"culture-days", "list", "--help"};
  EXPECT_LE(Widest(Taqvim(words, 60).out), 60);
  const int usual = Widest(Taqvim(words).out);
  EXPECT_LE(usual, 80);
  EXPECT_GT(usual, 70);
  EXPECT_EQ(Taqvim(words, 80).out, Taqvim(words).out);
  const int wide = Widest(Taqvim(words, 160).out);
  EXPECT_LE(wide, 100);
  EXPECT_GT(wide, 90);
  EXPECT_LE(Widest(Taqvim({"explain", "event"}, 60).out), 60);
}

TEST(Taqvim, HelpOfEveryCommandFitsANarrowTerminal) {
  std::vector<std::vector<std::string>> all = {{"help"}};
  const Model& model = Model::Embedded();
  for (const Group& group : model.groups()) {
    all.push_back({"help", group.name});
    for (const Command& command : group.commands) {
      all.push_back({"help", group.name, command.verb});
    }
  }
  for (const SpecialCommand& special : SpecialCommands()) {
    all.push_back({"help"});
    for (const absl::string_view word : absl::StrSplit(special.name, ' ')) {
      all.back().emplace_back(word);
    }
  }
  for (const Topic& topic : Catalog::Embedded().topics) all.push_back({"help", topic.name});
  for (const auto& words : all) {
    const std::string text = Taqvim(words, 60).out;
    EXPECT_LE(Widest(text), 60) << absl::StrJoin(words, " ");
    EXPECT_THAT(text, Not(HasSubstr("U+"))) << absl::StrJoin(words, " ");
  }
}

TEST(Taqvim, HelpBeginsWithTheFlagsThatPeopleUseMost) {
  const std::string text = Taqvim({"events", "create", "--help"}).out;
  const size_t most = text.find("\nMOST USED\n"), all = text.find("\nREQUIRED FLAGS\n");
  ASSERT_LT(most, all);
  const std::string first = text.substr(0, all);
  EXPECT_THAT(first, AllOf(HasSubstr("--booking FIELD=VALUE"), HasSubstr("--dry-run")));
  EXPECT_LE(std::count(first.begin(), first.end(), '\n'), 40);
  EXPECT_THAT(text, HasSubstr("taqvim help events create examples"));
  EXPECT_THAT(Taqvim({"help", "events", "create", "examples"}).out,
              AllOf(StartsWith("\nEXAMPLES\n"), Not(HasSubstr("FLAGS"))));
}

// A terminal of ten rows on which a pager is at hand.
class PagedTest : public ::testing::Test {
 protected:
  Ran Run(const std::vector<std::string>& words) {
    const Surroundings surroundings{
        .variable = [this](const char* name) -> std::optional<std::string> {
          const auto found = variables_.find(name);
          return found == variables_.end() ? std::nullopt : std::optional(found->second);
        },
        .is_terminal = is_terminal_,
        .columns = 80,
        .rows = 10,
        .show_page =
            [this](const std::string& command, const std::string& text) {
              command_ = command;
              shown_ = text;
              return starts_;
            }};
    command_.clear();
    shown_.clear();
    std::ostringstream out, err;
    const int code = taqvim::cli::Run(words, surroundings, out, err);
    return {code, out.str(), err.str()};
  }

  std::map<std::string, std::string> variables_ = {{"NO_COLOR", "1"}};
  bool is_terminal_ = true;
  bool starts_ = true;
  std::string command_;
  std::string shown_;
};

TEST_F(PagedTest, WhatIsLongerThanTheScreenIsShownByThePager) {
  const Ran ran = Run({"help"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(shown_, HasSubstr("THE SCHEDULE"));
  EXPECT_THAT(command_, HasSubstr("less -FRX"));
  EXPECT_THAT(Run({"explain", "event"}).out, IsEmpty());
  EXPECT_THAT(shown_, HasSubstr("taqvim.v1.Event"));
}

TEST_F(PagedTest, VariablesSayByWhich) {
  variables_["PAGER"] = "more";
  Run({"help"});
  EXPECT_EQ(command_, "more");
  variables_["TAQVIM_PAGER"] = "less -S";
  Run({"help"});
  EXPECT_EQ(command_, "less -S");
}

TEST_F(PagedTest, WhatFitsIsPrinted) {
  EXPECT_THAT(Run({"version"}).out, StartsWith("taqvim "));
  EXPECT_THAT(command_, IsEmpty());
}

TEST_F(PagedTest, IsPrintedAtOnceWhereThatIsWanted) {
  const std::string all = Taqvim({"help"}, 80).out;
  EXPECT_EQ(Run({"--no-pager", "help"}).out, all);
  EXPECT_THAT(Run({"help", "--verbose"}).out, StartsWith("Taqvim keeps"));
  for (const char* none : {"", "cat"}) {
    variables_["TAQVIM_PAGER"] = none;
    EXPECT_EQ(Run({"help"}).out, all);
  }
  variables_.erase("TAQVIM_PAGER");
  variables_["TERM"] = "dumb";
  EXPECT_EQ(Run({"help"}).out, all);
  variables_.erase("TERM");
  is_terminal_ = false;
  EXPECT_EQ(Run({"help"}).out, Taqvim({"help"}).out);
  EXPECT_THAT(command_, IsEmpty());
}

TEST_F(PagedTest, IsPrintedWhereNoPagerStarts) {
  starts_ = false;
  EXPECT_EQ(Run({"help"}).out, Taqvim({"help"}, 80).out);
  EXPECT_THAT(command_, Not(IsEmpty()));
}

TEST_F(PagedTest, ErrorsAndTheirCodesAreThoseOfTheCommand) {
  const Ran ran = Run({"--server", "127.0.0.1:1", "events", "list", "--all", "--timeout", "1s"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr("Error: "));
  EXPECT_THAT(command_, IsEmpty());
}

TEST(Taqvim, WritesAManual) {
  const testing::TempDir dir;
  EXPECT_THAT(Taqvim({"man", dir.Path("man")}).err, HasSubstr("taqvim`"));
  EXPECT_THAT(testing::ReadFile(dir.Path("man/man1/taqvim-events-create.1")), StartsWith(".TH "));
  EXPECT_EQ(Taqvim({"man"}).code, 2);
  EXPECT_THAT(Taqvim({"man", "/dev/null"}).err, HasSubstr("could not be written"));
}

TEST(Taqvim, PrintsCompletionScripts) {
  EXPECT_THAT(Taqvim({"completion", "bash"}).out, HasSubstr("complete -F _taqvim taqvim"));
  EXPECT_THAT(Taqvim({"completion", "zsh"}).out, StartsWith("#compdef taqvim"));
  EXPECT_THAT(Taqvim({"completion", "fish"}).out, HasSubstr("complete -c taqvim"));
  EXPECT_THAT(Taqvim({"completion", "fsh"}).err, HasSubstr("did you mean \"fish\"?"));
}

TEST(Taqvim, SaysWhatALineCanGoOnWithAndNothingElse) {
  EXPECT_EQ(Taqvim({"complete", "--", "events", "confi"}).out.substr(0, 8), "confirm\t");
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"complete", "--", "nonsense", "x"},
           {"complete", "--", "--context", "x", "events", "get", ""},
           {"complete", "--", "--server", "127.0.0.1:1", "events", "get", ""}}) {
    const Ran ran = Taqvim(words);
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, IsEmpty());
    EXPECT_THAT(ran.err, IsEmpty());
  }
}

}  // namespace
}  // namespace taqvim::cli
