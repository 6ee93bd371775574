// What others do to the files of a store that is open: it is noticed, and nothing is
// acknowledged any more.
#include "storage/sqlite/file/store_files.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "absl/synchronization/notification.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/sync.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What somebody does to a data file, and what is said of it.
struct Deed {
  const char* name;
  std::function<void(const std::string& data)> act;
  const char* file;  // what the name of the file that is named ends in, after the data file's
  const char* said;
};

void Replace(const std::string& path) {
  fs::copy_file(path, path + ".copy");
  fs::rename(path + ".copy", path);
}

// The file stays the same, and so does all that is in it.
void WriteOver(const std::string& path) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.put('S');
}

const Deed kDeeds[] = {
    {"DeletesData", [](auto& data) { fs::remove(data); }, "", "deleted or moved"},
    {"MovesData", [](auto& data) { fs::rename(data, data + ".old"); }, "", "deleted or moved"},
    {"ReplacesData", Replace, "", "replaced by another file"},
    {"CutsData", [](auto& data) { fs::resize_file(data, 4096); }, "", "cut short"},
    {"EmptiesData", [](auto& data) { fs::resize_file(data, 0); }, "", "cut short"},
    {"WritesOverData", WriteOver, "", "written by another program"},
    {"DeletesLog", [](auto& data) { fs::remove(data + "-wal"); }, "-wal", "deleted or moved"},
    {"ReplacesLog", [](auto& data) { Replace(data + "-wal"); }, "-wal", "replaced by another"},
    {"CutsLog", [](auto& data) { fs::resize_file(data + "-wal", 4096); }, "-wal", "cut short"},
    {"EmptiesLog", [](auto& data) { fs::resize_file(data + "-wal", 0); }, "-wal", "cut short"},
    {"DeletesIndex", [](auto& data) { fs::remove(data + "-shm"); }, "-shm", "deleted or moved"},
};

absl::StatusOr<std::string> Put(Transaction& t, const std::string& name) {
  Mutation mutation;
  mutation.puts.push_back({t.NewId(), Kind::kEvent, name, std::string(9000, 'x')});
  if (absl::Status status = t.Apply(mutation); !status.ok()) return status;
  return name;
}

