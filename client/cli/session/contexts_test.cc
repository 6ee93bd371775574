// Where contexts are kept, who can read them, and which of them counts.
#include "client/cli/session/contexts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/cli/app/app.h"
#include "client/cli/session/target.h"
#include "client/cli/text/usage_error.h"
#include "tests/support/process.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kToken[] = "taqvim_a-secret-that-nobody-may-see";

mode_t ModeOf(const std::string& path) {
  struct stat found {};
  EXPECT_EQ(stat(path.c_str(), &found), 0) << path;
  return found.st_mode & 07777;
}

struct Ran {
  int code;
  std::string out;
  std::string err;
};

// A home of its own.
class ContextsTest : public ::testing::Test {
 protected:
  ContextsTest() { Put("token", std::string(kToken) + "\n"); }

  std::string Path(const std::string& name) const { return dir_.Path(name); }
  std::string folder() const { return Path(".config/taqvim"); }
  std::string file() const { return folder() + "/contexts.yaml"; }
  std::string Put(const std::string& name, const std::string& content) {
    std::ofstream(Path(name)) << content;
    return Path(name);
  }

  Ran Taqvim(const std::vector<std::string>& words) {
    const Surroundings surroundings{[this](const char* name) -> std::optional<std::string> {
                                      if (std::string(name) == "HOME") return dir_.Path("");
                                      const auto found = variables_.find(name);
                                      if (found == variables_.end()) return std::nullopt;
                                      return found->second;
                                    },
                                    false};
    std::ostringstream out, err;
    const int code = cli::Run(words, surroundings, out, err);
    EXPECT_THAT(out.str() + err.str(), Not(HasSubstr(kToken))) << words[1];
    return {code, out.str(), err.str()};
  }
  Ran Create(const std::string& name, std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), {"context", "create", name, "--address", "127.0.0.1:1"});
    return Taqvim(flags);
  }

  const testing::TempDir dir_;
  std::map<std::string, std::string> variables_;
};

TEST_F(ContextsTest, AreKeptWhereNobodyElseCanReadThem) {
  EXPECT_EQ(Create("work", {"--token-file", Path("token")}).code, 0);
  EXPECT_EQ(ModeOf(folder()), 0700u);
  EXPECT_EQ(ModeOf(file()), 0600u);
  std::filesystem::permissions(folder(), std::filesystem::perms(0755));
  EXPECT_EQ(Taqvim({"context", "update", "work", "--server-name", "", "--tls"}).code, 0);
  EXPECT_EQ(ModeOf(folder()), 0700u);
  EXPECT_EQ(ModeOf(file()), 0600u);
}

TEST_F(ContextsTest, UseTlsWhereTheFlagSaysSo) {
  const auto uses = [&](const std::string& name, const std::string& flag) {
    EXPECT_EQ(Create(name, {flag}).code, 0);
    return Taqvim({"context", "show", name, "-o", "json"}).out;
  };
  EXPECT_THAT(uses("yes", "--tls"), HasSubstr("\"tls\": true"));
  EXPECT_THAT(uses("no", "--tls=false"), HasSubstr("\"tls\": false"));
}

TEST_F(ContextsTest, ThatOthersCanReadOrReplaceAreRefused) {
  Create("work", {"--token-file", Path("token")});
  for (int mode : {0640, 0604, 0620}) {
    std::filesystem::permissions(file(), std::filesystem::perms(mode));
    for (const char* verb : {"list", "show"}) {
      const Ran ran = Taqvim({"context", verb});
      EXPECT_EQ(ran.code, 2) << mode;
      EXPECT_THAT(ran.err, HasSubstr("chmod 600"));
    }
    EXPECT_THAT(Taqvim({"events", "list"}).err, HasSubstr("chmod 600"));
    EXPECT_EQ(Taqvim({"context", "use", "work"}).code, 2);
    EXPECT_EQ(ModeOf(file()), mode_t(mode));
  }
  std::filesystem::permissions(file(), std::filesystem::perms(0600));
  std::filesystem::permissions(folder(), std::filesystem::perms(0770));
  EXPECT_THAT(Taqvim({"context", "list"}).err, HasSubstr("chmod 700"));
}

