#include "storage/sqlite/log/log_trimmer.h"

#include <gmock/gmock.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "storage/sqlite/store/new_store.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

class LogTrimmerTest : public ::testing::Test {
 protected:
  // A log of the revisions 1 to 10.
  LogTrimmerTest() {
    EXPECT_TRUE(MakeSqliteStore(path_).ok());
    connection_ = Connection::Open(path_, "", Connection::Mode::kReadWrite).value();
    for (int revision = 1; revision <= 10; ++revision) {
      Do(absl::StrCat("INSERT INTO log VALUES(", revision, ", ", 100 + revision,
                      ", 0, 'p', '', 'm', x'', x'', x'', x'')"));
    }
    trimmer_ = LogTrimmer::Create(*connection_).value();
  }
  void Do(const std::string& sql) { EXPECT_TRUE(connection_->Execute(sql.c_str()).ok()) << sql; }
  // The oldest revision that is left, and the last that is not with its nonce.
  std::string Log() {
    return absl::StrCat(connection_->QueryInt("SELECT min(revision) FROM log").value(), " after ",
                        Meta("log_start"), "-", Meta("log_start_nonce"));
  }
  int64_t Meta(const std::string& key) {
    return connection_
        ->QueryInt(absl::StrCat("SELECT value FROM meta WHERE key = '", key, "'").c_str())
        .value();
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("taqvim.db");
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<LogTrimmer> trimmer_;
};

TEST_F(LogTrimmerTest, TakesOutAStepAtATime) {
  trimmer_->Add({3, 5});
  ASSERT_TRUE(trimmer_->due());
  ASSERT_TRUE(trimmer_->Step(10).ok());
  EXPECT_EQ(Log(), "4 after 3-103");
  ASSERT_TRUE(trimmer_->due());
  ASSERT_TRUE(trimmer_->Step(10).ok());
  EXPECT_EQ(Log(), "6 after 5-105");
  EXPECT_FALSE(trimmer_->due());
}

TEST_F(LogTrimmerTest, LeavesWhatIsNeededUntilItIsAskedAgain) {
  trimmer_->Add({3, 5});
  ASSERT_TRUE(trimmer_->Step(3).ok());
  EXPECT_EQ(Log(), "1 after 0-0");
  EXPECT_FALSE(trimmer_->due());
  trimmer_->Add({});
  ASSERT_TRUE(trimmer_->due());
  ASSERT_TRUE(trimmer_->Step(4).ok());
  EXPECT_EQ(Log(), "4 after 3-103");
  ASSERT_TRUE(trimmer_->Step(5).ok());
  EXPECT_EQ(Log(), "4 after 3-103");
  EXPECT_FALSE(trimmer_->due());
}

TEST_F(LogTrimmerTest, AStepThatFailsChangesNothingAndIsDoneLater) {
  Do("CREATE TRIGGER kept BEFORE DELETE ON log WHEN old.revision = 2 "
     "BEGIN SELECT RAISE(ABORT, 'kept'); END");
  trimmer_->Add({3});
  EXPECT_THAT(std::string(trimmer_->Step(10).message()), Not(IsEmpty()));
  EXPECT_EQ(Log(), "1 after 0-0");
  EXPECT_FALSE(trimmer_->due());
  Do("DROP TRIGGER kept");
  trimmer_->Add({});
  ASSERT_TRUE(trimmer_->Step(10).ok());
  EXPECT_EQ(Log(), "4 after 3-103");
}

}  // namespace
}  // namespace taqvim::storage::testing
