#include "storage/sqlite/file/data_file.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/file/vfs_file.h"

namespace taqvim::storage {
namespace {

constexpr size_t kHeaderSize = 100;
constexpr std::string_view kMagic("SQLite format 3\0", 16);

sqlite3_int64 SizeOf(const VfsFile& file) {
  sqlite3_int64 size = 0;
  file.methods().xFileSize(file.get(), &size);
  return size;
}

// Bytes beyond the file's end are zeros.
int ReadHeader(const VfsFile& file, std::array<unsigned char, kHeaderSize>& header) {
  int code = file.methods().xRead(file.get(), header.data(), kHeaderSize, 0);
  return code == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : code;
}

int32_t BigEndian(const unsigned char* bytes) {
  return static_cast<int32_t>(uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 |
                              uint32_t{bytes[2]} << 8 | uint32_t{bytes[3]});
}

absl::Status NotOurs(const std::string& path) {
  return absl::FailedPreconditionError(
      absl::StrCat("The file ", path, " belongs to another program; name another data file."));
}

absl::Status NotDatabase(const std::string& path) {
  return absl::FailedPreconditionError(
      absl::StrCat("The file ", path, " is not a database; name another data file."));
}

absl::Status Missing(const std::string& path, int error) {
  if (error != ENOENT && error != ENOTDIR) {
    return absl::PermissionDeniedError(
        absl::StrCat("The data file ", path, " cannot be reached (", std::strerror(error),
                     "); give this user permission to use the folders that lead to it."));
  }
  std::error_code unknown;
  if (std::filesystem::exists(path + "-wal", unknown)) {
    return absl::NotFoundError(absl::StrCat(
        "There is no data file ", path, ", but the write-ahead log of one, ", path,
        "-wal. Put the data file back beside it, or restore a backup in the place of both."));
  }
  return absl::NotFoundError(absl::StrCat(
      "There is no data file ", path,
      ". If there was one, restore it from a backup; for a new schedule run: taqvimd init --data ",
      path));
}

absl::Status NoFile(const std::string& path, bool is_folder) {
  return absl::FailedPreconditionError(absl::StrCat(
      path, " is ", is_folder ? "a folder" : "no regular file", "; name a data file."));
}

}  // namespace

std::string CopyBeforeMigration(const std::string& path) {
  return absl::StrCat(path, ".before-schema-", kSchemaVersion);
}

absl::Status CheckIdentity(const std::string& path, int64_t application_id, int64_t version) {
  if (application_id != kApplicationId) return NotOurs(path);
  if (version <= kSchemaVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "The data file ", path, " was written by a newer version of this server (schema ", version,
      ", this server knows up to ", kSchemaVersion, "); start the newer server instead."));
}

namespace {

// Of a file that is not empty.
absl::Status CheckHeader(const std::string& path, const std::string& vfs) {
  VfsFile file(path, vfs);
  std::array<unsigned char, kHeaderSize> header = {};
  int code = file.Open(file.name(), SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB);
  if (code == SQLITE_CANTOPEN && access(path.c_str(), R_OK) != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat("The data file ", path,
                     " cannot be read; give this user permission to read and write it."));
  }
  if (code == SQLITE_OK) code = ReadHeader(file, header);
  if (code != SQLITE_OK) return SqliteStatus(code, sqlite3_errstr(code));
  if (std::memcmp(header.data(), kMagic.data(), kMagic.size()) != 0) {
    // A creation that a power cut interrupted: SQLite will roll it back.
    bool blank = std::all_of(header.begin(), header.end(), [](int byte) { return byte == 0; });
    return blank && file.Exists(sqlite3_filename_journal(file.name())) ? absl::OkStatus()
                                                                       : NotDatabase(path);
  }
  if (SizeOf(file) < static_cast<sqlite3_int64>(kHeaderSize)) {
    return SqliteStatus(SQLITE_CORRUPT, "its header is cut short");
  }
  return CheckIdentity(path, BigEndian(&header[68]), BigEndian(&header[60]));
}

}  // namespace

std::vector<std::string> OpenToOthers(const std::string& path) {
  std::vector<std::string> open;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat about;
    const std::string name = path + suffix;
    if (stat(name.c_str(), &about) != 0) continue;
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) open.push_back(name);
  }
  return open;
}

bool HasLog(const std::string& path) {
  std::error_code none;
  const auto size = std::filesystem::file_size(path + "-wal", none);
  return !none && size > 0;
}

absl::Status WithLogOfAnother(const absl::Status& status, const std::string& path) {
  if (!absl::IsDataLoss(status)) return status;
  return absl::DataLossError(
      absl::StrCat(status.message(),
                   " If it is a backup that was put in the place of a data file, then what stood "
                   "beside that one, ",
                   path, "-wal and ", path,
                   "-shm, has spoilt it: remove both, and put the backup there again."));
}

absl::Status EmptyDataFile(const std::string& path) {
  return absl::NotFoundError(absl::StrCat(
      "The data file ", path,
      " is empty. If there was a schedule in it, restore it from a backup; for a new one, remove "
      "the file and run: taqvimd init --data ",
      path));
}

absl::Status CheckDataFile(const std::string& path, const std::string& vfs, bool may_be_made) {
  if (!vfs.empty() && sqlite3_vfs_find(vfs.c_str()) == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("SQLite knows no file layer named ", vfs, "."));
  }
  struct stat about;
  if (stat(path.c_str(), &about) != 0) return may_be_made ? absl::OkStatus() : Missing(path, errno);
  if (!S_ISREG(about.st_mode)) return NoFile(path, S_ISDIR(about.st_mode));
  if (about.st_size == 0) return may_be_made ? absl::OkStatus() : EmptyDataFile(path);
  return CheckHeader(path, vfs);
}

}  // namespace taqvim::storage