TEST_F(ContextsTest, StandInTheFolderForConfigurationIfThereIsOne) {
  variables_["XDG_CONFIG_HOME"] = Path("elsewhere");
  EXPECT_EQ(Create("work").code, 0);
  EXPECT_EQ(ModeOf(Path("elsewhere/taqvim/contexts.yaml")), 0600u);
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(ContextsTest, AreReplacedWholeOrNotAtAll) {
  Create("work");
  const auto before = std::filesystem::last_write_time(file());
  // What is written first stands beside it, and cannot be made there.
  std::filesystem::create_directory(Path("kept"));
  std::filesystem::rename(file(), Path("kept/contexts.yaml"));
  std::filesystem::create_directory(file());
  EXPECT_EQ(Create("other").code, 2);
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    left.push_back(entry.path().filename());
  }
  EXPECT_THAT(left, ElementsAre("contexts.yaml"));
  std::filesystem::remove(file());
  std::filesystem::rename(Path("kept/contexts.yaml"), file());
  EXPECT_EQ(std::filesystem::last_write_time(file()), before);
  EXPECT_EQ(Create("other").code, 0);
  EXPECT_THAT(Taqvim({"context", "list", "-o", "name"}).out,
              AllOf(HasSubstr("work\n"), HasSubstr("other\n")));
}

TEST_F(ContextsTest, AreListedShownChosenAndForgotten) {
  EXPECT_THAT(Taqvim({"context", "list"}).err, HasSubstr("There are none"));
  Create("work", {"--token-file", Path("token")});
  Create("home");
  EXPECT_EQ(Taqvim({"context", "list"}).out,
            "   NAME  ADDRESS      TLS  SHOWS\n"
            "   home  127.0.0.1:1  no   nothing\n"
            "*  work  127.0.0.1:1  no   token\n");
  EXPECT_EQ(Taqvim({"context", "use", "home"}).code, 0);
  EXPECT_THAT(Taqvim({"context", "show"}).out, HasSubstr("home (current)"));
  EXPECT_THAT(Taqvim({"context", "show", "work"}).out, HasSubstr("kept, not shown"));
  EXPECT_THAT(Taqvim({"context", "show", "work", "-o", "json"}).out, HasSubstr("\"token\": true"));
  EXPECT_EQ(Taqvim({"context", "update", "work", "--token-file", ""}).code, 0);
  EXPECT_THAT(Taqvim({"context", "show", "work"}).out, HasSubstr("none"));
  EXPECT_THAT(Taqvim({"context", "delete", "home"}).err, HasSubstr("the current one"));
  EXPECT_EQ(Taqvim({"context", "list", "-o", "name"}).out, "work\n");
}

TEST_F(ContextsTest, AreKeptThoughTheirServerDoesNotAnswer) {
  const Ran ran = Create("work");
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("It was tried, and failed: "), HasSubstr("is kept"),
                             HasSubstr("taqvim context update work")));
  EXPECT_THAT(Create("other", {"-q"}).err, IsEmpty());
}

TEST_F(ContextsTest, KeepALanguageAndATimeZone) {
  EXPECT_EQ(Create("work", {"--lang", "kk", "--time-zone", "Asia/Almaty"}).code, 0);
  EXPECT_THAT(Taqvim({"context", "show"}).out,
              AllOf(HasSubstr("language:  kk"), HasSubstr("time zone: Asia/Almaty")));
  EXPECT_THAT(Create("other", {"--time-zone", "Asia/Nowhere"}).err, HasSubstr("--time-zone"));
  EXPECT_EQ(Taqvim({"context", "update", "work", "--lang", "", "--time-zone", ""}).code, 0);
  EXPECT_THAT(Taqvim({"context", "show"}).out,
              AllOf(Not(HasSubstr("language")), Not(HasSubstr("time zone"))));
}

TEST(ApplyTarget, TakesWhatTheCommandLineDoesNotSay) {
  const Target target{"x:1", {}, "work", "kk", "Asia/Almaty"};
  GlobalOptions options;
  options.languages = {"de", "en"};
  ASSERT_TRUE(ApplyTarget(target, &options).ok());
  EXPECT_THAT(options.languages, ElementsAre("kk", "en"));
  EXPECT_EQ(options.here.name(), "Asia/Almaty");
  EXPECT_TRUE(options.zone_given);
  EXPECT_EQ(options.server, "x:1");

  options.languages = {"ru", "en"};
  options.lang_given = true;
  options.here = absl::UTCTimeZone();
  ASSERT_TRUE(ApplyTarget(target, &options).ok());
  EXPECT_THAT(options.languages, ElementsAre("ru", "en"));
  EXPECT_EQ(options.here, absl::UTCTimeZone());

  options.zone_given = false;
  const Target gone{"x:1", {}, "work", "", "Asia/Nowhere"};
  EXPECT_THAT(std::string(ApplyTarget(gone, &options).message()),
              HasSubstr("taqvim context update work"));
}

