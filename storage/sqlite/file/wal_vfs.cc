#include "storage/sqlite/file/wal_vfs.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"

namespace taqvim::storage {
namespace {

constexpr int kSizeOfFrameHeader = 24;
// Gathered bytes are passed on from this size. With the largest page added they
// stay below 128 KiB: SQLite's unix layer writes at most one byte less at once.
constexpr size_t kPiece = 60 << 10;

// Frames that SQLite has written and the layer below has not seen.
struct Gathered {
  std::string bytes;
  sqlite3_int64 offset = 0;
  bool last = false;  // the header of a commit's last frame is among them
};

// A log that is open: SQLite allocates it, the file of the layer below follows.
struct LogFile {
  sqlite3_file header;
  Gathered* gathered;
  sqlite3_file* base() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

LogFile* Self(sqlite3_file* file) { return reinterpret_cast<LogFile*>(file); }
sqlite3_file* Base(sqlite3_file* file) { return Self(file)->base(); }
Gathered& GatheredOf(sqlite3_file* file) { return *Self(file)->gathered; }
const sqlite3_io_methods& Below(sqlite3_file* file) { return *Base(file)->pMethods; }

// Whether these bytes are a frame's header; every page is larger.
bool IsHeader(int size) { return size == kSizeOfFrameHeader; }

// Whether the frame with this header ends a commit: it then holds the number of
// the file's pages, in four bytes from the fifth.
bool EndsCommit(const void* header) {
  const auto* bytes = static_cast<const unsigned char*>(header);
  return std::any_of(bytes + 4, bytes + 8, [](unsigned char byte) { return byte != 0; });
}

// Nothing is written beyond the log's end, unless somebody has cut it: what is in use
// would have a hole, and nobody would know by its size any more.
int WriteBelow(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  sqlite3_int64 end = 0;
  if (int code = Below(file).xFileSize(Base(file), &end)) return code;
  if (offset > end) return SQLITE_IOERR_WRITE;
  return Below(file).xWrite(Base(file), bytes, size, offset);
}

int PassOn(sqlite3_file* file) {
  Gathered& gathered = GatheredOf(file);
  if (gathered.bytes.empty()) return SQLITE_OK;
  const int code = WriteBelow(file, gathered.bytes.data(), static_cast<int>(gathered.bytes.size()),
                              gathered.offset);
  gathered.bytes.clear();
  gathered.last = false;
  return code;
}

}  // namespace

// The functions that SQLite calls.
struct WalVfsCalls {
  static int Close(sqlite3_file* file) {
    int code = Below(file).xClose(Base(file));
    delete Self(file)->gathered;
    return code;
  }

  static int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    Gathered& gathered = GatheredOf(file);
    const auto end = gathered.offset + static_cast<sqlite3_int64>(gathered.bytes.size());
    if (gathered.bytes.empty() || offset != end) {
      if (int code = PassOn(file)) return code;
      if (!IsHeader(size) || EndsCommit(bytes)) {
        return WriteBelow(file, bytes, size, offset);
      }
      gathered.offset = offset;
    }
    gathered.bytes.append(static_cast<const char*>(bytes), size);
    const bool whole = gathered.last && !IsHeader(size);
    if (IsHeader(size) && EndsCommit(bytes)) gathered.last = true;
    return whole || gathered.bytes.size() >= kPiece ? PassOn(file) : SQLITE_OK;
  }

  static int Read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
    if (int code = PassOn(file)) return code;
    return Below(file).xRead(Base(file), bytes, size, offset);
  }
  static int Truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (int code = PassOn(file)) return code;
    return Below(file).xTruncate(Base(file), size);
  }
  static int Sync(sqlite3_file* file, int flags) {
    if (int code = PassOn(file)) return code;
    return Below(file).xSync(Base(file), flags);
  }
  static int FileSize(sqlite3_file* file, sqlite3_int64* size) {
    if (int code = PassOn(file)) return code;
    return Below(file).xFileSize(Base(file), size);
  }
  static int Lock(sqlite3_file* file, int level) { return Below(file).xLock(Base(file), level); }
  static int Unlock(sqlite3_file* file, int level) {
    return Below(file).xUnlock(Base(file), level);
  }
  static int CheckReservedLock(sqlite3_file* file, int* out) {
    return Below(file).xCheckReservedLock(Base(file), out);
  }
  static int FileControl(sqlite3_file* file, int operation, void* argument) {
    return Below(file).xFileControl(Base(file), operation, argument);
  }
  static int SectorSize(sqlite3_file* file) { return Below(file).xSectorSize(Base(file)); }
  static int DeviceCharacteristics(sqlite3_file* file) {
    return Below(file).xDeviceCharacteristics(Base(file));
  }

  static int OpenLog(sqlite3_vfs* base, sqlite3_filename name, sqlite3_file* file, int flags,
                     int* out_flags) {
    // The first version: the others' functions are for data files.
    static constexpr sqlite3_io_methods kMethods = {1,
                                                    Close,
                                                    Read,
                                                    Write,
                                                    Truncate,
                                                    Sync,
                                                    FileSize,
                                                    Lock,
                                                    Unlock,
                                                    CheckReservedLock,
                                                    FileControl,
                                                    SectorSize,
                                                    DeviceCharacteristics};
    file->pMethods = nullptr;
    int code = base->xOpen(base, name, Base(file), flags, out_flags);
    if (code != SQLITE_OK) return code;
    Self(file)->gathered = new Gathered;
    file->pMethods = &kMethods;
    return SQLITE_OK;
  }

  static int Open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags,
                  int* out_flags) {
    sqlite3_vfs* base = reinterpret_cast<WalVfs::Layer*>(vfs)->base;
    if ((flags & SQLITE_OPEN_WAL) != 0) return OpenLog(base, name, file, flags, out_flags);
    return base->xOpen(base, name, file, flags, out_flags);
  }
};

WalVfs::WalVfs(const std::string& base)
    : name_(absl::StrCat("taqvim-wal-", absl::Hex(reinterpret_cast<uintptr_t>(this)))) {
  layer_.base = sqlite3_vfs_find(base.empty() ? nullptr : base.c_str());
  layer_.vfs = *layer_.base;
  layer_.vfs.pNext = nullptr;
  layer_.vfs.zName = name_.c_str();
  layer_.vfs.szOsFile += static_cast<int>(sizeof(LogFile));
  layer_.vfs.xOpen = WalVfsCalls::Open;
  sqlite3_vfs_register(&layer_.vfs, 0);
}

WalVfs::~WalVfs() { sqlite3_vfs_unregister(&layer_.vfs); }

}  // namespace taqvim::storage
