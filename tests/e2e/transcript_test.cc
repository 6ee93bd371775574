// The transcripts of the README, as they stand there: what each command prints,
// run from a shell against a real server.
//
// In a block marked `console`, a line that begins with `$ ` is a command, and
// what follows is what it prints, on both streams. A line may end in `\` or `|` to go
// on in the next, and `<<'EOF'` in it is followed by lines up to one that is `EOF`. A
// command that only reads is asked again, for half a minute at most, until it says so:
// what it tells of happens by itself. They are run in one folder of their own, and where
// the venues of the README are, so that their times need no zone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

struct Step {
  std::string command;
  std::string prints;
};

std::vector<Step> ReadConsole(const std::string& markdown) {
  std::vector<Step> steps;
  bool console = false, goes_on = false, within = false;
  for (absl::string_view line : absl::StrSplit(markdown, '\n')) {
    if (absl::StartsWith(line, "```")) {
      console = line == "```console";
    } else if (console && absl::StartsWith(line, "$ ")) {
      steps.push_back({std::string(line.substr(2)), ""});
    } else if (console && (goes_on || within)) {
      absl::StrAppend(&steps.back().command, "\n", line);
    } else if (console && !steps.empty()) {
      absl::StrAppend(&steps.back().prints, line, "\n");
    }
    within = console && line != "EOF" && (within || absl::StrContains(line, "<<'EOF'"));
    goes_on = console && (absl::EndsWith(line, "\\") || absl::EndsWith(line, "|"));
  }
  return steps;
}

bool OnlyReads(const std::string& command) {
  return absl::StrContains(command, " get ") || absl::StrContains(command, " list");
}

class Transcript : public ::testing::Test {
 protected:
  std::string Run(const std::string& command) {
    const std::string out = server_.dir().Path("printed");
    std::filesystem::remove(out);
    const std::string folder = std::filesystem::path(TAQVIM).parent_path().string();
    testing::Process process(
        {"/usr/bin/env", absl::StrCat("PATH=", folder, ":", getenv("PATH")),
         absl::StrCat("TAQVIM_SERVER=", server_.address()), "TZ=Asia/Samarkand", "/bin/sh", "-c",
         absl::StrCat("cd ", server_.dir().Path(""), "\n", command)},
        out);
    process.Wait();
    return testing::ReadFile(out);
  }

  void Follow(const Step& step) {
    const absl::Time patience = absl::Now() + absl::Seconds(30);
    std::string printed = Run(step.command);
    while (OnlyReads(step.command) && printed != step.prints && absl::Now() < patience) {
      printed = Run(step.command);
    }
    EXPECT_EQ(printed, step.prints) << "$ " << step.command;
  }

  testing::Taqvimd server_;
};

TEST_F(Transcript, OfTheReadmeIsWhatTheCommandsPrint) {
  const std::vector<Step> steps = ReadConsole(testing::ReadFile(README));
  ASSERT_GT(steps.size(), 10);
  for (const Step& step : steps) Follow(step);
}

}  // namespace
}  // namespace taqvim::e2e
