// A disk that fails, or loses its power, while one group is being synced and the
// next is committed already.
#include <gmock/gmock.h>

#include <atomic>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/fault_vfs.h"
#include "storage/testing/sync.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

bool IsUnknown(const WriteOutcome& outcome) {
  return outcome.status.code() == absl::StatusCode::kUnavailable &&
         IsRefused(outcome.status, Refusal::kOutcomeUnknown);
}

// Where a write or read that was submitted leaves its result.
template <class Result>
struct Submitted {
  Result result;
  absl::Notification done;
};

class SqliteOverlap : public ::testing::Test {
 protected:
  ~SqliteOverlap() override {
    vfs_.ReleaseSyncs();
    AwaitAll();
  }

  // A store with threads and one event, `first`, which is on disk.
  void Open() {
    SqliteOptions options;
    options.path = directory_.File("taqvim.db");
    options.create = true;
    options.vfs = vfs_.name();
    options.checkpoint_pages = 100000;
    options.fatal = [this](const absl::Status&) { ++fatal_; };
    auto store = OpenSqliteStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  void Prepare() {
    AwaitAll();
    store_.reset();
    vfs_.Clear();
    vfs_.CutPower();
    vfs_.Restore();
    for (const char* suffix : {"", "-wal"}) {
      std::filesystem::remove(directory_.File("taqvim.db") + suffix);
    }
    outcomes_.clear();
    reads_.clear();
    fatal_ = 0;
    Open();
    Book("first")->done.WaitForNotification();
  }

  // A write that has begun waits until it may go on.
  struct Gate {
    absl::Notification begun;
    absl::Notification open;
  };

  // Submits a write that creates an event of several pages.
  Submitted<WriteOutcome>* Book(const std::string& name,
                                const std::shared_ptr<Gate>& gate = nullptr) {
    auto* submitted = &outcomes_.emplace_back();
    store_->Write(
        {.principal = "p", .request_id = name},
        [name, gate](Transaction& t) -> absl::StatusOr<std::string> {
          if (gate != nullptr && !gate->begun.HasBeenNotified()) {
            gate->begun.Notify();
            gate->open.WaitForNotification();
          }
          Mutation mutation;
          mutation.puts.push_back({t.NewId(), Kind::kEvent, name, std::string(9000, 'x')});
          if (absl::Status status = t.Apply(mutation); !status.ok()) return status;
          return name;
        },
        [this, submitted](WriteOutcome outcome) {
          if (outcome.status.ok()) {
            EXPECT_GE(store_->newest_revision().number, outcome.revision.number);
          }
          submitted->result = std::move(outcome);
          submitted->done.Notify();
        });
    return submitted;
  }

  // Submits a read that looks for an event, and waits until it has looked.
  // Expects that its answer waits for the disk.
  bool Sees(const std::string& name) {
    struct Seen {
      bool found = false;
      int64_t revision = 0;
      absl::Notification ran;
    };
    auto seen = std::make_shared<Seen>();
    auto* submitted = &reads_.emplace_back();
    store_->Read(
        {},
        [name, seen](Snapshot& s) {
          auto found = s.Find(Kind::kEvent, name);
          seen->found = found.ok() && *found != nullptr;
          seen->revision = s.revision().number;
          seen->ran.Notify();
          return found.status();
        },
        [this, seen, submitted](absl::Status status) {
          if (status.ok()) {
            EXPECT_GE(store_->newest_revision().number, seen->revision);
          }
          submitted->result = std::move(status);
          if (!seen->ran.HasBeenNotified()) seen->ran.Notify();
          submitted->done.Notify();
        });
    seen->ran.WaitForNotification();
    return seen->found;
  }

  // Waits until the event is committed or the fault has struck.
  void AwaitCommitted(const std::string& name) {
    while (!vfs_.struck() && !Sees(name)) continue;
  }

  // The group `a` is being synced, and `b` is committed behind it, or has met
  // the fault. A write is a group of its own here, because it begins before the
  // next is queued; and it is not alone, because the next is queued by its end.
  void Overlap(std::optional<Fault> fault = std::nullopt) {
    Prepare();
    vfs_.HoldSyncs();
    auto first = std::make_shared<Gate>();
    auto second = std::make_shared<Gate>();
    a_ = Book("a", first);
    first->begun.WaitForNotification();
    b_ = Book("b", second);
    first->open.Notify();
    vfs_.AwaitHeldSync();
    second->begun.WaitForNotification();
    if (fault.has_value()) vfs_.Set(*fault);
    second->open.Notify();
    AwaitCommitted("b");
  }

  void AwaitAll() {
    for (auto& write : outcomes_) write.done.WaitForNotification();
    for (auto& read : reads_) read.done.WaitForNotification();
  }

  // Cuts the power, keeps of unsynced writes what `survives` says, and opens the
  // file again.
  void Recover(absl::FunctionRef<bool()> survives) {
    vfs_.CutPower();
    vfs_.ReleaseSyncs();
    AwaitAll();
    store_.reset();
    vfs_.Restore(survives);
    vfs_.Clear();
    {
      auto connection =
          Connection::Open(directory_.File("taqvim.db"), vfs_.name(), Connection::Mode::kReadWrite);
      EXPECT_EQ((*connection)->QueryText("PRAGMA integrity_check").value(), "ok");
    }
    Open();
  }

  // Groups that were committed in order are kept in order, and what was
  // acknowledged is kept.
  void ExpectTruth() {
    EXPECT_TRUE(Sees("first"));
    if (Sees("b")) {
      EXPECT_TRUE(Sees("a"));
    }
    if (a_->result.status.ok()) {
      EXPECT_TRUE(Sees("a"));
    }
    if (b_->result.status.ok()) {
      EXPECT_TRUE(Sees("b"));
    }
    for (auto* write : {a_, b_}) EXPECT_TRUE(write->result.status.ok() || IsUnknown(write->result));
  }

  TemporaryDirectory directory_;
  FaultVfs vfs_{"taqvim-overlap"};
  std::mt19937_64 random_{20261122};
  std::atomic<int> fatal_ = 0;
  std::deque<Submitted<WriteOutcome>> outcomes_;
  std::deque<Submitted<absl::Status>> reads_;
  Submitted<WriteOutcome>* a_ = nullptr;
  Submitted<WriteOutcome>* b_ = nullptr;
  std::unique_ptr<Store> store_;
};

TEST_F(SqliteOverlap, NothingIsAnsweredOrShownBeforeItIsOnDisk) {
  Overlap();
  ASSERT_TRUE(Sees("b")) << "the next group runs during a sync";
  EXPECT_EQ(store_->newest_revision().number, 1);
  auto changes = store_->ChangesAfter(0, 10, 1 << 20);
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_EQ(changes->entries.size(), 1);
  EXPECT_EQ(changes->scanned.number, 1);
  EXPECT_EQ(store_->ChangesAfter(2, 10, 1 << 20).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_FALSE(a_->done.HasBeenNotified());
  EXPECT_FALSE(b_->done.HasBeenNotified());
  EXPECT_FALSE(reads_.back().done.HasBeenNotified()) << "it has seen what may yet be lost";
  vfs_.ReleaseSyncs();
  AwaitAll();
  for (auto& write : outcomes_) EXPECT_TRUE(write.result.status.ok()) << write.result.status;
  for (auto& read : reads_) EXPECT_TRUE(read.result.ok()) << read.result;
  EXPECT_EQ(store_->newest_revision().number, 3);
}

TEST_F(SqliteOverlap, RefusalsWaitForWhatTheyRestOn) {
  Overlap();
  absl::Notification done;
  store_->Write(
      {},
      [](Transaction& t) -> absl::StatusOr<std::string> {
        auto found = t.Find(Kind::kEvent, "b");
        return found.ok() && *found != nullptr ? absl::FailedPreconditionError("taken")
                                               : absl::InternalError("b is missing");
      },
      [&](const WriteOutcome& outcome) {
        EXPECT_EQ(outcome.status.code(), absl::StatusCode::kFailedPrecondition);
        EXPECT_EQ(store_->newest_revision().number, 3);
        done.Notify();
      });
  EXPECT_FALSE(done.HasBeenNotified());
  vfs_.ReleaseSyncs();
  done.WaitForNotification();
}

TEST_F(SqliteOverlap, WhatComesBehindTwoGroupsGathersForOne) {
  Overlap();
  absl::Mutex mutex;
  std::vector<int64_t> heard;
  const int listener = store_->OnNewRevision([&](const NewRevisions& revisions) {
    absl::MutexLock lock(&mutex);
    heard.push_back(revisions.newest.number);
  });
  for (const char* name : {"c", "d", "e"}) Book(name);
  EXPECT_FALSE(Sees("c"));
  vfs_.ReleaseSyncs();
  AwaitAll();
  store_->RemoveListener(listener);
  EXPECT_EQ(heard.back(), 6);
  EXPECT_LE(heard.size(), 3);
}

TEST_F(SqliteOverlap, AfterAFailedSyncAllThatIsNotOnDiskIsUnknownAndNothingIsSyncedAgain) {
  Overlap();
  vfs_.Set({.step = 1, .steps = static_cast<unsigned>(FaultStep::kSync)});
  vfs_.ReleaseSyncs();
  AwaitAll();
  EXPECT_TRUE(IsUnknown(a_->result)) << a_->result.status;
  EXPECT_TRUE(IsUnknown(b_->result)) << b_->result.status;
  for (auto& read : reads_) {
    if (!read.result.ok()) {
      EXPECT_EQ(read.result.code(), absl::StatusCode::kUnavailable);
    }
  }
  EXPECT_FALSE(reads_.back().result.ok());
  EXPECT_EQ(store_->newest_revision().number, 1);
  auto* late = Book("late");
  late->done.WaitForNotification();
  EXPECT_EQ(late->result.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(IsUnknown(late->result)) << "it was not begun";
  AwaitAll();
  store_.reset();
  EXPECT_EQ(fatal_, 1);
  EXPECT_EQ(vfs_.steps(), 1) << "a sync after a failed one proves nothing";
}

TEST_F(SqliteOverlap, WhenTheSecondSyncFailsTheFirstGroupIsKept) {
  Overlap();
  vfs_.Set({.step = 2, .steps = static_cast<unsigned>(FaultStep::kSync)});
  vfs_.ReleaseSyncs();
  AwaitAll();
  EXPECT_TRUE(a_->result.status.ok()) << a_->result.status;
  EXPECT_TRUE(IsUnknown(b_->result)) << b_->result.status;
  EXPECT_EQ(store_->newest_revision().number, 2);
  Recover([] { return false; });
  ExpectTruth();
}

TEST_F(SqliteOverlap, APowerCutLosesNothingAcknowledgedWhateverElseIsKept) {
  RecordProperty("seed", 20261122);
  for (int round = 0; round < 60 && !HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Overlap();
    if (round % 3 == 1) {
      vfs_.Set({.step = 2, .steps = static_cast<unsigned>(FaultStep::kSync)});
      vfs_.ReleaseSyncs();
      a_->done.WaitForNotification();
    }
    if (round % 3 == 2) {
      vfs_.ReleaseSyncs();
      AwaitAll();
    }
    Recover([this] { return random_() % 2 == 0; });
    ExpectTruth();
  }
}

TEST_F(SqliteOverlap, AtEachWriteOfTheSecondGroupNothingAcknowledgedIsLost) {
  for (int64_t step = 1; !HasFailure(); ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    Overlap(Fault{.step = step, .steps = static_cast<unsigned>(FaultStep::kWrite), .tear = true});
    const bool struck = vfs_.struck();
    vfs_.ReleaseSyncs();
    AwaitAll();
    EXPECT_TRUE(a_->result.status.ok() || IsUnknown(a_->result)) << a_->result.status;
    EXPECT_EQ(b_->result.status.ok(), !struck) << b_->result.status;
    Recover([this] { return random_() % 2 == 0; });
    ExpectTruth();
    if (!struck) break;
  }
}

TEST_F(SqliteOverlap, OnADiskThatFillsTheFirstGroupIsAnsweredAndTheStoreGoesOn) {
  for (int64_t step = 1; !HasFailure(); ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    Overlap(Fault{.step = step,
                  .steps = static_cast<unsigned>(FaultStep::kWrite),
                  .code = SQLITE_FULL,
                  .tear = true});
    const bool struck = vfs_.struck();
    vfs_.ReleaseSyncs();
    AwaitAll();
    EXPECT_TRUE(a_->result.status.ok()) << a_->result.status;
    EXPECT_FALSE(IsUnknown(b_->result)) << b_->result.status;
    EXPECT_EQ(b_->result.status.ok(), !struck) << b_->result.status;
    vfs_.Clear();
    auto* again = Book("b");
    again->done.WaitForNotification();
    EXPECT_TRUE(again->result.status.ok()) << again->result.status;
    EXPECT_EQ(again->result.replayed, !struck);
    b_ = again;
    Recover([] { return false; });
    ExpectTruth();
    EXPECT_EQ(fatal_, 0);
    if (!struck) break;
  }
}

TEST_F(SqliteOverlap, WhatAKilledServerDidNotSyncIsOnDiskBeforeItIsShown) {
  const std::string path = directory_.File("taqvim.db");
  for (bool watched : {false, true}) {
    Prepare();
    AwaitAll();
    store_.reset();
    SCOPED_TRACE(watched ? "with a reader that keeps the log from being copied" : "alone");
    auto reader = Connection::Open(path, vfs_.name(), Connection::Mode::kReadWrite).value();
    if (watched) {
      ASSERT_TRUE(reader->Execute("BEGIN; SELECT * FROM meta").ok());
    }
    auto killed = Connection::Open(path, vfs_.name(), Connection::Mode::kReadWrite).value();
    const std::string insert = absl::StrCat("PRAGMA synchronous = OFF; INSERT INTO meta VALUES('",
                                            watched ? "watched" : "alone", "', 1)");
    ASSERT_TRUE(killed->Execute(insert.c_str()).ok());
    killed.reset();
    Open();
    vfs_.CutPower();
    store_.reset();
    reader.reset();
    vfs_.Restore();
    auto left = Connection::Open(path, vfs_.name(), Connection::Mode::kReadWrite).value();
    EXPECT_EQ(left->QueryInt(watched ? "SELECT value FROM meta WHERE key = 'watched'"
                                     : "SELECT value FROM meta WHERE key = 'alone'")
                  .value(),
              1);
  }
}

}  // namespace
}  // namespace taqvim::storage::testing
