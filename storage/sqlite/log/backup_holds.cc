#include "storage/sqlite/log/backup_holds.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

// The key is this and the target; the value the revision, a space, and microseconds.
constexpr char kOfHolds[] = "substr(key, 1, 7) = 'backup:'";
constexpr char kPrefix[] = "backup:";
// In the place of the revision.
constexpr char kGivenUp[] = "given-up";

}  // namespace

absl::StatusOr<std::unique_ptr<BackupHolds>> BackupHolds::Load(Connection& connection) {
  absl::Status status;
  std::unique_ptr<BackupHolds> holds(new BackupHolds(connection, status));
  RETURN_IF_ERROR(status);
  RETURN_IF_ERROR(holds->Read());
  return holds;
}

BackupHolds::BackupHolds(Connection& connection, absl::Status& status)
    : connection_(connection),
      clear_(connection, absl::StrCat("DELETE FROM meta WHERE ", kOfHolds), status),
      put_(connection, "INSERT INTO meta VALUES(?, ?)", status) {}

absl::Status BackupHolds::Read() {
  absl::Status status;
  Statement statement(
      connection_, absl::StrCat("SELECT substr(key, 8), value FROM meta WHERE ", kOfHolds), status);
  RETURN_IF_ERROR(status);
  Query query(statement);
  absl::MutexLock lock(&mutex_);
  while (query.Next()) {
    // Of one that cannot be read, the next backup to it says where it stands.
    if (const auto stand = Parse(query.Bytes(1))) stands_.emplace(query.Bytes(0), *stand);
  }
  return query.status();
}

std::optional<BackupHolds::Stand> BackupHolds::Parse(std::string_view text) {
  const std::vector<std::string> words = absl::StrSplit(std::string(text), ' ');
  int64_t revision = 0, micros = 0;
  if (words.size() != 2 || !absl::SimpleAtoi(words[1], &micros)) return std::nullopt;
  const bool given_up = words[0] == kGivenUp;
  if (!given_up && !absl::SimpleAtoi(words[0], &revision)) return std::nullopt;
  return Stand{.revision = given_up ? std::nullopt : std::optional(revision),
               .time = absl::FromUnixMicros(micros)};
}

std::string BackupHolds::TextOf(const Stand& stand) {
  const int64_t micros = absl::ToUnixMicros(stand.time);
  return stand.revision.has_value() ? absl::StrCat(*stand.revision, " ", micros)
                                    : absl::StrCat(kGivenUp, " ", micros);
}

void BackupHolds::Set(const std::string& target, int64_t revision, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  stands_[target] = {revision, now};
  unsaved_ = true;
}

std::optional<int64_t> BackupHolds::Oldest() const {
  absl::MutexLock lock(&mutex_);
  std::optional<int64_t> oldest;
  for (const auto& [target, stand] : stands_) {
    if (!stand.revision.has_value()) continue;
    oldest = std::min(oldest.value_or(*stand.revision), *stand.revision);
  }
  return oldest;
}

std::optional<absl::Time> BackupHolds::Newest() const {
  absl::MutexLock lock(&mutex_);
  return NewestLocked();
}

std::optional<absl::Time> BackupHolds::NewestLocked() const {
  std::optional<absl::Time> newest;
  for (const auto& [target, stand] : stands_) {
    newest = std::max(newest.value_or(stand.time), stand.time);
  }
  return newest;
}

std::vector<BackupHolds::GivenUp> BackupHolds::GiveUp(int64_t revision, absl::Time since) {
  absl::MutexLock lock(&mutex_);
  std::vector<GivenUp> given_up;
  for (auto& [target, stand] : stands_) {
    if (!stand.revision.has_value() || *stand.revision >= revision || stand.time >= since) continue;
    given_up.push_back({target, stand.time});
    stand.revision.reset();
  }
  // Only for its time is one of them still of use.
  const auto newest = NewestLocked();
  std::erase_if(stands_, [&newest](const auto& one) {
    return !one.second.revision.has_value() && one.second.time < *newest;
  });
  unsaved_ |= !given_up.empty();
  return given_up;
}

bool BackupHolds::unsaved() const {
  absl::MutexLock lock(&mutex_);
  return unsaved_;
}

absl::Status BackupHolds::Save() {
  std::map<std::string, Stand> stands;
  {
    absl::MutexLock lock(&mutex_);
    stands = stands_;
    unsaved_ = false;
  }
  RETURN_IF_ERROR(connection_.Execute("BEGIN IMMEDIATE"));
  absl::Status status = Write(stands);
  if (status.ok()) status = connection_.Execute("COMMIT");
  // The first error is the one to report.
  if (!status.ok() && connection_.in_transaction()) connection_.Execute("ROLLBACK").IgnoreError();
  return status;
}

absl::Status BackupHolds::Write(const std::map<std::string, Stand>& stands) {
  RETURN_IF_ERROR(Query(clear_).Run());
  for (const auto& [target, stand] : stands) {
    const std::string key = absl::StrCat(kPrefix, target);
    RETURN_IF_ERROR(Query(put_).BindText(key).BindText(TextOf(stand)).Run());
  }
  return absl::OkStatus();
}

}  // namespace taqvim::storage
