// `taqvim changes watch` as a script runs it, against a server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::Duration kPatience = absl::Seconds(30);

class Watch : public ::testing::Test {
 protected:
  Watch() { testing::EnterLibrary(server_.client()); }

  void Start(const std::vector<std::string>& flags) {
    std::vector<std::string> command = {TAQVIM, "--server", server_.address(), "changes", "watch"};
    command.insert(command.end(), flags.begin(), flags.end());
    std::filesystem::remove(out_);
    std::filesystem::remove(err_);
    process_ = std::make_unique<testing::Process>(command, out_, err_);
  }
  // Waits until it has printed that.
  void WaitFor(const std::string& text) {
    const absl::Time deadline = absl::Now() + kPatience;
    while (!absl::StrContains(testing::ReadFile(out_) + testing::ReadFile(err_), text)) {
      ASSERT_LT(absl::Now(), deadline) << text << " is not in:\n"
                                       << testing::ReadFile(out_) << testing::ReadFile(err_);
      ASSERT_FALSE(process_->Ended()) << testing::ReadFile(err_);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  // Presses Ctrl-C; the exit code.
  int Interrupt() {
    process_->Signal(SIGINT);
    return process_->Wait();
  }
  std::string Output() const { return testing::ReadFile(out_); }
  std::vector<std::string> Lines() const {
    return absl::StrSplit(Output(), '\n', absl::SkipEmpty());
  }
  // The token that it says to go on with.
  std::string Token() const {
    const std::string err = testing::ReadFile(err_);
    const std::string flag = "--after-revision-token ";
    const size_t at = err.rfind(flag);
    EXPECT_NE(at, std::string::npos) << err;
    return err.substr(at + flag.size(), err.find('\n', at) - at - flag.size());
  }
  void Book(const std::string& id, const std::string& day) {
    const auto event = testing::Book(
        server_.client(), id,
        testing::Concert("The " + id, testing::Space("hall"), day + " 18:00", day + " 20:00"));
    ASSERT_TRUE(event.ok()) << event.status();
  }

  testing::Taqvimd server_;
  const std::string out_ = server_.dir().Path("out");
  const std::string err_ = server_.dir().Path("err");
  std::unique_ptr<testing::Process> process_;
};

TEST_F(Watch, ShowsWhatIsThereAndThenEachChangeUntilCtrlC) {
  Start({"--snapshot"});
  WaitFor("what changes follows");
  Book("gala", "2036-05-01");
  WaitFor("confirmed");
  EXPECT_EQ(Interrupt(), 0);
  EXPECT_THAT(Lines(),
              ElementsAre(HasSubstr("REVISION"), HasSubstr("organizations/library"),
                          HasSubstr("venues/library"), HasSubstr("venues/library/spaces/hall"),
                          AllOf(HasSubstr("created"), HasSubstr("events/gala"),
                                HasSubstr("confirmed"), HasSubstr("2036-05-01 18:00"))));
}

TEST_F(Watch, GoesOnWhereItWasAndRepeatsNothing) {
  Start({"-o", "json", "--snapshot"});
  WaitFor("snapshotComplete");
  EXPECT_EQ(Interrupt(), 0);
  Book("gala", "2036-05-01");
  Start({"-o", "name", "--after-revision-token", Token()});
  Book("opera", "2036-05-02");
  WaitFor("events/opera");
  EXPECT_EQ(Interrupt(), 0);
  EXPECT_THAT(Lines(), ElementsAre("events/gala", "events/opera"));
}

TEST_F(Watch, EndsCleanlyAlsoWhileThereIsNoServer) {
  Start({"-o", "json", "--resource-kind", "event", "--snapshot", "--progress-interval", "1s"});
  WaitFor("snapshotComplete");
  server_.Kill();
  WaitFor("The stream broke");
  EXPECT_EQ(Interrupt(), 0);
}

TEST_F(Watch, OfAServerThatDoesNotAnswerEndsWithAnError) {
  server_.Stop();
  Start({});
  EXPECT_EQ(process_->Wait(), 3);
  EXPECT_THAT(Output(), IsEmpty());
}

TEST_F(Watch, WithATokenThatIsNoneIsRefused) {
  Start({"--after-revision-token", "nonsense"});
  EXPECT_EQ(process_->Wait(), 1);
  EXPECT_THAT(testing::ReadFile(err_), HasSubstr("--after-revision-token"));
  Start({"--after-revision-token", "nonsense", "--snapshot"});
  EXPECT_EQ(process_->Wait(), 2);
}

TEST_F(Watch, HasAListThatIsPulled) {
  Start({"--snapshot"});
  WaitFor("what changes follows");
  EXPECT_EQ(Interrupt(), 0);
  const std::string token = Token();
  Book("gala", "2036-05-01");
  const std::string out = server_.dir().Path("list"), err = server_.dir().Path("list.err");
  testing::Process list({TAQVIM, "--server", server_.address(), "changes", "list",
                         "--after-revision-token", token, "--page-size", "1"},
                        out, err);
  EXPECT_EQ(list.Wait(), 0);
  EXPECT_THAT(testing::ReadFile(out), AllOf(HasSubstr("created"), HasSubstr("events/gala")));
  EXPECT_THAT(testing::ReadFile(err), HasSubstr("go on with --after-revision-token "));
}

}  // namespace
}  // namespace taqvim::e2e
