#include "server/database/store_place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "storage/testing/temporary_directory.h"

namespace taqvim::database {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Refusal(const StorePlace& place) {
  const auto settings = SettingsOf(place);
  EXPECT_FALSE(settings.ok());
  return std::string(settings.status().message());
}

class PasswordFile {
 public:
  explicit PasswordFile(const std::string& text, mode_t mode = 0600) {
    std::ofstream(path()) << text;
    EXPECT_EQ(chmod(path().c_str(), mode), 0);
  }
  std::string path() const { return folder_.File("password"); }

 private:
  const storage::testing::TemporaryDirectory folder_;
};

constexpr char kUrl[] = "postgres://taqvim@/festival?host=/run/postgresql";

std::string KeywordIn(const storage::postgres::ConnectionSettings& settings,
                      const std::string& name) {
  std::string found;
  const auto keywords = storage::postgres::KeywordsOf(settings);
  for (const auto& [keyword, value] : *keywords) {
    if (keyword == name) found = value;
  }
  return found;
}

TEST(StorePlace, IsAUrlOfPostgres) {
  EXPECT_TRUE(SettingsOf({.url = kUrl, .password_file = ""}).ok());
  EXPECT_TRUE(SettingsOf({.url = "postgresql://localhost/taqvim", .password_file = ""}).ok());
  for (const char* url : {"schedule.db", "host=/run dbname=x", "mysql://localhost/x", "postgres"}) {
    EXPECT_THAT(Refusal({.url = url, .password_file = ""}), HasSubstr("--store is a URL"));
  }
  EXPECT_THAT(Refusal({.url = "postgres://[", .password_file = ""}), HasSubstr("cannot be read"));
}

TEST(StorePlace, HasNoPasswordThatOthersCanSee) {
  for (const char* url :
       {"postgres://taqvim:s3cret@localhost/taqvim", "postgres://localhost/x?password=s3cret",
        "postgres://localhost/x?sslpassword=s3cret"}) {
    EXPECT_THAT(Refusal({.url = url, .password_file = ""}),
                AllOf(HasSubstr("--store-password-file"), Not(HasSubstr("s3cret"))));
  }
}

TEST(StorePlace, TakesThePasswordFromAFile) {
  const std::string odd = "a b&c=%d?e'f\\g/ü";
  const PasswordFile file(odd + "\n");
  for (const char* url : {kUrl, "postgres://localhost/taqvim"}) {
    const auto settings = SettingsOf({.url = url, .password_file = file.path()});
    ASSERT_TRUE(settings.ok()) << settings.status();
    EXPECT_EQ(KeywordIn(*settings, "password"), odd);
  }
}

TEST(StorePlace, RefusesAPasswordFileThatOthersReadOrThatHasNone) {
  const PasswordFile open("secret", 0644), empty("\n"), two("one\ntwo\n");
  EXPECT_THAT(Refusal({.url = kUrl, .password_file = open.path()}), HasSubstr("chmod 600"));
  EXPECT_THAT(Refusal({.url = kUrl, .password_file = empty.path()}), HasSubstr("on one line"));
  EXPECT_THAT(Refusal({.url = kUrl, .password_file = two.path()}), HasSubstr("on one line"));
  EXPECT_THAT(Refusal({.url = kUrl, .password_file = "/none/there"}),
              HasSubstr("No such file or directory. Name a file"));
}

TEST(StorePlace, OnAnotherMachineProvesWhichItIs) {
  EXPECT_THAT(Refusal({.url = "postgres://db.example.org/taqvim", .password_file = ""}),
              HasSubstr("sslmode=verify-full"));
  EXPECT_TRUE(SettingsOf({.url = "postgres://db.example.org/taqvim?sslmode=verify-full",
                          .password_file = ""})
                  .ok());
}

TEST(StorePlace, IsToldWithoutItsUserAndPassword) {
  const PasswordFile file("s3cret");
  const auto settings = SettingsOf({.url = kUrl, .password_file = file.path()});
  EXPECT_EQ(WordsOf(*settings), "festival on /run/postgresql");
}

TEST(StorePlace, SaysWhatToDoWhereTheDatabaseCannotBeServedFrom) {
  EXPECT_EQ(Advised(absl::UnavailableError("It failed: no\n\tIs it there?\n")).message(),
            "It failed: no Is it there? See that PostgreSQL runs there, takes connections, and "
            "lets this user in; then start again.");
  EXPECT_THAT(Advised(absl::NotFoundError("No schema.")).message(),
              HasSubstr("taqvimd init --store"));
  EXPECT_EQ(Advised(absl::DataLossError("It is damaged.")).message(), "It is damaged.");
}

}  // namespace
}  // namespace taqvim::database
