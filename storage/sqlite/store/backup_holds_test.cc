// How long the log is kept for those who are to continue a backup by it.
#include "storage/sqlite/log/backup_holds.h"

#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "storage/sqlite/store/sqlite_store.h"
#include "storage/target/take_backup.h"
#include "storage/testing/backup_fixture.h"
#include "storage/testing/hanging_age.h"
#include "storage/testing/random_history.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::Duration kDay = absl::Hours(24);

// Of a store that keeps eight days of its log and is written to once a day.
class BackupHoldsTest : public ::testing::Test {
 protected:
  BackupHoldsTest() { Open(); }

  void Open() {
    store_.reset();
    SqliteOptions options{.path = directory_.File("taqvim.db"), .create = true};
    options.env.now = [this] { return now_; };
    options.env.steady = nullptr;
    options.log = {.age = 8 * kDay, .backup_wait = 100 * kDay};
    options.alarm = [this](const absl::Status& status) { alarms_.emplace_back(status.message()); };
    store_ = OpenManualSqliteStore(options).value();
  }
  void Write(int days) {
    for (int i = 0; i < days; ++i) {
      now_ += kDay;
      history_.WriteOne(*store_);
    }
  }
  BackupTaken Back(const std::string& folder, const Target::Keys& keys = {}) {
    const auto target =
        Target::OpenToWrite(directory_.File(folder), store_->store_id(), keys).value();
    const auto taken = TakeBackup(store_->backup_source(), *target, {});
    EXPECT_TRUE(taken.ok()) << taken.status();
    store_->RunPendingWrites();
    return taken.value_or(BackupTaken());
  }
  int64_t Start() { return store_->Reach().value().start.number; }

  TemporaryDirectory directory_;
  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);
  RandomHistory history_{7, false};
  std::vector<std::string> alarms_;
  std::unique_ptr<ManualStore> store_;
};

TEST_F(BackupHoldsTest, WithoutABackupTheLogIsTrimmed) {
  Write(150);
  EXPECT_GE(Start(), 64);
}

TEST_F(BackupHoldsTest, TheLogIsKeptUntilTheTargetHoldsIt) {
  Write(5);
  Back("target");
  Write(90);
  EXPECT_LE(Start(), 5);
  EXPECT_FALSE(Back("target").full);
  Write(60);
  EXPECT_GE(Start(), 64);
  EXPECT_FALSE(Back("target").full);
  EXPECT_THAT(alarms_, IsEmpty());
}

TEST_F(BackupHoldsTest, TheTargetThatHoldsLeastCounts) {
  Write(5);
  Back("one");
  Back("other");
  Write(90);
  Back("one");
  Write(5);
  EXPECT_LE(Start(), 5);
  EXPECT_FALSE(Back("other").full);
}

TEST_F(BackupHoldsTest, IsKnownAfterANewStart) {
  Write(5);
  Back("target");
  Write(50);
  Open();
  Write(40);
  EXPECT_LE(Start(), 5);
  EXPECT_FALSE(Back("target").full);
}

TEST_F(BackupHoldsTest, AFullBackupWhoseBeginningIsTrimmedMeanwhileBeginsAgain) {
  Write(150);
  const int64_t begun = Start();
  int calls = 0;
  Watched source(store_->backup_source(), [&] {
    // When it knows where the log starts, and before it reads on from there.
    if (++calls == 3) Write(70);
    return absl::OkStatus();
  });
  const auto target = Target::OpenToWrite(directory_.File("target"), store_->store_id(), {});
  const auto taken = TakeBackup(source, **target, {.page_bytes = 1000});
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_TRUE(taken->full);
  EXPECT_EQ(taken->reached.revision(), 220);
  EXPECT_GT(Start(), begun);
  EXPECT_THAT((*target)->Chains().value(), SizeIs(1));
}

TEST_F(BackupHoldsTest, WhatWasSaidRightBeforeTheStoreClosesIsKnownAfterANewStart) {
  Write(5);
  const auto target = Target::OpenToWrite(directory_.File("target"), store_->store_id(), {});
  ASSERT_TRUE(TakeBackup(store_->backup_source(), **target, {}).ok());
  Open();
  Write(90);
  EXPECT_LE(Start(), 5);
}

TEST_F(BackupHoldsTest, TheTimeOfTheNewestBackupIsKnownFromTheFirstOnAndAfterANewStart) {
  Write(5);
  EXPECT_EQ(store_->statistics().newest_backup, std::nullopt);
  Back("one");
  Write(2);
  Back("other");
  const absl::Time newest = now_;
  Write(1);
  EXPECT_EQ(store_->statistics().newest_backup, newest);
  Open();
  EXPECT_EQ(store_->statistics().newest_backup, newest);
}

TEST_F(BackupHoldsTest, TheTimeOfTheNewestBackupStaysKnownWhereItsTargetIsGivenUp) {
  Write(5);
  Back("target");
  const absl::Time newest = now_;
  Write(150);
  ASSERT_THAT(alarms_, SizeIs(1));
  Open();
  EXPECT_EQ(store_->statistics().newest_backup, newest);
  Write(80);
  EXPECT_GE(Start(), 128);
  EXPECT_THAT(alarms_, SizeIs(1));
}

TEST_F(BackupHoldsTest, ATargetThatIsNotBackedUpToIsGivenUpWithAnAlarm) {
  Write(5);
  Back("target");
  Write(150);
  EXPECT_GE(Start(), 64);
  EXPECT_THAT(alarms_, ElementsAre(HasSubstr("kept no longer for the backups in")));
  const BackupTaken next = Back("target");
  EXPECT_TRUE(next.full);
  EXPECT_THAT(next.not_continued, HasSubstr("was trimmed"));
}

TEST_F(BackupHoldsTest, ATargetThatHangsKeepsTheLogUpToItsBoundAndThenRaisesAnAlarm) {
  HangingAge age(directory_.File("age"));
  age.SetHangs(false);
  Write(5);
  Back("target", age.keys());
  Write(1);
  age.SetHangs(true);
  absl::Status status;
  const auto target =
      Target::OpenToWrite(directory_.File("target"), store_->store_id(), age.keys()).value();
  std::thread backup([&] { status = TakeBackup(store_->backup_source(), *target, {}).status(); });
  age.AwaitHang();
  Write(90);
  EXPECT_LE(Start(), 5);
  EXPECT_THAT(alarms_, IsEmpty());
  Write(60);
  EXPECT_GE(Start(), 64);
  EXPECT_THAT(alarms_, ElementsAre(HasSubstr("kept no longer for the backups in")));
  age.LetGo();
  backup.join();
  // What it holds by then the log does not continue any more.
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(target->Chains().value().front().reached().number, 6);
}

}  // namespace
}  // namespace taqvim::storage::testing
