// Backups that are broken off, and targets that are full, gone, damaged, encrypted or large.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/status_macros.h"
#include "storage/target/look_at.h"
#include "storage/target/verify.h"
#include "storage/testing/backup_fixture.h"

namespace taqvim::storage::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

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
  // The end of what is good is between 16 and 26, and whole; beyond it nothing is restored, and
  // the refusal says so.
  void ExpectCut(const char* how) {
    const auto verified = VerifyTarget(*Target::OpenToRead(target_, keys_).value()).value();
    EXPECT_THAT(verified.damaged, ElementsAre(AllOf(HasSubstr(how), HasSubstr(path_))));
    ASSERT_EQ(verified.best, 0);
    EXPECT_FALSE(verified.has_newest);
    const int64_t reached = verified.extents[0].reached.number;
    EXPECT_GT(reached, 16);
    EXPECT_LT(reached, 26);
    EXPECT_TRUE(Restore({.revision = reached}).dump == was_[reached]);
    const absl::Time time = times_[reached];
    EXPECT_EQ(Restore({.time = times_[reached - 1]}).reached.point.revision(), reached - 1);
    for (const RestorePoint& point :
         {RestorePoint{}, {.revision = 30}, {.time = time}, {.time = times_[30]}}) {
      const absl::Status beyond = Restore(point).status;
      EXPECT_EQ(beyond.code(), absl::StatusCode::kDataLoss) << beyond;
      EXPECT_THAT(std::string(beyond.message()),
                  AllOf(HasSubstr(how), HasSubstr(path_),
                        HasSubstr(absl::StrCat("--to-revision ", reached))));
    }
  }
  // The next backup goes on from nothing that is damaged.
  void ExpectFullBackupNext(const char* how) {
    const BackupTaken taken = Back();
    EXPECT_TRUE(taken.full);
    EXPECT_THAT(taken.damage, AllOf(HasSubstr(how), HasSubstr(path_), HasSubstr("--verify")));
    EXPECT_EQ(ExpectNewestIsWhole(), 36);
    Write(2);
    EXPECT_EQ(Back().damage, "");
    EXPECT_FALSE(Back().full);
  }

  std::string path_;
};

// Makes the byte another.
void Spoil(const std::string& path, std::streamoff at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(at);
  const char byte = static_cast<char>(file.get() ^ 1);
  file.seekp(at);
  file.put(byte);
}

TEST_F(DamagedBackup, EndsWhereALogWasCut) {
  fs::resize_file(path_, fs::file_size(path_) / 2);
  ExpectCut("was cut");
}

TEST_F(DamagedBackup, IsNotGoneOnFromWhereALogWasCut) {
  fs::resize_file(path_, fs::file_size(path_) / 2);
  ExpectFullBackupNext("was cut");
}

TEST_F(DamagedBackup, IsNotGoneOnFromWhereTheFullBackupWasCut) {
  path_ = PathOf(Chains().front().full);
  fs::resize_file(path_, fs::file_size(path_) - 1);
  ExpectFullBackupNext("was cut");
}

TEST_F(DamagedBackup, IsNotGoneOnFromWhereAFileLostItsEndThoughNotItsSize) {
  path_ = PathOf(Chains().front().full);
  const auto size = fs::file_size(path_);
  fs::resize_file(path_, size / 2);
  fs::resize_file(path_, size);
  ExpectFullBackupNext("does not end as one");
}

TEST_F(DamagedBackup, ALookSaysUpToWhereItIsWhole) {
  fs::resize_file(path_, fs::file_size(path_) / 2);
  const auto target = Target::OpenToRead(target_, keys_).value();
  const SeenChain seen = LookAlong(*target, Chains().front());
  EXPECT_EQ(seen.chain.reached().number, 16);
  EXPECT_GT(seen.chain.last().time, times_[15]);
  EXPECT_LE(seen.chain.last().time, times_[16]);
  EXPECT_THAT(HoldingsOf({seen}),
              AllOf(HasSubstr("Revision 6 to 16, in full as of "), HasSubstr(", up to "),
                    HasSubstr("; nothing later: "), HasSubstr(path_)));
}

