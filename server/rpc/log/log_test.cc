#include "server/rpc/log/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class LogTest : public ::testing::Test {
 protected:
  Log MakeLog(LogLevel level, LogFormat format) {
    return Log(level, format, [this](absl::string_view line) { lines_.emplace_back(line); });
  }

  std::vector<std::string> lines_;
};

TEST_F(LogTest, LinesBelowTheLevelAreNotWritten) {
  const Log log = MakeLog(LogLevel::kInfo, LogFormat::kText);
  log.Write(LogLevel::kDebug, "Nobody asked for this.");
  log.Write(LogLevel::kInfo, "This is wanted.");
  EXPECT_THAT(lines_, ElementsAre(EndsWith(" info: This is wanted.\n")));
  EXPECT_FALSE(log.Wants(LogLevel::kDebug));
  EXPECT_TRUE(log.Wants(LogLevel::kError));
}

TEST_F(LogTest, TextQuotesOnlyWhatNeedsIt) {
  MakeLog(LogLevel::kInfo, LogFormat::kText)
      .Write(LogLevel::kWarning, "A sentence.",
             {{"peer", "ipv4:127.0.0.1:50"},
              {"reason", ""},
              {"cause", "disk \"full\"\nnow"},
              {"count", 3}});
  EXPECT_THAT(lines_, ElementsAre(EndsWith(" warning: A sentence. peer=ipv4:127.0.0.1:50 "
                                           "cause=\"disk \\\"full\\\"\\nnow\" count=3\n")));
}

TEST_F(LogTest, WhatCallersCanCauseAtAnyRateIsWarnedOfSeldom) {
  const Log log = MakeLog(LogLevel::kInfo, LogFormat::kText);
  for (int i = 0; i < 100; ++i) {
    log.WarnSeldom("Refused a call.", "It is nobody.", {{"peer", "one"}});
    log.WarnSeldom("Refused a call.", "It is late.", {{"peer", "two"}});
  }
  EXPECT_THAT(lines_, ElementsAre(EndsWith(" warning: Refused a call. peer=one times=1\n"),
                                  EndsWith(" warning: Refused a call. peer=two times=1\n")));
}

TEST_F(LogTest, WhatWasLeftOutIsToldInSumOnceItIsOver) {
  absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  const Log log(
      LogLevel::kInfo, LogFormat::kText,
      [this](absl::string_view line) { lines_.emplace_back(line); }, [&now] { return now; });
  for (int i = 0; i < 100'000; ++i) {
    log.WriteSeldom(LogLevel::kInfo, 20, "refused viewer", "Refused a call.", {{"number", i}});
  }
  EXPECT_EQ(lines_.size(), 20u);
  now += absl::Minutes(2);
  log.Write(LogLevel::kInfo, "Something else.");
  EXPECT_THAT(lines_.back(), EndsWith(" warning: More of the same was left out of the log. "
                                      "what=\"refused viewer\" times=99980\n"));
  EXPECT_EQ(lines_.size(), 22u);
  log.TellLeftOut(true);
  EXPECT_EQ(lines_.size(), 22u);
}

TEST_F(LogTest, JsonIsOneObjectALine) {
  MakeLog(LogLevel::kInfo, LogFormat::kJson)
      .Write(LogLevel::kError, "It says \"no\".",
             {{"method", "A.B"}, {"reason", ""}, {"duration_us", 12}});
  ASSERT_EQ(lines_.size(), 1);
  EXPECT_THAT(lines_[0], StartsWith("{\"time\":\""));
  EXPECT_THAT(lines_[0], HasSubstr("\"level\":\"error\",\"message\":\"It says \\\"no\\\".\","
                                   "\"method\":\"A.B\",\"duration_us\":12}\n"));
}

}  // namespace
}  // namespace taqvim::rpc
