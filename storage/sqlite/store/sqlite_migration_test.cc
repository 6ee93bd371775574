// A file of an earlier schema that is brought forward while the disk fails at each step in
// turn: the old one stays whole, or the new one is.
#include <gmock/gmock.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/data_file.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/fault_vfs.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// All that the tables of before say.
std::string Told(Connection& connection) {
  return connection
      .QueryText(
          "SELECT hex((SELECT group_concat(id || kind || name || archived || due || "
          "revision || hex(links) || hex(claims) || hex(body)) FROM resource)) || "
          "hex((SELECT group_concat(revision || nonce || time || hex(changes) || "
          "hex(answer)) FROM log)) || (SELECT value FROM meta WHERE key = 'store_id')")
      .value();
}

class SqliteMigration : public ::testing::Test {
 protected:
  SqliteMigration() { Put(); }

  // The file of before, alone.
  void Put() {
    // What the layer knows of the files before is forgotten.
    vfs_.CutPower();
    vfs_.Restore();
    for (const auto& entry : fs::directory_iterator(directory_.path())) fs::remove(entry.path());
    fs::copy_file(TAQVIM_FILE_OF_VERSION_1, path_);
    auto connection = Look(path_);
    before_ = Told(*connection);
  }
  static std::unique_ptr<Connection> Look(const std::string& path) {
    return Connection::Open(path, "", Connection::Mode::kReadWrite).value();
  }
  static int64_t SchemaOf(const std::string& path) {
    return Look(path)->QueryInt("PRAGMA user_version").value();
  }
  absl::Status Open() {
    return OpenManualSqliteStore(
               {.path = path_,
                .vfs = vfs_.name(),
                .notice = [this](const std::string& sentence) { notices_.push_back(sentence); }})
        .status();
  }
  void ExpectWholeCopy() {
    auto copy = Look(copy_);
    EXPECT_EQ(copy->QueryInt("PRAGMA user_version").value(), 1);
    EXPECT_EQ(copy->QueryText("PRAGMA integrity_check").value(), "ok");
    EXPECT_EQ(Told(*copy), before_);
  }
  // What a power cut leaves is a file of before or of now, whole, with all that was said; and
  // when it is of now, the copy is there, too.
  void ExpectOldOrNew() {
    auto connection = Look(path_);
    EXPECT_EQ(connection->QueryText("PRAGMA integrity_check").value(), "ok");
    EXPECT_EQ(Told(*connection), before_);
    const int64_t schema = connection->QueryInt("PRAGMA user_version").value();
    const int64_t tables =
        connection->QueryInt("SELECT count(*) FROM sqlite_schema WHERE name = 'deletion'").value();
    EXPECT_TRUE(schema == 1 || schema == kSchemaVersion) << schema;
    EXPECT_EQ(tables, schema == 1 ? 0 : 1);
    if (fs::exists(copy_)) ExpectWholeCopy();
    EXPECT_TRUE(schema == 1 || fs::exists(copy_));
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("taqvim.db");
  const std::string copy_ = CopyBeforeMigration(path_);
  std::string before_;
  std::vector<std::string> notices_;
  FaultVfs vfs_{"taqvim-migration"};
};

TEST_F(SqliteMigration, KeepsTheFileOfBeforeAndSaysWhere) {
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(SchemaOf(path_), kSchemaVersion);
  ExpectWholeCopy();
  EXPECT_THAT(notices_, ElementsAre(HasSubstr(copy_)));
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(notices_.size(), 1) << "once";
}

TEST_F(SqliteMigration, TakesWithItWhatIsOnlyInTheLogOfBefore) {
  {
    // As a server that was killed leaves it.
    auto connection = Look(path_);
    ASSERT_TRUE(connection
                    ->Execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
                              "UPDATE resource SET due = due + 1")
                    .ok());
    before_ = Told(*connection);
  }
  ASSERT_TRUE(HasLog(path_));
  ASSERT_TRUE(Open().ok());
  ExpectWholeCopy();
}

TEST_F(SqliteMigration, OfAFileThatIsThrownAwayKeepsNothing) {
  ASSERT_TRUE(OpenManualSqliteStore({.path = path_, .copy_before_migration = false}).ok());
  EXPECT_EQ(SchemaOf(path_), kSchemaVersion);
  EXPECT_FALSE(fs::exists(copy_));
}

TEST_F(SqliteMigration, ThatIsInterruptedAtAnyStepLeavesTheOldOrTheNewWhole) {
  int old_left = 0, steps = 0;
  for (const int code : {SQLITE_IOERR, SQLITE_FULL}) {
    for (Fault fault{.step = 1,
               .steps = static_cast<unsigned>(FaultStep::kWrite) |
                        static_cast<unsigned>(FaultStep::kSync) |
                        static_cast<unsigned>(FaultStep::kTruncate),
               .code = code,
               .tear = true,
               .lasting = true};
         ; ++fault.step) {
      SCOPED_TRACE(absl::StrCat("code ", code, ", step ", fault.step));
      Put();
      vfs_.Set(fault);
      const absl::Status opened = Open();
      const bool struck = vfs_.struck();
      EXPECT_TRUE(opened.ok() || absl::IsUnavailable(opened)) << opened;
      vfs_.Clear();
      vfs_.CutPower();
      vfs_.Restore();
      ExpectOldOrNew();
      if (SchemaOf(path_) == 1) ++old_left;
      EXPECT_TRUE(Open().ok()) << "it goes on at the next start";
      EXPECT_EQ(SchemaOf(path_), kSchemaVersion);
      ExpectWholeCopy();
      if (HasFailure()) return;
      ++steps;
      if (!struck) break;
    }
  }
  EXPECT_GT(old_left, 10);
  EXPECT_GT(steps, old_left);
}

}  // namespace
}  // namespace taqvim::storage::testing
