#include "storage/sqlite/file/store_files.h"

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

// SQLite's file format, "The Write-Ahead Log".
constexpr int64_t kLogHeaderSize = 32;
constexpr int64_t kFrameHeaderSize = 24;

absl::Status Broken(const std::string& path, absl::string_view what) {
  return absl::UnavailableError(absl::StrCat(
      "The store has stopped, because ", path, " ", what,
      " while the server ran. Put back what was there, or restore a backup, data file and "
      "write-ahead log together; then start the server again."));
}

bool SameTime(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

}  // namespace

StoreFiles::StoreFiles(const std::string& path, const DataLock& lock)
    : data_(path),
      log_(lock.real_path() + "-wal"),
      index_(lock.real_path() + "-shm"),
      descriptor_(lock.descriptor()) {}

absl::Status StoreFiles::Look(const std::string& path, Seen& seen) {
  struct stat about;
  if (stat(path.c_str(), &about) != 0) {
    const bool gone = errno == ENOENT || errno == ENOTDIR;
    return Broken(path, gone ? "was deleted or moved"
                             : absl::StrCat("became unreachable (", std::strerror(errno), ")"));
  }
  seen = {.id = {about.st_dev, about.st_ino}, .size = about.st_size, .written = about.st_mtim};
  return absl::OkStatus();
}

absl::Status StoreFiles::Begin(int64_t page_size) {
  absl::MutexLock lock(&mutex_);
  frame_size_ = kFrameHeaderSize + page_size;
  absl::Status status = RememberData();
  Seen log;
  if (status.ok()) status = Look(log_, log);
  log_id_ = log.id;
  {
    absl::MutexLock index_lock(&index_mutex_);
    if (status.ok()) status = Look(index_, index_seen_);
  }
  return status.ok() ? CompareData() : status;
}

absl::Status StoreFiles::Check() {
  RETURN_IF_ERROR(CompareIndex());
  absl::MutexLock lock(&mutex_);
  return Compare();
}

absl::Status StoreFiles::WrittenByOther() {
  absl::MutexLock lock(&mutex_);
  if (broken_.ok()) broken_ = Broken(data_, "was written by another program");
  return broken_;
}

void StoreFiles::LogHolds(int64_t pages) { log_pages_ = pages; }

absl::Status StoreFiles::WhileChanging(bool cuts_log, absl::FunctionRef<absl::Status()> change) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(Compare());
  if (cuts_log) log_pages_ = 0;
  absl::Status changed = change();
  changed.Update(RememberData());
  return changed;
}

absl::Status StoreFiles::Compare() {
  if (!broken_.ok() || frame_size_ == 0) return broken_;
  broken_ = CompareData();
  if (broken_.ok()) broken_ = CompareLog();
  if (broken_.ok()) broken_ = CompareIndex();
  return broken_;
}

absl::Status StoreFiles::CompareData() {
  Seen now;
  RETURN_IF_ERROR(Look(data_, now));
  if (now.id != data_left_.id) return Broken(data_, "was replaced by another file");
  if (now.size < data_left_.size) return Broken(data_, "was cut short");
  if (now.size == data_left_.size && SameTime(now.written, data_left_.written)) {
    return absl::OkStatus();
  }
  return Broken(data_, "was written by another program");
}

absl::Status StoreFiles::CompareLog() {
  // Asked first: meanwhile it may grow.
  const int64_t pages = log_pages_;
  Seen now;
  RETURN_IF_ERROR(Look(log_, now));
  if (now.id != log_id_) return Broken(log_, "was replaced by another file");
  if (pages == 0 || now.size >= kLogHeaderSize + pages * frame_size_) return absl::OkStatus();
  return Broken(log_, "was cut short");
}

absl::Status StoreFiles::CompareIndex() {
  absl::MutexLock lock(&index_mutex_);
  const bool begun = index_seen_.size > 0;
  if (!begun || !index_broken_.ok()) return index_broken_;
  Seen now;
  index_broken_ = Look(index_, now);
  if (!index_broken_.ok()) return index_broken_;
  if (now.id != index_seen_.id) {
    index_broken_ = Broken(index_, "was replaced by another file");
  } else if (now.size < index_seen_.size) {
    index_broken_ = Broken(index_, "was cut short");
  }
  index_seen_.size = now.size;
  return index_broken_;
}

absl::Status StoreFiles::RememberData() {
  struct stat about;
  if (fstat(descriptor_, &about) != 0) return Broken(data_, "became unreachable");
  data_left_ = {
      .id = {about.st_dev, about.st_ino}, .size = about.st_size, .written = about.st_mtim};
  return absl::OkStatus();
}

}  // namespace taqvim::storage