class Hands : public ::testing::TestWithParam<Deed> {
 protected:
  SqliteOptions Options() {
    SqliteOptions options;
    options.path = path_;
    options.create = true;
    options.files_pause = absl::Milliseconds(1);
    options.fatal = [this](const absl::Status& status) {
      fatal_ = status;
      noticed_.Notify();
    };
    return options;
  }
  static WriteOutcome Write(Store& store, const std::string& name) {
    return WriteAndWait(store, {.principal = "p", .request_id = name},
                        [name](Transaction& t) { return Put(t, name); });
  }
  // Expects that the store says what was done, and does nothing any more.
  void ExpectStopped(Store& store, const std::string& said) {
    ASSERT_TRUE(noticed_.HasBeenNotified());
    EXPECT_THAT(std::string(fatal_.message()), AllOf(HasSubstr(path_), HasSubstr(said)));
    EXPECT_EQ(store.newest_revision().number, 1);
    const absl::Status late = Write(store, "events/late").status;
    EXPECT_EQ(late.code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(std::string(late.message()), Not(HasSubstr(path_))) << "that is no caller's";
    EXPECT_EQ(Write(store, "events/first").status.code(), absl::StatusCode::kUnavailable)
        << "nor is an answer given again";
    EXPECT_EQ(ReadAndWait(store, {}, [](Snapshot&) { return absl::OkStatus(); }).code(),
              absl::StatusCode::kUnavailable);
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("taqvim.db");
  absl::Notification noticed_;
  absl::Status fatal_;
};

TEST_P(Hands, AreNoticedBeforeTheNextAnswer) {
  auto store = OpenManualSqliteStore(Options()).value();
  ASSERT_TRUE(Write(*store, "events/first").status.ok());
  GetParam().act(path_);
  const WriteOutcome outcome = Write(*store, "events/second");
  EXPECT_TRUE(IsRefused(outcome.status, Refusal::kOutcomeUnknown)) << outcome.status;
  ExpectStopped(*store, absl::StrCat(path_, GetParam().file, " was ", GetParam().said));
}

TEST_P(Hands, AreNoticedWhileAWriteRuns) {
  auto store = OpenManualSqliteStore(Options()).value();
  ASSERT_TRUE(Write(*store, "events/first").status.ok());
  const WriteOutcome outcome = WriteAndWait(*store, {}, [&, done = false](Transaction& t) mutable {
    if (!std::exchange(done, true)) GetParam().act(path_);
    return Put(t, "events/second");
  });
  EXPECT_FALSE(outcome.status.ok());
  ExpectStopped(*store, GetParam().said);
}

TEST_P(Hands, AreNoticedWhileNobodyWrites) {
  auto store = OpenSqliteStore(Options()).value();
  ASSERT_TRUE(Write(*store, "events/first").status.ok());
  GetParam().act(path_);
  noticed_.WaitForNotification();
  ExpectStopped(*store, GetParam().said);
}

TEST_P(Hands, AreNoticedWhenTheStoreIsClosed) {
  SqliteOptions options = Options();
  auto store = OpenManualSqliteStore(options).value();
  ASSERT_TRUE(Write(*store, "events/first").status.ok());
  GetParam().act(path_);
  const bool log_was_there = fs::exists(path_ + "-wal");
  store.reset();
  ASSERT_TRUE(noticed_.HasBeenNotified());
  EXPECT_EQ(fs::exists(path_ + "-wal"), log_was_there) << "what is there is left as it is";
}

INSTANTIATE_TEST_SUITE_P(Others, Hands, ::testing::ValuesIn(kDeeds),
                         [](const auto& one) { return one.param.name; });

class TwoServers : public Hands {
 protected:
  // What a second server would do.
  void WriteAsAnother() {
    auto other = Connection::Open(path_, "", Connection::Mode::kReadWrite).value();
    ASSERT_TRUE(other
                    ->Execute("INSERT INTO log SELECT revision + 1, nonce, time, principal, "
                              "'another', method, changes, request_hash, answer, rows FROM log")
                    .ok());
  }
};

TEST_F(TwoServers, EndAtTheNextWrite) {
  auto store = OpenManualSqliteStore(Options()).value();
  ASSERT_TRUE(Write(*store, "events/first").status.ok());
  WriteAsAnother();
  EXPECT_EQ(Write(*store, "events/second").status.code(), absl::StatusCode::kUnavailable);
  ExpectStopped(*store, "written by another program");
}

TEST_F(TwoServers, EndWhileNobodyWrites) {
  auto store = OpenSqliteStore(Options()).value();
  ASSERT_TRUE(Write(*store, "events/first").status.ok());
  WriteAsAnother();
  noticed_.WaitForNotification();
  ExpectStopped(*store, "written by another program");
}

TEST_F(TwoServers, AreNotTakenForOneThatChecksItsOwnFile) {
  SqliteOptions options = Options();
  options.checkpoint_pages = 5;
  options.wal_limit_pages = 20;
  auto store = OpenSqliteStore(options).value();
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(Write(*store, absl::StrCat("events/", i)).status.ok());
  }
  auto reader = Connection::Open(path_, "", Connection::Mode::kReadOnly).value();
  EXPECT_EQ(reader->QueryText("PRAGMA integrity_check").value(), "ok");
  reader.reset();
  ASSERT_TRUE(Write(*store, "events/last").status.ok());
  store.reset();
  EXPECT_FALSE(noticed_.HasBeenNotified()) << fatal_;
}

}  // namespace
}  // namespace taqvim::storage::testing
