#include "storage/sqlite/audit/working_copy.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/sqlite/file/data_file.h"
#include "storage/sqlite/file/data_lock.h"
#include "storage/sqlite/file/lock_file.h"

namespace taqvim::storage {
namespace {

namespace fs = std::filesystem;

constexpr int kBusyMilliseconds = 5000;

std::string PrefixOf(const std::string& path) { return path + ".check-"; }

// SQLite's files are removed with it, and a store's.
void RemoveAll(const std::string& path) {
  std::error_code none;
  for (const char* suffix : {"", "-wal", "-shm", "-journal", "-lock", "-new"}) {
    fs::remove(path + suffix, none);
  }
}

// Those of processes that are no more.
void RemoveLeftOver(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  const std::string prefix = fs::path(PrefixOf(path)).filename();
  std::error_code none;
  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, none)) {
    const std::string name = entry.path().filename();
    pid_t process = 0;
    if (!absl::StartsWith(name, prefix) ||
        !absl::SimpleAtoi(name.substr(prefix.size(), name.find('-', prefix.size()) - prefix.size()),
                          &process)) {
      continue;
    }
    if (process > 0 && kill(process, 0) != 0 && errno == ESRCH) left.push_back(entry.path());
  }
  for (const std::string& name : left) fs::remove(name, none);
}

absl::Status Copy(const std::string& path, const std::string& to, const CopyProgress& progress) {
  ASSIGN_OR_RETURN(auto connection, Connection::Open(path, "", Connection::Mode::kReadOnly));
  sqlite3_busy_timeout(connection->handle(), kBusyMilliseconds);
  return CopyDatabase(*connection, to, "", progress);
}

// Reading a file whose log is empty makes files beside it that nothing needs. Under the lock.
void RemoveEmptyLog(const std::string& path) {
  std::error_code none;
  if (HasLog(path)) return;
  for (const char* suffix : {"-wal", "-shm"}) fs::remove(path + suffix, none);
}

}  // namespace

absl::StatusOr<std::unique_ptr<WorkingCopy>> WorkingCopy::Make(const std::string& path,
                                                               const CopyProgress& progress) {
  RETURN_IF_ERROR(CheckDataFile(path, "", /*may_be_made=*/false));
  RemoveLeftOver(path);
  const std::string to = absl::StrCat(PrefixOf(path), getpid());
  absl::StatusOr<std::unique_ptr<DataLock>> lock = DataLock::Acquire(path, /*create=*/false);
  const bool server_runs = IsLocked(lock.status());
  if (!lock.ok() && !server_runs) return lock.status();
  RETURN_IF_ERROR(Copy(path, to, progress));
  if (!server_runs) RemoveEmptyLog((*lock)->real_path());
  return std::unique_ptr<WorkingCopy>(new WorkingCopy(to, server_runs));
}

WorkingCopy::~WorkingCopy() { RemoveAll(path_); }

absl::StatusOr<std::string> KeepBeforeRepair(const std::string& path) {
  ASSIGN_OR_RETURN(auto lock, DataLock::Acquire(path, /*create=*/false));
  std::string kept = path + ".before-repair";
  std::error_code none;
  for (int number = 2; fs::exists(kept, none); ++number) {
    kept = absl::StrCat(path, ".before-repair-", number);
  }
  RETURN_IF_ERROR(Copy(path, kept, nullptr));
  RemoveEmptyLog(lock->real_path());
  return kept;
}

}  // namespace taqvim::storage
