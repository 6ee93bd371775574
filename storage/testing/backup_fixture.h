// A store that is written to at random and backed up, and what is restored of it.
#pragma once

#include <gmock/gmock.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/sqlite/backup/restored_file.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/target/read_backup.h"
#include "storage/target/take_backup.h"
#include "storage/testing/random_history.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {

// All that a data file says, but for what ids are reserved.
inline std::string Dump(const std::string& path) {
  auto connection = Connection::Open(path, "", Connection::Mode::kReadOnly).value();
  std::string text;
  for (const char* sql :
       {"SELECT group_concat(id || '|' || kind || '|' || name || '|' || archived || '|' || due || "
        "'|' || revision || '|' || hex(links) || '|' || hex(claims) || '|' || hex(body), ' ') "
        "FROM (SELECT * FROM resource ORDER BY id)",
        "SELECT group_concat(revision || '|' || nonce || '|' || time || '|' || principal || '|' || "
        "request_id || '|' || method || '|' || hex(changes) || '|' || hex(request_hash) || '|' || "
        "hex(answer) || '|' || hex(rows), ' ') FROM (SELECT * FROM log ORDER BY revision)",
        "SELECT group_concat(revision || '|' || part || '|' || first || '|' || hex(changes), ' ') "
        "FROM (SELECT * FROM log_part ORDER BY revision, part)",
        "SELECT group_concat(kind || '|' || name || '|' || revision, ' ') FROM (SELECT * FROM "
        "deletion ORDER BY kind, name, revision)",
        "SELECT group_concat(key || '|' || value, ' ') FROM (SELECT * FROM meta WHERE key <> "
        "'next_id' AND key NOT LIKE 'backup:%' ORDER BY key)",
        "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema ORDER BY name)",
        "PRAGMA user_version"}) {
    absl::StrAppend(&text, connection->QueryText(sql).value(), "\n");
  }
  return text;
}

// A source that does something before each page, or fails instead.
class Watched final : public BackupSource {
 public:
  Watched(BackupSource& source, std::function<absl::Status()> before)
      : source_(source), before_(std::move(before)) {}

  absl::StatusOr<v1::BackupPosition> Position() override {
    RETURN_IF_ERROR(before_());
    return source_.Position();
  }
  absl::StatusOr<v1::BackupRows> RowsAfter(ResourceId after, bool rights,
                                           int64_t max_bytes) override {
    RETURN_IF_ERROR(before_());
    return source_.RowsAfter(after, rights, max_bytes);
  }
  absl::StatusOr<v1::BackupLog> LogAfter(const v1::BackupPoint& after, int64_t bytes) override {
    RETURN_IF_ERROR(before_());
    return source_.LogAfter(after, bytes);
  }
  absl::Status HoldsUpTo(const std::string& target, const v1::BackupPoint& point) override {
    RETURN_IF_ERROR(before_());
    return source_.HoldsUpTo(target, point);
  }

 private:
  BackupSource& source_;
  const std::function<absl::Status()> before_;
};

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() {
    std::signal(SIGPIPE, SIG_IGN);
    if (const char* given = std::getenv("TAQVIM_SEED")) {
      EXPECT_TRUE(absl::SimpleAtoi(given, &seed_));
    }
    random_.seed(seed_);
    history_ = std::make_unique<RandomHistory>(seed_);
    Open();
  }

  void Open() {
    SqliteOptions options{.path = data_, .create = true};
    options.env.random = [this] { return random_(); };
    options.env.now = [this] { return now_ += absl::Milliseconds(700); };
    options.env.steady = nullptr;
    store_ = OpenManualSqliteStore(options).value();
  }

  // Writes, and keeps what the file was at each revision.
  void Write(int count) {
    for (int i = 0; i < count; ++i) {
      history_->WriteOne(*store_);
      Keep();
    }
  }
  void Keep() {
    const int64_t revision = store_->newest_revision().number;
    was_[revision] = Dump(data_);
    times_[revision] = now_;
  }
  std::unique_ptr<Target> ToWrite() {
    return Target::OpenToWrite(target_, store_->store_id(), keys_).value();
  }
  BackupTaken Back(BackupOptions options = {}) {
    const auto taken = TakeBackup(store_->backup_source(), *ToWrite(), options);
    EXPECT_TRUE(taken.ok()) << taken.status();
    return taken.value_or(BackupTaken());
  }
  // While it is taken, something is written before each of many small pages.
  BackupTaken BackWhileWriting(bool full) {
    Watched source(store_->backup_source(), [this] {
      Write(1);
      return absl::OkStatus();
    });
    const auto taken = TakeBackup(source, *ToWrite(), {.full = full, .page_bytes = 2000});
    EXPECT_TRUE(taken.ok()) << taken.status();
    return taken.value_or(BackupTaken());
  }
  std::vector<TargetChain> Chains() {
    const auto target = Target::OpenToRead(target_, keys_);
    return target.ok() ? (*target)->Chains().value() : std::vector<TargetChain>();
  }

  struct Outcome {
    absl::Status status;
    BackupReading::Reached reached;
    BackupReading::Rights rights;
    std::string dump;
  };
  // From the newest chain that may hold it, without what begins a new history.
  Outcome Restore(const RestorePoint& point) {
    Outcome outcome;
    const auto target = Target::OpenToRead(target_, keys_).value();
    const auto chains = target->Chains().value();
    for (const TargetChain& chain : chains) {
      if (!MayHold(chain, point)) continue;
      outcome.status = RestoreFrom(*target, chain, point, outcome);
      return outcome;
    }
    outcome.status = absl::OutOfRangeError("No chain holds it.");
    return outcome;
  }
  absl::Status RestoreFrom(const Target& target, const TargetChain& chain,
                           const RestorePoint& point, Outcome& outcome) {
    const std::string path = directory_.File("restored.db");
    std::filesystem::remove(path);
    ASSIGN_OR_RETURN(const auto reading, BackupReading::Begin(target, chain));
    ASSIGN_OR_RETURN(auto file,
                     RestoredFile::Create(path, reading->store_id(), reading->log_start()));
    ASSIGN_OR_RETURN(outcome.reached, reading->Restore(point, *file));
    ASSIGN_OR_RETURN(const auto then, file->Rights());
    ASSIGN_OR_RETURN(outcome.rights, reading->LatestRights(then));
    RETURN_IF_ERROR(file->Finish(reading->next_id()));
    file.reset();
    outcome.dump = Dump(path);
    return absl::OkStatus();
  }
  // Restores to the newest, and expects what was then.
  int64_t ExpectNewestIsWhole() {
    const Outcome outcome = Restore({});
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
    EXPECT_TRUE(outcome.dump == was_[outcome.reached.point.revision()])
        << "revision " << outcome.reached.point.revision() << ", seed " << seed_;
    return outcome.reached.point.revision();
  }
  std::string PathOf(const TargetName& name) { return target_ + "/" + name.name; }

  uint64_t seed_ = 20261130;
  std::mt19937_64 random_;
  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);
  TemporaryDirectory directory_;
  const std::string data_ = directory_.File("taqvim.db");
  const std::string target_ = directory_.File("target");
  Target::Keys keys_;
  std::unique_ptr<RandomHistory> history_;
  std::unique_ptr<ManualStore> store_;
  std::map<int64_t, std::string> was_;
  std::map<int64_t, absl::Time> times_;
};

}  // namespace taqvim::storage::testing
