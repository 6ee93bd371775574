// What the programs do when what they print arrives nowhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kOutputLost = 4;
constexpr int kNobodyReads = 128 + SIGPIPE;

class Output : public ::testing::Test {
 protected:
  struct Ran {
    int code;
    std::string err;
  };

  Output() {
    testing::EnterLibrary(server_.client());
    const auto event = testing::Book(
        server_.client(), "gala",
        testing::Concert("Gala", testing::Space("hall"), "2036-05-01 18:00", "2036-05-01 20:00"));
    EXPECT_TRUE(event.ok()) << event.status();
  }

  // Runs what a shell makes of the words, with this behind them.
  Ran Shell(const std::string& command) {
    const std::string err = server_.dir().Path("err");
    std::filesystem::remove(err);
    testing::Process process({"/bin/bash", "-c", command}, server_.dir().Path("out"), err);
    const int code = process.Wait();
    return {code, testing::ReadFile(err)};
  }
  Ran Taqvim(const std::string& words, const std::string& redirection) {
    return Shell(
        absl::StrCat(TAQVIM, " --server ", server_.address(), " ", words, " ", redirection));
  }
  // Runs it with a pipe that nobody reads as its output.
  Ran TaqvimIntoAPipeThatNobodyReads(const std::string& words) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    close(ends[0]);
    const Ran ran = Taqvim(words, absl::StrCat(">&", ends[1]));
    close(ends[1]);
    return ran;
  }
  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = server_.dir().Path(name);
    std::ofstream(path) << text;
    return path;
  }
  std::vector<std::string> EveryKindOfCommand() {
    const std::string file =
        Write("o.yaml", "organizations: [{id: o, title: {en: O}, country: KZ}]\n");
    return {"events list",
            "events list -o json",
            "events list -o yaml",
            "events list -o name",
            "events get gala",
            "events history gala",
            "timeline --from 2036-05-01 --to 2036-05-02",
            "timeline --from 2036-05-01 --to 2036-05-02 -o json",
            "timeline --from 2036-05-01 --to 2036-05-02 -o svg",
            "timeline --from 2036-05-01 --to 2036-05-02 -o html",
            "apply -f " + file + " --dry-run",
            "help",
            "help events create",
            "events",
            "explain Event",
            "completion bash",
            "version"};
  }

  testing::Taqvimd server_;
};

TEST_F(Output, ThatCannotBeWrittenIsAnErrorOfEveryCommand) {
  for (const std::string& command : EveryKindOfCommand()) {
    for (const char* redirection : {">/dev/full", ">&-"}) {
      SCOPED_TRACE(absl::StrCat(command, " ", redirection));
      const Ran ran = Taqvim(command, redirection);
      EXPECT_EQ(ran.code, kOutputLost);
      EXPECT_THAT(ran.err, HasSubstr("Standard output could not be written: "));
    }
  }
}

TEST_F(Output, ThatNobodyReadsEndsEveryCommandQuietly) {
  for (const std::string& command : EveryKindOfCommand()) {
    SCOPED_TRACE(command);
    const Ran ran = TaqvimIntoAPipeThatNobodyReads(command);
    EXPECT_EQ(ran.code, kNobodyReads);
    EXPECT_THAT(ran.err, Not(HasSubstr("Error")));
  }
}

TEST_F(Output, ThatIsLostDoesNotUndoAWriteAndSaysSo) {
  const Ran ran = Taqvim("events cancel gala", ">/dev/full");
  EXPECT_EQ(ran.code, kOutputLost);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("No space left on device"), HasSubstr("it did")));
  EXPECT_EQ(testing::Get(server_.client(), "events/gala")->state(), v1::EVENT_STATE_CANCELLED);
}

TEST_F(Output, ThatIsLostKeepsTheExitCodeOfARefusal) {
  const std::string file =
      Write("writes.yaml",
            "writes: [{create: {event_id: late, event: {title: {en: Late}, owner: "
            "library, activity: {form: talk}, start: 2036-05-01T19:00, end: "
            "2036-05-01T21:00, bookings: [{space: library/hall}]}}}]\n");
  EXPECT_EQ(Taqvim("events check -f " + file, ">/dev/full").code, 1);
}

TEST_F(Output, OfAnErrorForProgramsIsAnObject) {
  EXPECT_THAT(Taqvim("events list -o json", ">/dev/full").err,
              AllOf(HasSubstr("\"error\""), HasSubstr("Standard output could not be written")));
}

TEST_F(Output, OfAWatchThatNobodyReadsEndsIt) {
  EXPECT_THAT(Taqvim("changes watch --snapshot", ">/dev/full").err,
              HasSubstr("Standard output could not be written"));
  const Ran ran = TaqvimIntoAPipeThatNobodyReads("changes watch --snapshot");
  EXPECT_EQ(ran.code, kNobodyReads);
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST_F(Output, OfASecretThatIsLostSaysWhichTokenToRevoke) {
  const Ran ran = Taqvim("access-tokens create website --grant role=viewer", ">/dev/full");
  EXPECT_EQ(ran.code, kOutputLost);
  EXPECT_THAT(ran.err, HasSubstr("revoke it with `taqvim access-tokens revoke accessTokens/"));
  const Ran unread = TaqvimIntoAPipeThatNobodyReads("access-tokens create website");
  EXPECT_EQ(unread.code, kOutputLost);
  EXPECT_THAT(unread.err, HasSubstr("Nobody has the secret of accessTokens/"));
}

TEST_F(Output, OfTheServersOwnTokensIsNotLostSilently) {
  const std::string taqvimd = absl::StrCat(TAQVIMD, " ");
  const std::string socket =
      absl::StrCat("--operator-socket ", server_.operator_address().substr(5));
  const std::string create =
      absl::StrCat(taqvimd, "token create ", socket, " --principal website --role viewer ");
  for (const char* redirection : {">/dev/full", ">&-"}) {
    const Ran ran = Shell(create + redirection);
    EXPECT_EQ(ran.code, kOutputLost) << redirection;
    EXPECT_THAT(ran.err,
                AllOf(HasSubstr("Nobody has the secret: revoke it with `taqvimd token revoke "
                                "accessTokens/"),
                      HasSubstr(socket)));
  }
  EXPECT_EQ(Shell(absl::StrCat(taqvimd, "token list ", socket, " >/dev/full")).code, kOutputLost);
  EXPECT_EQ(Shell(absl::StrCat(taqvimd, "token --help >/dev/full")).code, kOutputLost);
  EXPECT_NE(Shell(absl::StrCat(taqvimd, "--help >/dev/full")).code, 0);
}

TEST_F(Output, IsNotTakenForAConnectionWhenItIsClosed) {
  const std::string before = testing::Everything(server_.client());
  EXPECT_EQ(Taqvim("events list -o name", "<&- >&- 2>&-").code, kOutputLost);
  EXPECT_EQ(testing::Everything(server_.client()), before);
}

TEST_F(Output, AnInputThatCannotBeReadIsNotTakenForAnEmptyOne) {
  const Ran ran = Taqvim("apply -f -", "<&- >/dev/null");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("Standard input cannot be read"));
  EXPECT_EQ(Taqvim("apply -f " + server_.dir().Path(""), ">/dev/null").code, 2);
}

}  // namespace
}  // namespace taqvim::e2e
