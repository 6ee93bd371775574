// Backups that are broken off, and targets that are full, gone, damaged, encrypted or large.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "proto/status_macros.h"
#include "storage/testing/backup_fixture.h"
#include "storage/testing/sync.h"

namespace taqvim::storage::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(BackupTest, ABackupThatIsBrokenOffAtAnyStepLeavesWhatWasThere) {
  Write(8);
  Back();
  int64_t had = ExpectNewestIsWhole();
  for (const bool full : {false, true}) {
    Write(12);
    absl::Status status;
    for (int steps = 0; steps == 0 || !status.ok(); ++steps) {
      int left = steps;
      Watched source(store_->backup_source(), [&left] {
        return left-- > 0 ? absl::OkStatus() : absl::UnavailableError("It was broken off.");
      });
      status = TakeBackup(source, *ToWrite(), {.full = full, .log_bytes = 1500, .page_bytes = 1000})
                   .status();
      const int64_t has = ExpectNewestIsWhole();
      EXPECT_GE(has, had);
      had = has;
    }
    EXPECT_EQ(had, store_->newest_revision().number);
  }
}

TEST_F(BackupTest, ALogIsEndedAndAnotherBegunAfterSomeBytes) {
  Write(2);
  Back();
  Write(20);
  Back({.log_bytes = 4000, .page_bytes = 500});
  EXPECT_GT(Chains().front().logs.size(), 2);
  EXPECT_EQ(ExpectNewestIsWhole(), 22);
}

TEST_F(BackupTest, ATargetThatIsFullIsToldAndStaysAsItWas) {
  Write(30);
  Back();
  Write(60);
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = 2000, .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const absl::Status status = TakeBackup(store_->backup_source(), *ToWrite(), {}).status();
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("could not be written"));
  EXPECT_EQ(ExpectNewestIsWhole(), 30);
  Back();
  EXPECT_EQ(ExpectNewestIsWhole(), 90);
}

TEST_F(BackupTest, ATargetThatIsGoneIsTold) {
  Write(5);
  Back();
  Write(5);
  const auto target = ToWrite();
  Watched source(store_->backup_source(), [this] {
    fs::remove_all(target_);
    return absl::OkStatus();
  });
  const absl::Status status = TakeBackup(source, *target, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr(target_));
}

