#include "server/command/breakable_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/target/take_backup.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::command {
namespace {

using ::testing::ElementsAre;

storage::v1::BackupPoint PointAt(int64_t revision) {
  storage::v1::BackupPoint point;
  point.set_revision(revision);
  point.set_nonce(static_cast<uint64_t>(revision));
  return point;
}

// A log of that many revisions, one a page, and no rows.
class LongLog final : public storage::BackupSource {
 public:
  explicit LongLog(int64_t newest) : newest_(newest) {}

  absl::StatusOr<storage::v1::BackupPosition> Position() override {
    storage::v1::BackupPosition position;
    position.set_store_id("a-store");
    *position.mutable_start() = PointAt(0);
    *position.mutable_newest() = PointAt(newest_);
    position.set_next_id(1);
    return position;
  }
  absl::StatusOr<storage::v1::BackupRows> RowsAfter(storage::ResourceId, bool, int64_t) override {
    storage::v1::BackupRows rows;
    rows.set_reached(newest_);
    return rows;
  }
  absl::StatusOr<storage::v1::BackupLog> LogAfter(const storage::v1::BackupPoint& after,
                                                  int64_t) override {
    ++pages;
    if (on_page) on_page();
    storage::v1::BackupLog log;
    if (after.revision() < newest_) {
      *log.add_revisions()->mutable_point() = PointAt(after.revision() + 1);
    }
    return log;
  }
  absl::Status HoldsUpTo(const std::string&, const storage::v1::BackupPoint&) override {
    return absl::OkStatus();
  }

  int pages = 0;
  std::function<void()> on_page;

 private:
  const int64_t newest_;
};

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    names.push_back(file.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class BreakableSourceTest : public ::testing::Test {
 protected:
  absl::Status TakeBackup() {
    BreakableSource source(log_, ended_);
    return storage::TakeBackup(source, *target_, {}).status();
  }

  storage::testing::TemporaryDirectory directory_;
  const std::string folder_ = directory_.File("target");
  const std::unique_ptr<storage::Target> target_ =
      storage::Target::OpenToWrite(folder_, "a-store", {}).value();
  LongLog log_{1000};
  absl::Notification ended_;
};

TEST_F(BreakableSourceTest, IsAsTheOtherWhileItIsNotToldToEnd) {
  ASSERT_TRUE(TakeBackup().ok());
  EXPECT_EQ(NamesIn(folder_).size(), 3u);
  EXPECT_GE(log_.pages, 1000);
}

TEST_F(BreakableSourceTest, BreaksABackupOffAfterThePageThatIsUnderWayAndLeavesNothingOfIt) {
  log_.on_page = [this] {
    if (log_.pages == 3) ended_.Notify();
  };
  EXPECT_TRUE(absl::IsCancelled(TakeBackup()));
  EXPECT_EQ(log_.pages, 3);
  EXPECT_THAT(NamesIn(folder_), ElementsAre("store"));
}

}  // namespace
}  // namespace taqvim::command
