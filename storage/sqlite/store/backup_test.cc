// Restores to any revision, byte for byte.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "storage/sqlite/store/restored_store.h"
#include "storage/testing/backup_fixture.h"

namespace taqvim::storage::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(BackupTest, AThousandRestoresToRandomRevisionsAreByteForByteWhatWas) {
  Write(10);
  BackWhileWriting(true);
  for (int i = 0; i < 12; ++i) {
    Write(static_cast<int>(random_() % 4));
    BackWhileWriting(i % 5 == 4);
  }
  const auto chains = Chains();
  ASSERT_THAT(chains, SizeIs(3));
  const int64_t oldest = chains.back().full.reached.number;
  const int64_t newest = chains.front().reached().number;
  ASSERT_GT(newest, oldest + 40);
  for (int i = 0; i < 1000; ++i) {
    const int64_t revision =
        oldest + static_cast<int64_t>(random_() % static_cast<uint64_t>(newest - oldest + 1));
    const Outcome outcome = Restore({.revision = revision});
    ASSERT_TRUE(outcome.status.ok()) << outcome.status << ", seed " << seed_;
    ASSERT_TRUE(outcome.dump == was_[revision]) << "revision " << revision << ", seed " << seed_;
  }
}

TEST_F(BackupTest, AnEmptyStoreIsBackedUpAndContinued) {
  was_[0] = Dump(data_);
  EXPECT_TRUE(Back().full);
  EXPECT_EQ(ExpectNewestIsWhole(), 0);
  Write(3);
  EXPECT_FALSE(Back().full);
  EXPECT_EQ(ExpectNewestIsWhole(), 3);
}

TEST_F(BackupTest, WhatIsNotNewIsNotWritten) {
  Write(5);
  Back();
  const BackupTaken again = Back();
  EXPECT_FALSE(again.full);
  EXPECT_EQ(again.after, again.reached.revision());
  EXPECT_THAT(Chains().front().logs, IsEmpty());
}