TEST_F(DamagedBackup, ALogThatIsGoneIsNoticedByWhatFollowedIt) {
  fs::remove(path_);
  const auto verified = VerifyTarget(*Target::OpenToRead(target_, keys_).value()).value();
  EXPECT_THAT(verified.damaged, ElementsAre(HasSubstr("follows nothing")));
  EXPECT_EQ(verified.extents[0].reached.number, 16);
  EXPECT_FALSE(verified.has_newest);
  EXPECT_THAT(std::string(Restore({}).status.message()), HasSubstr("--to-revision 16"));
  EXPECT_EQ(Restore({.time = times_[30]}).status.code(), absl::StatusCode::kDataLoss);
}

TEST_F(DamagedBackup, AnotherThatLeadsToTheSameIsGoneOnFrom) {
  Back({.full = true});
  fs::resize_file(PathOf(Chains().front().full), 100);
  const BackupTaken taken = Back();
  EXPECT_FALSE(taken.full);
  EXPECT_EQ(taken.damage, "");
}

TEST_F(DamagedBackup, IsFoundWholeWhereItIs) {
  const auto verified = VerifyTarget(*Target::OpenToRead(target_, keys_).value()).value();
  EXPECT_THAT(verified.damaged, IsEmpty());
  EXPECT_EQ(verified.files, 5);
  EXPECT_TRUE(verified.has_newest);
  EXPECT_EQ(verified.extents[0].reached.number, 36);
}

TEST_F(DamagedBackup, SaysThatItsRightsCannotBeRead) {
  fs::resize_file(target_ + "/rights.taqvim", 20);
  const auto verified = VerifyTarget(*Target::OpenToRead(target_, keys_).value()).value();
  EXPECT_THAT(verified.damaged, ElementsAre(HasSubstr("rights.taqvim")));
  EXPECT_TRUE(verified.has_newest);
}

TEST_F(DamagedBackup, EndsWhereAByteIsAnother) {
  Spoil(path_, static_cast<std::streamoff>(fs::file_size(path_) / 2));
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
  // A readable file never comes between them, nor an encrypted one between readable ones.
  const auto readable = Target::OpenToWrite(target_, store_->store_id(), {});
  EXPECT_THAT(std::string(readable.status().message()), HasSubstr("--recipient KEY"));
  EXPECT_FALSE(fs::exists(target_ + "/rights.taqvim"));
  EXPECT_THAT(VerifyTarget(*Target::OpenToRead(target_, keys_).value()).value().damaged, IsEmpty());
  // Without the key, it is still seen what was cut.
  const std::string log = PathOf(Chains().front().logs.front());
  fs::resize_file(log, fs::file_size(log) - 1);
  keys_.identity = "";
  EXPECT_THAT(Back().damage, AllOf(HasSubstr(log), HasSubstr("was cut")));
  EXPECT_EQ(VerifyTarget(*Target::OpenToRead(target_, keys_).value()).status().code(),
            absl::StatusCode::kFailedPrecondition);
  keys_.identity = key;
  // As where any other file is damaged, an earlier backup may do.
  Spoil(PathOf(Chains().front().full), 30);
  EXPECT_EQ(Restore({}).status.code(), absl::StatusCode::kDataLoss);
}

TEST_F(BackupTest, EncryptedOnesAreNotPutBesideReadableOnes) {
  Write(3);
  Back();
  const auto encrypted = Target::OpenToWrite(target_, store_->store_id(), {.recipient = "age1any"});
  EXPECT_EQ(encrypted.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(encrypted.status().message()), HasSubstr("another folder"));
}

TEST_F(BackupTest, AKeyThatIsNoneIsToldAndNothingIsWritten) {
  keys_.recipient = "age1nonsense";
  Write(3);
  EXPECT_FALSE(TakeBackup(store_->backup_source(), *ToWrite(), {}).ok());
  EXPECT_THAT(Chains(), IsEmpty());
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

std::vector<std::string> FilesIn(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path().filename());
  return files;
}

TEST_F(BackupTest, NothingStaysOfWhatIsOutdatedThatNoKeptBackupNeeds) {
  for (int i = 0; i < 4; ++i) {
    Write(3);
    BackWhileWriting(true);
    Write(3);
    BackWhileWriting(false);
  }
  EXPECT_GT(ToWrite()->Remove(1).value(), 6);
  const auto chains = Chains();
  ASSERT_THAT(chains, SizeIs(1));
  std::vector<std::string> needed = {"store", "rights.taqvim", chains.front().full.name};
  for (const TargetName& log : chains.front().logs) needed.push_back(log.name);
  EXPECT_THAT(FilesIn(target_), UnorderedElementsAreArray(needed));
  ExpectNewestIsWhole();
}

}  // namespace
}  // namespace taqvim::storage::testing
