// A disk that fails at each step of a group in turn.
#include <gmock/gmock.h>

#include <random>

#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/fault_vfs.h"
#include "storage/testing/store_conformance.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kGroup = 6;
constexpr int kRefused = 4;  // this one collides with the one before

// One write as a booking makes it: an event, two links, two claims.
absl::StatusOr<std::string> Book(Transaction& t, int number, const std::string& name) {
  auto owner = t.Find(Kind::kOrganization, "organizations/o");
  if (!owner.ok()) return owner.status();
  const ResourceId id = t.NewId();
  const int64_t start = number == kRefused ? 100 * (number - 1) : 100 * number;
  Mutation mutation;
  mutation.puts.push_back({id,
                           Kind::kEvent,
                           name,
                           std::string(5000, 'a' + number),
                           false,
                           {{LinkRole::kOwner, (*owner)->id}, {LinkRole::kBooked, (*owner)->id}}});
  mutation.claims = {ClaimOf(id, 900, start, start + 100), ClaimOf(id, 901, start, start + 100)};
  if (absl::Status status = t.Apply(mutation); !status.ok()) return status;
  return name;
}

class SqliteFaults : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<ManualStore>> Open() {
    SqliteOptions options;
    options.path = directory_.File("taqvim.db");
    options.create = true;
    options.vfs = vfs_.name();
    options.checkpoint_pages = 10;
    options.env.random = [this] { return random_(); };
    options.fatal = [this](const absl::Status&) { ++fatal_; };
    return OpenManualSqliteStore(options);
  }

  // A fresh file with what the bookings need.
  void Prepare() {
    vfs_.Clear();
    if (store_ != nullptr) store_.reset();
    vfs_.CutPower();
    vfs_.Restore();
    for (const char* suffix : {"", "-wal"}) {
      std::filesystem::remove(directory_.File("taqvim.db") + suffix);
    }
    fatal_ = 0;
    store_ = Open().value();
    WriteOutcome outcome = WriteAndWait(
        *store_, {.principal = "p"}, [](Transaction& t) -> absl::StatusOr<std::string> {
          Mutation mutation;
          mutation.puts.push_back({t.NewId(), Kind::kOrganization, "organizations/o"});
          return t.Apply(mutation).ok() ? "made" : "";
        });
    ASSERT_EQ(outcome.answer, "made");
  }

  // Queues one group and runs it.
  std::vector<WriteOutcome> RunGroup() {
    std::vector<WriteOutcome> outcomes(kGroup);
    for (int i = 0; i < kGroup; ++i) {
      WriteOptions options{.principal = "p", .request_id = NameOf(i), .request_hash = {7, 7}};
      store_->Write(
          options, [i](Transaction& t) { return Book(t, i, NameOf(i)); },
          [&outcomes, i](WriteOutcome outcome) { outcomes[i] = std::move(outcome); });
    }
    store_->RunPendingWrites();
    return outcomes;
  }

  static std::string NameOf(int number) { return "events/" + std::to_string(number); }

  // Cuts the power, keeps of unsynced writes what `survives` says, and opens the
  // file again.
  void Recover(absl::FunctionRef<bool()> survives) {
    vfs_.Clear();
    vfs_.CutPower();
    store_.reset();
    vfs_.Restore(survives);
    ExpectIntegrity();
    auto store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  void ExpectIntegrity() {
    auto connection =
        Connection::Open(directory_.File("taqvim.db"), vfs_.name(), Connection::Mode::kReadWrite);
    ASSERT_TRUE(connection.ok()) << connection.status();
    EXPECT_EQ((*connection)->QueryText("PRAGMA integrity_check").value(), "ok");
  }

  bool Exists(const std::string& name) {
    bool exists = false;
    absl::Status status = ReadAndWait(*store_, {}, [&](Snapshot& s) {
      auto found = s.Find(Kind::kEvent, name);
      if (!found.ok()) return found.status();
      exists = *found != nullptr;
      if (!exists) return absl::OkStatus();
      auto claims = s.ClaimsOf((*found)->id);
      EXPECT_THAT(claims.value(), SizeIs(2)) << "half of " << name;
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return exists;
  }

  // What each outcome says must be so in the recovered store.
  void ExpectTruth(const std::vector<WriteOutcome>& outcomes) {
    for (int i = 0; i < kGroup; ++i) {
      const absl::Status& status = outcomes[i].status;
      const bool unknown = IsRefused(status, Refusal::kOutcomeUnknown);
      if (status.ok()) {
        EXPECT_TRUE(Exists(NameOf(i))) << "lost " << NameOf(i);
      } else if (!unknown) {
        EXPECT_FALSE(Exists(NameOf(i))) << "refused, but kept " << NameOf(i);
      }
      if (unknown || (i != kRefused && !status.ok())) {
        EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
      }
    }
    // The refusal is true only if what it rests on was kept, too.
    if (outcomes[kRefused].status.code() == absl::StatusCode::kFailedPrecondition) {
      EXPECT_TRUE(outcomes[kRefused - 1].status.ok());
    }
  }

  // Retrying with the same request ids brings every write to its end, once.
  void ExpectRetriesToComplete(const std::vector<WriteOutcome>& first) {
    std::vector<WriteOutcome> retried = RunGroup();
    for (int i = 0; i < kGroup; ++i) {
      if (first[kRefused].status.ok() && i >= kRefused - 1) continue;
      EXPECT_EQ(retried[i].status.ok(), i != kRefused) << retried[i].status;
      if (first[i].status.ok()) {
        EXPECT_TRUE(retried[i].replayed);
        EXPECT_EQ(retried[i].revision, first[i].revision);
      }
    }
  }

  // Runs the group with the fault at each step in turn, until none is left.
  // Returns how many runs there were.
  int FailEachStep(Fault fault, absl::FunctionRef<bool()> survives) {
    for (fault.step = 1;; ++fault.step) {
      SCOPED_TRACE("step " + std::to_string(fault.step));
      Prepare();
      vfs_.Set(fault);
      std::vector<WriteOutcome> outcomes = RunGroup();
      const bool struck = vfs_.struck();
      const int fatal = fatal_;
      Recover(survives);
      if (HasFailure()) return 0;
      ExpectTruth(outcomes);
      if (fatal == 0 || fault.step % 3 == 0) ExpectRetriesToComplete(outcomes);
      if (HasFailure()) return 0;
      if (!struck) return static_cast<int>(fault.step);
    }
  }

  TemporaryDirectory directory_;
  FaultVfs vfs_{"taqvim-fault"};
  std::mt19937_64 random_{20261122};
  int fatal_ = 0;
  std::unique_ptr<ManualStore> store_;
};

constexpr unsigned kChanges = static_cast<unsigned>(FaultStep::kWrite) |
                              static_cast<unsigned>(FaultStep::kSync) |
                              static_cast<unsigned>(FaultStep::kTruncate);

TEST_F(SqliteFaults, AtEachStepOfAGroupNothingAcknowledgedIsLost) {
  EXPECT_GT(FailEachStep({.steps = kChanges}, [] { return false; }), 20);
}

TEST_F(SqliteFaults, WithTornWritesNothingAcknowledgedIsLost) {
  EXPECT_GT(FailEachStep({.steps = kChanges, .tear = true}, [] { return true; }), 20);
}

TEST_F(SqliteFaults, WithAnySubsetOfUnsyncedWritesKeptNothingAcknowledgedIsLost) {
  RecordProperty("seed", 20261122);
  for (int round = 0; round < 3; ++round) {
    EXPECT_GT(FailEachStep({.steps = kChanges, .tear = true, .lasting = round == 1},
                           [this] { return random_() % 2 == 0; }),
              20);
  }
}

TEST_F(SqliteFaults, AtEachReadTheOthersInTheGroupAreAnsweredTruly) {
  FailEachStep({.steps = static_cast<unsigned>(FaultStep::kRead)}, [] { return false; });
}

TEST_F(SqliteFaults, OnAFullDiskEveryOutcomeIsKnownAndTheStoreGoesOn) {
  for (int64_t step = 1;; ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    Prepare();
    vfs_.Set({.step = step,
              .steps = static_cast<unsigned>(FaultStep::kWrite),
              .code = SQLITE_FULL,
              .tear = true});
    std::vector<WriteOutcome> outcomes = RunGroup();
    const bool struck = vfs_.struck();
    EXPECT_EQ(fatal_, 0);
    for (const WriteOutcome& outcome : outcomes) {
      EXPECT_FALSE(IsRefused(outcome.status, Refusal::kOutcomeUnknown));
    }
    vfs_.Clear();
    ExpectTruth(outcomes);
    ExpectRetriesToComplete(outcomes);
    Recover([] { return false; });
    ExpectTruth(outcomes);
    if (HasFailure() || !struck) break;
  }
}

// What is due is known in memory, which the disk's refusal has to undo.
TEST_F(SqliteFaults, OnAFullDiskWhatBecameDueIsNotAndWhatWasDueStaysSo) {
  Prepare();
  const auto put = [&](int64_t due) {
    return [due](Transaction& t) -> absl::StatusOr<std::string> {
      const auto event = t.Find(Kind::kEvent, "events/due").value();
      const ResourceId id = event == nullptr ? t.NewId() : event->id;
      absl::Status status =
          t.Apply({.puts = {{.id = id, .kind = Kind::kEvent, .name = "events/due", .due = due}}});
      if (!status.ok()) return status;
      return "put";
    };
  };
  const auto full = [&](WriteFunction write) {
    vfs_.Set({.step = 1,
              .steps = static_cast<unsigned>(FaultStep::kWrite),
              .code = SQLITE_FULL,
              .lasting = true});
    EXPECT_FALSE(WriteAndWait(*store_, {.principal = "p"}, std::move(write)).status.ok());
    vfs_.Clear();
  };
  std::vector<size_t> given;
  full(put(1));
  store_->SetDuty([&](Transaction& t, const std::vector<ResourceId>& due) {
    given.push_back(due.size());
    return put(0)(t);
  });
  store_->RunPendingWrites();
  EXPECT_THAT(given, ::testing::IsEmpty());
  store_->SetDuty(nullptr);
  EXPECT_TRUE(WriteAndWait(*store_, {.principal = "p"}, put(1)).status.ok());
  full(put(0));
  store_->SetDuty([&](Transaction& t, const std::vector<ResourceId>& due) {
    given.push_back(due.size());
    return put(0)(t);
  });
  store_->RunPendingWrites();
  EXPECT_THAT(given, ::testing::ElementsAre(1));
}

TEST_F(SqliteFaults, OnADiskThatStaysFullEachWriteFailsAndReadsGoOn) {
  Prepare();
  vfs_.Set({.step = 1,
            .steps = static_cast<unsigned>(FaultStep::kWrite),
            .code = SQLITE_FULL,
            .lasting = true});
  for (const WriteOutcome& outcome : RunGroup()) {
    EXPECT_EQ(outcome.status.code(), absl::StatusCode::kUnavailable) << outcome.status;
  }
  EXPECT_EQ(fatal_, 0);
  EXPECT_FALSE(Exists(NameOf(0)));
  vfs_.Clear();
  for (int i = 0; const WriteOutcome& outcome : RunGroup()) {
    EXPECT_EQ(outcome.status.ok(), i++ != kRefused) << outcome.status;
  }
}

TEST_F(SqliteFaults, AfterAFailedSyncTheStoreStopsAndSaysSo) {
  Prepare();
  vfs_.Set({.step = 1, .steps = static_cast<unsigned>(FaultStep::kSync)});
  const Revision before = store_->newest_revision();
  for (const WriteOutcome& outcome : RunGroup()) {
    EXPECT_EQ(outcome.status.code(), absl::StatusCode::kUnavailable);
    EXPECT_TRUE(IsRefused(outcome.status, Refusal::kOutcomeUnknown));
  }
  EXPECT_EQ(fatal_, 1);
  EXPECT_EQ(store_->newest_revision(), before);
  for (const WriteOutcome& outcome : RunGroup()) {
    EXPECT_EQ(outcome.status.code(), absl::StatusCode::kUnavailable);
    EXPECT_FALSE(IsRefused(outcome.status, Refusal::kOutcomeUnknown));
  }
  EXPECT_EQ(ReadAndWait(*store_, {}, [](Snapshot&) { return absl::OkStatus(); }).code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(store_->ChangesAfter(0, 10, 1000).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(fatal_, 1);
}

TEST_F(SqliteFaults, AtEachStepOfMakingAFileTheNextOpenSucceeds) {
  for (int64_t step = 1;; ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    store_.reset();
    vfs_.Clear();
    for (const char* suffix : {"", "-wal", "-journal"}) {
      std::filesystem::remove(directory_.File("taqvim.db") + suffix);
    }
    vfs_.Set({.step = step, .steps = kChanges, .tear = true});
    bool opened = Open().ok();
    vfs_.CutPower();
    vfs_.Restore([this] { return random_() % 2 == 0; });
    vfs_.Clear();
    auto again = Open();
    ASSERT_TRUE(again.ok()) << again.status();
    (*again).reset();
    ExpectIntegrity();
    if (opened) break;
  }
}

}  // namespace
}  // namespace taqvim::storage::testing