TEST_F(BackupTest, ARevisionInPartsIsRestored) {
  Write(2);
  Back();
  history_->WriteLarge(*store_, 3, 400'000);
  Keep();
  Back();
  Write(1);
  Back({.full = true});
  EXPECT_EQ(ExpectNewestIsWhole(), 4);
  const Outcome outcome = Restore({.revision = 3});
  EXPECT_TRUE(outcome.dump == was_[3]);
}

TEST_F(BackupTest, ATimeIsTheLastRevisionUntilThen) {
  Write(4);
  Back();
  Write(10);
  Back();
  for (const int64_t revision : {5, 9, 13}) {
    const Outcome outcome = Restore({.time = times_[revision]});
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
    EXPECT_EQ(outcome.reached.point.revision(), revision);
    EXPECT_TRUE(outcome.dump == was_[revision]);
  }
  EXPECT_EQ(Restore({.time = absl::FromUnixSeconds(1'780'000'000)}).status.code(),
            absl::StatusCode::kOutOfRange);
}

// As text, so that two can be compared.
std::string TextOf(const v1::BackupRows& rows) {
  std::string text;
  for (const auto& row : rows.rows())
    absl::StrAppend(&text, row.id(), row.name(), row.body(), "\n");
  return text;
}

TEST_F(BackupTest, LatestRightsAreThoseOfTheNewestRevisionWhateverIsRestored) {
  Write(20);
  Back();
  Write(30);
  Back();
  const std::string latest = TextOf(store_->backup_source().RowsAfter(0, true, 1 << 20).value());
  ASSERT_THAT(latest, Not(IsEmpty()));
  for (const bool by_file : {true, false}) {
    if (!by_file) fs::remove(target_ + "/rights.taqvim");
    for (const int64_t revision : {20, 35, 50}) {
      const Outcome outcome = Restore({.revision = revision});
      EXPECT_TRUE(outcome.rights.known);
      EXPECT_TRUE(TextOf(outcome.rights.rows) == latest) << revision << " " << by_file;
    }
  }
}

TEST_F(BackupTest, ARestoredStoreContinuesAndIsBackedUpInFullBesideWhatItReplaced) {
  Write(10);
  Back();
  Write(10);
  Back();
  const std::string path = directory_.File("again.db");
  const auto target = Target::OpenToRead(target_, {}).value();
  const auto restored =
      RestoreSqliteStore(*target, target->Chains().value().front(), {.point = {.revision = 14}},
                         path, [](ManualStore& store, const BackupReading::Rights&) {
                           absl::Status written;
                           store.Write(
                               {.principal = "system"}, [](Transaction&) { return ""; },
                               [&](const WriteOutcome& outcome) { written = outcome.status; });
                           store.RunPendingWrites();
                           return written;
                         });
  ASSERT_TRUE(restored.ok()) << restored.status();
  const std::string id = store_->store_id();
  const Revision replaced = store_->RevisionAt(15).value();
  const Revision kept = store_->RevisionAt(14).value();
  store_ = OpenManualSqliteStore({.path = path}).value();
  EXPECT_EQ(store_->store_id(), id);
  EXPECT_EQ(store_->newest_revision().number, 15);
  EXPECT_EQ(store_->RevisionAt(14).value(), kept);
  EXPECT_NE(store_->RevisionAt(15).value().nonce, replaced.nonce);
  const BackupTaken taken = Back();
  EXPECT_TRUE(taken.full);
  EXPECT_THAT(taken.not_continued, HasSubstr("another since a restore"));
  EXPECT_EQ(Restore({}).reached.point.revision(), 15);
  EXPECT_TRUE(Restore({.revision = 12}).dump == was_[12]);
}

TEST_F(BackupTest, RightsAreKnownByTheirFileWhereALogIsGone) {
  Write(10);
  Back();
  for (int i = 0; i < 3; ++i) {
    Write(5);
    Back();
  }
  const auto logs = Chains().front().logs;
  ASSERT_THAT(logs, SizeIs(3));
  fs::remove(PathOf(logs[1]));
  const int64_t reached = Chains().front().reached().number;
  EXPECT_TRUE(Restore({.revision = reached}).rights.known);
  fs::remove(target_ + "/rights.taqvim");
  EXPECT_FALSE(Restore({.revision = reached}).rights.known);
}

TEST_F(BackupTest, ACopyIsAnotherStoreWithTheSameContent) {
  Write(10);
  Back();
  const std::string path = directory_.File("copy.db");
  const auto target = Target::OpenToRead(target_, {}).value();
  const auto nothing = [](ManualStore&, const BackupReading::Rights&) { return absl::OkStatus(); };
  ASSERT_TRUE(
      RestoreSqliteStore(*target, target->Chains().value().front(), {.as_new = true}, path, nothing)
          .ok());
  std::string copy = Dump(path);
  const std::string id = OpenManualSqliteStore({.path = path}).value()->store_id();
  EXPECT_NE(id, store_->store_id());
  EXPECT_TRUE(copy.replace(copy.find(id), id.size(), store_->store_id()) == was_[10]);
}

TEST_F(BackupTest, ARestoreThatFailsLeavesNothing) {
  Write(10);
  Back();
  const auto target = Target::OpenToRead(target_, {}).value();
  const std::string path = directory_.File("none.db");
  const auto fails = [](ManualStore&, const BackupReading::Rights&) {
    return absl::UnavailableError("It failed.");
  };
  EXPECT_FALSE(RestoreSqliteStore(*target, target->Chains().value().front(), {}, path, fails).ok());
  EXPECT_FALSE(fs::exists(path));
  EXPECT_FALSE(fs::exists(path + "-new"));
}

// What begins its history anew keeps rights from coming back, so it must be in the file.
TEST_F(BackupTest, ARestoreWhoseEndFindsNoRoomLeavesNothing) {
  Write(10);
  Back();
  const auto target = Target::OpenToRead(target_, {}).value();
  const std::string path = directory_.File("none.db");
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const auto fills = [&](ManualStore& store, const BackupReading::Rights&) {
    history_->WriteLarge(store, 1, 50'000);
    const rlimit full{.rlim_cur = fs::file_size(path + "-new"), .rlim_max = before.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
    return absl::OkStatus();
  };
  const auto restored =
      RestoreSqliteStore(*target, target->Chains().value().front(), {}, path, fills);
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(restored.status().code(), absl::StatusCode::kUnavailable) << restored.status();
  EXPECT_THAT(std::string(restored.status().message()), HasSubstr("make room"));
  EXPECT_FALSE(fs::exists(path));
  EXPECT_FALSE(fs::exists(path + "-new-wal"));
}

TEST_F(BackupTest, AFileOfTheVersionBeforeIsBackedUpFromThereOn) {
  Write(6);
  store_.reset();
  auto connection = Connection::Open(data_, "", Connection::Mode::kReadWrite).value();
  ASSERT_TRUE(
      connection->Execute("ALTER TABLE log DROP COLUMN rows; PRAGMA user_version = 3").ok());
  connection.reset();
  Open();
  Write(6);
  Back();
  Write(6);
  Back();
  for (const int64_t revision : {12, 15, 18}) {
    EXPECT_TRUE(Restore({.revision = revision}).dump == was_[revision]) << revision;
  }
}

}  // namespace
}  // namespace taqvim::storage::testing
