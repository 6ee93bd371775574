#include "storage/sqlite/data_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "storage/sqlite/connection.h"

namespace taqvim::storage {
namespace {

constexpr size_t kHeaderSize = 100;
constexpr std::string_view kMagic("SQLite format 3\0", 16);

// Reads through SQLite's own file layer: opening and closing the file past it
// would drop the locks that this process may hold on it.
class HeaderReader {
 public:
  HeaderReader(const std::string& path, const std::string& vfs_name)
      : vfs_(sqlite3_vfs_find(vfs_name.empty() ? nullptr : vfs_name.c_str())) {
    absolute_.resize(vfs_->mxPathname + 1);
    vfs_->xFullPathname(vfs_, path.c_str(), vfs_->mxPathname, absolute_.data());
    name_ = sqlite3_create_filename(absolute_.c_str(), "", "", 0, nullptr);
    storage_ = std::make_unique<char[]>(vfs_->szOsFile);
    std::memset(storage_.get(), 0, vfs_->szOsFile);
  }
  ~HeaderReader() {
    if (file()->pMethods != nullptr) file()->pMethods->xClose(file());
    sqlite3_free_filename(name_);
  }
  HeaderReader(const HeaderReader&) = delete;
  HeaderReader& operator=(const HeaderReader&) = delete;

  bool Exists() {
    int exists = 0;
    return vfs_->xAccess(vfs_, name_, SQLITE_ACCESS_EXISTS, &exists) == SQLITE_OK && exists != 0;
  }
  int Open() {
    int flags = 0;
    return vfs_->xOpen(vfs_, name_, file(), SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, &flags);
  }
  sqlite3_int64 Size() {
    sqlite3_int64 size = 0;
    file()->pMethods->xFileSize(file(), &size);
    return size;
  }
  // Bytes beyond the file's end are zeros.
  int Read(std::array<unsigned char, kHeaderSize>& header) {
    int code = file()->pMethods->xRead(file(), header.data(), kHeaderSize, 0);
    return code == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : code;
  }
  bool HasJournal() {
    int exists = 0;
    std::string journal = std::string(name_) + "-journal";
    return vfs_->xAccess(vfs_, journal.c_str(), SQLITE_ACCESS_EXISTS, &exists) == SQLITE_OK &&
           exists != 0;
  }

 private:
  sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(storage_.get()); }

  sqlite3_vfs* vfs_;
  std::string absolute_;
  sqlite3_filename name_;
  std::unique_ptr<char[]> storage_;
};

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

}  // namespace

absl::Status CheckIdentity(const std::string& path, int64_t application_id, int64_t version) {
  if (application_id != kApplicationId) return NotOurs(path);
  if (version <= kSchemaVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "The data file ", path, " was written by a newer version of this server (schema ", version,
      ", this server knows up to ", kSchemaVersion, "); start the newer server instead."));
}

absl::Status CheckDataFile(const std::string& path, const std::string& vfs) {
  if (!vfs.empty() && sqlite3_vfs_find(vfs.c_str()) == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("SQLite knows no file layer named ", vfs, "."));
  }
  HeaderReader reader(path, vfs);
  if (!reader.Exists()) return absl::OkStatus();
  std::array<unsigned char, kHeaderSize> header = {};
  int code = reader.Open();
  if (code == SQLITE_CANTOPEN) {
    return absl::PermissionDeniedError(
        absl::StrCat("The data file ", path,
                     " cannot be read; give this user permission to read and write it."));
  }
  if (code == SQLITE_OK && reader.Size() == 0) return absl::OkStatus();
  if (code == SQLITE_OK) code = reader.Read(header);
  if (code != SQLITE_OK) return SqliteStatus(code, sqlite3_errstr(code));
  if (std::memcmp(header.data(), kMagic.data(), kMagic.size()) != 0) {
    // A creation that a power cut interrupted: SQLite will roll it back.
    bool blank = std::all_of(header.begin(), header.end(), [](int byte) { return byte == 0; });
    return blank && reader.HasJournal() ? absl::OkStatus() : NotDatabase(path);
  }
  return CheckIdentity(path, BigEndian(&header[68]), BigEndian(&header[60]));
}

}  // namespace taqvim::storage