TEST_F(BackupTest, OneProcessWritesToATargetAtATime) {
  const auto target = ToWrite();
  const auto second = Target::OpenToWrite(target_, store_->store_id(), {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(BackupTest, BackupsOfAnotherStoreAreNotMixedIn) {
  Back();
  const auto other = Target::OpenToWrite(target_, "0123456789abcdef", {});
  EXPECT_EQ(other.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(other.status().message()), HasSubstr("another store"));
}

TEST_F(BackupTest, FilesAreTheirOwnersAlone) {
  const mode_t before = umask(0);
  Write(3);
  Back();
  Write(3);
  Back();
  for (const auto& entry : fs::recursive_directory_iterator(directory_.path())) {
    const auto mode = fs::status(entry).permissions();
    EXPECT_EQ(mode & (fs::perms::group_all | fs::perms::others_all), fs::perms::none) << entry;
  }
  umask(before);
}

// A source whose log is trimmed each time before it is read from its beginning, so many times.
class Trimmed final : public BackupSource {
 public:
  Trimmed(BackupSource& source, int times) : source_(source), times_(times) {}

  absl::StatusOr<v1::BackupPosition> Position() override { return source_.Position(); }
  absl::StatusOr<v1::BackupRows> RowsAfter(ResourceId after, bool rights, int64_t bytes) override {
    return source_.RowsAfter(after, rights, bytes);
  }
  absl::StatusOr<v1::BackupLog> LogAfter(const v1::BackupPoint& after, int64_t bytes) override {
    if (times_-- > 0) return absl::FailedPreconditionError("It was trimmed.");
    return source_.LogAfter(after, bytes);
  }
  absl::Status HoldsUpTo(const std::string& target, const v1::BackupPoint& point) override {
    return source_.HoldsUpTo(target, point);
  }

 private:
  BackupSource& source_;
  int times_;
};

TEST_F(BackupTest, AFullBackupBeginsAgainWhereTheLogIsTrimmedMeanwhile) {
  Write(10);
  Trimmed twice(store_->backup_source(), 2);
  const auto taken = TakeBackup(twice, *ToWrite(), {});
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(ExpectNewestIsWhole(), 10);
  Trimmed always(store_->backup_source(), 100);
  EXPECT_EQ(TakeBackup(always, *ToWrite(), {.full = true}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

// What damage does to a log in the middle of three.
class DamagedBackup : public BackupTest {
 protected:
  DamagedBackup() {
    Write(6);
    Back();
    for (int i = 0; i < 3; ++i) {
      Write(10);
      Back({.page_bytes = 1});
    }
    path_ = PathOf(Chains().front().logs.at(1));
  }
  // The end of what is good is between 16 and 26, and whole.
  void ExpectCut(const char* how) {
    const Outcome newest = Restore({});
    ASSERT_TRUE(newest.status.ok()) << newest.status;
    const int64_t reached = newest.reached.point.revision();
    EXPECT_GT(reached, 16);
    EXPECT_LT(reached, 26);
    EXPECT_THAT(std::string(newest.reached.cut.message()), HasSubstr(how));
    EXPECT_THAT(std::string(newest.reached.cut.message()), HasSubstr(path_));
    EXPECT_TRUE(newest.dump == was_[reached]);
    EXPECT_TRUE(Restore({.revision = reached}).dump == was_[reached]);
    const Outcome beyond = Restore({.revision = 30});
    EXPECT_EQ(beyond.status.code(), absl::StatusCode::kDataLoss) << beyond.status;
  }

  std::string path_;
};

TEST_F(DamagedBackup, EndsWhereALogWasCut) {
  fs::resize_file(path_, fs::file_size(path_) / 2);
  ExpectCut("was cut");
}

TEST_F(DamagedBackup, EndsWhereAByteIsAnother) {
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  const auto middle = static_cast<std::streamoff>(fs::file_size(path_) / 2);
  file.seekg(middle);
  const char byte = static_cast<char>(file.get() ^ 1);
  file.seekp(middle);
  file.put(byte);
  file.close();
  ExpectCut("of the backup ");
}

TEST_F(DamagedBackup, KnowsRightsByTheirOwnFile) {
  fs::resize_file(path_, fs::file_size(path_) / 2);
  EXPECT_TRUE(Restore({.revision = 10}).rights.known);
  fs::remove(target_ + "/rights.taqvim");
  EXPECT_FALSE(Restore({.revision = 10}).rights.known);
}

// What the command prints.
std::string OutputOf(const std::string& command) {
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  char line[200] = "";
  EXPECT_NE(std::fgets(line, sizeof(line), pipe.get()), nullptr) << command;
  return std::string(absl::StripSuffix(line, "\n"));
}

TEST_F(BackupTest, EncryptedBackupsAreReadWithTheirKeyAlone) {
  const std::string key = directory_.File("key");
  const std::string other = directory_.File("other-key");
  for (const std::string& file : {key, other}) {
    ASSERT_EQ(std::system(absl::StrCat("age-keygen -o ", file, " 2>/dev/null").c_str()), 0);
  }
  keys_.recipient = OutputOf("age-keygen -y " + key);
  Write(10);
  Back();
  Write(5);
  Back();
  EXPECT_THAT(Chains().front().full.name, EndsWith(".age"));
  const absl::Status without = Restore({}).status;
  EXPECT_EQ(without.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(without.message()), HasSubstr("--identity"));
  keys_.identity = other;
  EXPECT_THAT(std::string(Restore({}).status.message()), HasSubstr("age failed"));
  keys_.identity = key;
  EXPECT_EQ(ExpectNewestIsWhole(), 15);
  EXPECT_TRUE(Restore({.revision = 12}).dump == was_[12]);
  EXPECT_TRUE(Restore({.revision = 12}).rights.known);
}

TEST_F(BackupTest, AKeyThatIsNoneIsToldAndNothingIsWritten) {
  keys_.recipient = "age1nonsense";
  Write(3);
  EXPECT_FALSE(TakeBackup(store_->backup_source(), *ToWrite(), {}).ok());
  EXPECT_THAT(Chains(), IsEmpty());
}

// One who writes as fast as the store answers.
class Writer {
 public:
  explicit Writer(Store& store) : store_(store), thread_([this] { Loop(); }) {}
  ~Writer() {
    {
      absl::MutexLock lock(&mutex_);
      ends_ = true;
    }
    thread_.join();
  }

  // Waits for so many more writes.
  void Await(int more) {
    absl::MutexLock lock(&mutex_);
    const int until = written_ + more;
    auto enough = [this, until]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return written_ >= until; };
    mutex_.Await(absl::Condition(&enough));
  }
  int written() {
    absl::MutexLock lock(&mutex_);
    return written_;
  }

 private:
  void Loop() {
    for (bool goes_on = true; goes_on;) {
      const WriteOutcome outcome =
          WriteAndWait(store_, {.principal = "writer"},
                       [this](Transaction& transaction) { return PutOne(transaction); });
      EXPECT_TRUE(outcome.status.ok()) << outcome.status;
      absl::MutexLock lock(&mutex_);
      ++written_;
      goes_on = !ends_ && outcome.status.ok();
    }
  }
  absl::StatusOr<std::string> PutOne(Transaction& transaction) {
    Mutation mutation;
    const ResourceId id = transaction.NewId();
    mutation.puts.push_back(
        {id, Kind::kEvent, absl::StrCat("events/", id), std::string(2000, 'x')});
    RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
    return "";
  }

  Store& store_;
  absl::Mutex mutex_;
  int written_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ends_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

TEST(BackupWhileWriting, NeitherHoldsTheLogOnDiskBackNorWriters) {
  TemporaryDirectory directory;
  const std::string path = directory.File("taqvim.db");
  const auto store =
      OpenSqliteStore({.path = path, .create = true, .checkpoint_pages = 50}).value();
  Writer writer(*store);
  writer.Await(60);
  std::uintmax_t largest = 0;
  // Each page waits for the writer, who would wait for ever if it waited for the backup.
  Watched source(store->backup_source(), [&] {
    writer.Await(5);
    largest = std::max(largest, fs::file_size(path + "-wal"));
    return absl::OkStatus();
  });
  const auto target = Target::OpenToWrite(directory.File("target"), store->store_id(), {}).value();
  const auto taken = TakeBackup(source, *target, {.page_bytes = 20'000});
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_GE(taken->reached.revision(), 60);
  // A write takes some five pages of 4 KiB; beyond 50 they are copied into the file, and written
  // over.
  EXPECT_LT(largest, static_cast<std::uintmax_t>(writer.written()) * 2 * 4096);
}

TEST_F(BackupTest, OutdatedBackupsAreRemovedWithTheLogsThatFollowThem) {
  for (int i = 0; i < 4; ++i) {
    Write(3);
    Back({.full = true});
    Write(3);
    Back();
  }
  EXPECT_EQ(ToWrite()->Remove(2).value(), 6);
  const auto chains = Chains();
  ASSERT_THAT(chains, SizeIs(2));
  EXPECT_EQ(chains.back().full.reached.number, 15);
  EXPECT_EQ(Restore({.revision = 16}).dump == was_[16], true);
  EXPECT_EQ(Restore({.revision = 14}).status.code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace taqvim::storage::testing
