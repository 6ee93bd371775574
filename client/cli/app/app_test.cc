#include "client/cli/app/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

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

Ran Taqvim(const std::vector<std::string>& words) {
  const Surroundings surroundings{[](const char*) { return std::nullopt; }, false};
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
                                             {"completion", "zsh"}}) {
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
  EXPECT_EQ(Taqvim({"timeline", "-o", "svg", "--server", "127.0.0.1:1"}).code, 3);
  EXPECT_THAT(
      Taqvim({"timeline", "-o", "sgv"}).err,
      AllOf(HasSubstr("is not one of text, json, yaml, name, csv, svg, html, wide"), HasSubstr("\"svg\"?")));
}

TEST(Taqvim, SuggestsTheNearestCommand) {
  EXPECT_THAT(Taqvim({"exhibition", "list"}).err, HasSubstr("did you mean \"exhibitions\"?"));
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

TEST(Taqvim, PrintsACompletionScript) {
  const Ran ran = Taqvim({"completion", "bash"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("complete -F _taqvim taqvim"));
  EXPECT_THAT(ran.out, HasSubstr("'exhibitions create') words='--title"));
}

}  // namespace
}  // namespace taqvim::cli