TEST_F(ContextsTest, AreRefusedWithWhatIsWrong) {
  const std::string not_pem = Put("plain", "no PEM");
  EXPECT_EQ(Create("work").code, 0);
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"create", "work", "--address", "127.0.0.1:1"}, "context update work"},
      {{"create", "../x", "--address", "127.0.0.1:1"}, "cannot be the name"},
      {{"create", "x"}, "--address"},
      {{"create", "x", "--address", "nowhere"}, "HOST:PORT"},
      {{"create", "x", "--address", "127.0.0.1:1", "--ca", Path("missing")}, "No such file"},
      {{"create", "x", "--address", "127.0.0.1:1", "--ca", not_pem}, "not PEM"},
      {{"create", "x", "--address", "127.0.0.1:1", "--key", not_pem}, "its key"},
      {{"create", "x", "--address", "192.0.2.1:1", "--token-file", Path("token")}, "plain text"},
      {{"create", "x", "--address", "127.0.0.1:1", "--token-file", "/dev/null"}, "no token"},
      {{"use", "wrk"}, "did you mean \"work\"?"},
      {{"show", "nothing-like-it"}, "context list"},
      {{"delete"}, "which context"},
  };
  for (auto [words, says] : cases) {
    words.insert(words.begin(), "context");
    const Ran ran = Taqvim(words);
    EXPECT_EQ(ran.code, 2) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(says));
  }
}

TEST_F(ContextsTest, TakeNoSecretFromTheCommandLine) {
  for (const std::string flag : {"--token", "--token-file-content", "--password"}) {
    const Ran ran = Create("work", {flag + "=" + kToken});
    EXPECT_EQ(ran.code, 2);
  }
  // Where the name of its file belongs it is not repeated either.
  EXPECT_THAT(Create("work", {"--token-file", kToken}).err, HasSubstr("revoked"));
}

TEST_F(ContextsTest, ThatAreDamagedAreRefusedWithoutShowingThem) {
  Create("work", {"--token-file", Path("token")});
  std::ofstream(file()) << "contexts:\n  work: {token: " << kToken << ", address: [}\n";
  const Ran ran = Taqvim({"context", "list"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("contexts.yaml:2"));
}

TEST_F(ContextsTest, CountInTheOrderOfFlagVariableAndChoice) {
  const ContextFile contexts(file());
  Create("one", {"--token-file", Path("token")});
  Taqvim({"context", "create", "two", "--address", "127.0.0.1:2"});
  const auto address = [&](const GlobalOptions& options) {
    const auto target = ChooseTarget(options, contexts);
    return target.ok() ? target->address + "," + target->credentials.token
                       : std::string(target.status().message());
  };
  EXPECT_EQ(address({}), std::string("127.0.0.1:1,") + kToken);
  EXPECT_EQ(address({.context = "two"}), "127.0.0.1:2,");
  // To another server than the context's its token is not shown.
  EXPECT_EQ(address({.server = "127.0.0.1:3", .server_given = true}), "127.0.0.1:3,");
  EXPECT_THAT(address({.context = "three"}), HasSubstr("no context \"three\""));
  // An invitation is shown instead of it, and to another server.
  std::ofstream(Path("invitation")) << "taqvim_invitation\n";
  EXPECT_EQ(address({.invitation_file = Path("invitation")}), "127.0.0.1:1,taqvim_invitation");
  EXPECT_EQ(
      address(
          {.server = "127.0.0.1:3", .server_given = true, .invitation_file = Path("invitation")}),
      "127.0.0.1:3,taqvim_invitation");
  EXPECT_THAT(address({.invitation_file = Path("none")}), HasSubstr("--invitation-file"));
  EXPECT_EQ(Taqvim({"events", "list", "--server", "x:1", "--context", "one"}).code, 2);
  variables_["TAQVIM_CONTEXT"] = "nothing";
  EXPECT_THAT(Taqvim({"events", "list"}).err, HasSubstr("no context \"nothing\""));
}

}  // namespace
}  // namespace taqvim::cli
