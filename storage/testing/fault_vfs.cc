#include "storage/testing/fault_vfs.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>
#include <sstream>

namespace taqvim::storage::testing {
namespace {

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// A file of ours: SQLite allocates it, the base's file follows it.
struct FaultFile {
  sqlite3_file header;
  FaultVfs* vfs;
  std::string* path;  // null for temporary files, which no power cut leaves
  sqlite3_file* base() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

FaultFile* Self(sqlite3_file* file) { return reinterpret_cast<FaultFile*>(file); }
sqlite3_file* Base(sqlite3_file* file) { return Self(file)->base(); }

}  // namespace

// The functions that SQLite calls.
struct FaultVfsCalls {
  static FaultVfs* Vfs(sqlite3_vfs* vfs) { return static_cast<FaultVfs*>(vfs->pAppData); }

  static int Close(sqlite3_file* file) {
    int code = Base(file)->pMethods->xClose(Base(file));
    delete Self(file)->path;
    return code;
  }

  static int Read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
    if (int code = Self(file)->vfs->Step(FaultStep::kRead)) return code | 1 << 8;
    return Base(file)->pMethods->xRead(Base(file), bytes, size, offset);
  }

  static int WriteBase(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    FaultFile* self = Self(file);
    if (self->path != nullptr) {
      absl::MutexLock lock(&self->vfs->mutex_);
      FaultVfs::Record(self->vfs->ImageOf(*self->path),
                       {offset, std::string(static_cast<const char*>(bytes), size)});
    }
    return Base(file)->pMethods->xWrite(Base(file), bytes, size, offset);
  }

  static int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    FaultVfs* vfs = Self(file)->vfs;
    int code = vfs->Step(FaultStep::kWrite);
    if (code == SQLITE_OK) return WriteBase(file, bytes, size, offset);
    if (vfs->Tears()) WriteBase(file, bytes, size / 2, offset);
    return code == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }

  static int Truncate(sqlite3_file* file, sqlite3_int64 size) {
    FaultFile* self = Self(file);
    if (self->vfs->Step(FaultStep::kTruncate)) return SQLITE_IOERR_TRUNCATE;
    if (self->path != nullptr) {
      absl::MutexLock lock(&self->vfs->mutex_);
      FaultVfs::Record(self->vfs->ImageOf(*self->path), {size, ""});
    }
    return Base(file)->pMethods->xTruncate(Base(file), size);
  }

  // Waits while syncs are held. Returns how many changes were made before.
  static int64_t HoldSync(FaultFile* file) {
    FaultVfs* vfs = file->vfs;
    absl::MutexLock lock(&vfs->mutex_);
    const int64_t written = vfs->ImageOf(*file->path).changes;
    ++vfs->held_syncs_;
    auto released = [vfs]() ABSL_SHARED_LOCKS_REQUIRED(vfs->mutex_) { return !vfs->hold_syncs_; };
    vfs->mutex_.Await(absl::Condition(&released));
    --vfs->held_syncs_;
    return written;
  }

  // The file's bytes are not synced for real: no power is cut for real either.
  static int Sync(sqlite3_file* file, int) {
    FaultFile* self = Self(file);
    if (self->path == nullptr) return SQLITE_OK;
    const int64_t written = HoldSync(self);
    if (self->vfs->Step(FaultStep::kSync)) return SQLITE_IOERR_FSYNC;
    absl::MutexLock lock(&self->vfs->mutex_);
    FaultVfs::SyncThrough(self->vfs->ImageOf(*self->path), written);
    return SQLITE_OK;
  }

  static int FileSize(sqlite3_file* file, sqlite3_int64* size) {
    return Base(file)->pMethods->xFileSize(Base(file), size);
  }
  static int Lock(sqlite3_file* file, int level) {
    return Base(file)->pMethods->xLock(Base(file), level);
  }
  static int Unlock(sqlite3_file* file, int level) {
    return Base(file)->pMethods->xUnlock(Base(file), level);
  }
  static int CheckReservedLock(sqlite3_file* file, int* out) {
    return Base(file)->pMethods->xCheckReservedLock(Base(file), out);
  }
  static int FileControl(sqlite3_file* file, int operation, void* argument) {
    return Base(file)->pMethods->xFileControl(Base(file), operation, argument);
  }
  static int SectorSize(sqlite3_file* file) {
    return Base(file)->pMethods->xSectorSize(Base(file));
  }
  static int DeviceCharacteristics(sqlite3_file* file) {
    return Base(file)->pMethods->xDeviceCharacteristics(Base(file));
  }
  static int ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    return Base(file)->pMethods->xShmMap(Base(file), region, size, extend, out);
  }
  static int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
    return Base(file)->pMethods->xShmLock(Base(file), offset, count, flags);
  }
  static void ShmBarrier(sqlite3_file* file) { Base(file)->pMethods->xShmBarrier(Base(file)); }
  static int ShmUnmap(sqlite3_file* file, int remove) {
    return Base(file)->pMethods->xShmUnmap(Base(file), remove);
  }

  static int Open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags,
                  int* out_flags) {
    static constexpr sqlite3_io_methods kMethods = {2,
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
                                                    DeviceCharacteristics,
                                                    ShmMap,
                                                    ShmLock,
                                                    ShmBarrier,
                                                    ShmUnmap,
                                                    nullptr,
                                                    nullptr};
    FaultVfs* self = Vfs(vfs);
    file->pMethods = nullptr;
    if (self->Step(FaultStep::kOpen)) return SQLITE_CANTOPEN;
    if (name != nullptr) {
      absl::MutexLock lock(&self->mutex_);
      self->ImageOf(name);
    }
    int code = self->base_->xOpen(self->base_, name, Base(file), flags, out_flags);
    if (code != SQLITE_OK) return code;
    Self(file)->vfs = self;
    Self(file)->path = name != nullptr ? new std::string(name) : nullptr;
    file->pMethods = &kMethods;
    return SQLITE_OK;
  }

  static int Delete(sqlite3_vfs* vfs, const char* name, int sync_directory) {
    FaultVfs* self = Vfs(vfs);
    {
      absl::MutexLock lock(&self->mutex_);
      if (self->dead_) return SQLITE_IOERR_DELETE;
      self->images_[name] = FaultVfs::Image();
    }
    return self->base_->xDelete(self->base_, name, sync_directory);
  }
  static int Access(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
    return Vfs(vfs)->base_->xAccess(Vfs(vfs)->base_, name, flags, out);
  }
  static int FullPathname(sqlite3_vfs* vfs, const char* name, int size, char* out) {
    return Vfs(vfs)->base_->xFullPathname(Vfs(vfs)->base_, name, size, out);
  }
  static int Randomness(sqlite3_vfs* vfs, int size, char* out) {
    return Vfs(vfs)->base_->xRandomness(Vfs(vfs)->base_, size, out);
  }
  static int Sleep(sqlite3_vfs* vfs, int microseconds) {
    return Vfs(vfs)->base_->xSleep(Vfs(vfs)->base_, microseconds);
  }
  static int CurrentTime(sqlite3_vfs* vfs, double* out) {
    return Vfs(vfs)->base_->xCurrentTime(Vfs(vfs)->base_, out);
  }
  static int GetLastError(sqlite3_vfs* vfs, int size, char* out) {
    return Vfs(vfs)->base_->xGetLastError(Vfs(vfs)->base_, size, out);
  }
};

FaultVfs::FaultVfs(const std::string& name) : name_(name), base_(sqlite3_vfs_find(nullptr)) {
  vfs_ = {};
  vfs_.iVersion = 1;
  vfs_.szOsFile = static_cast<int>(sizeof(FaultFile)) + base_->szOsFile;
  vfs_.mxPathname = base_->mxPathname;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = FaultVfsCalls::Open;
  vfs_.xDelete = FaultVfsCalls::Delete;
  vfs_.xAccess = FaultVfsCalls::Access;
  vfs_.xFullPathname = FaultVfsCalls::FullPathname;
  vfs_.xRandomness = FaultVfsCalls::Randomness;
  vfs_.xSleep = FaultVfsCalls::Sleep;
  vfs_.xCurrentTime = FaultVfsCalls::CurrentTime;
  vfs_.xGetLastError = FaultVfsCalls::GetLastError;
  sqlite3_vfs_register(&vfs_, 0);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&vfs_); }

void FaultVfs::Set(const Fault& fault) {
  absl::MutexLock lock(&mutex_);
  fault_ = fault;
  steps_ = 0;
  struck_ = false;
}

int64_t FaultVfs::steps() const {
  absl::MutexLock lock(&mutex_);
  return steps_;
}

bool FaultVfs::struck() const {
  absl::MutexLock lock(&mutex_);
  return struck_;
}

bool FaultVfs::Tears() const {
  absl::MutexLock lock(&mutex_);
  return fault_.tear && !dead_;
}

void FaultVfs::HoldSyncs() {
  absl::MutexLock lock(&mutex_);
  hold_syncs_ = true;
}

void FaultVfs::ReleaseSyncs() {
  absl::MutexLock lock(&mutex_);
  hold_syncs_ = false;
}

void FaultVfs::AwaitHeldSync() {
  absl::MutexLock lock(&mutex_);
  auto held = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return held_syncs_ > 0; };
  mutex_.Await(absl::Condition(&held));
}

void FaultVfs::CutPower() {
  absl::MutexLock lock(&mutex_);
  dead_ = true;
}

void FaultVfs::Record(Image& image, Unsynced change) {
  image.unsynced.push_back(std::move(change));
  ++image.changes;
}

void FaultVfs::SyncThrough(Image& image, int64_t change) {
  while (image.changes - static_cast<int64_t>(image.unsynced.size()) < change) {
    Redo(image.unsynced.front(), image.synced);
    image.unsynced.pop_front();
  }
  image.exists_synced = true;
}

void FaultVfs::Redo(const Unsynced& change, std::string& contents) {
  const size_t end = change.offset + change.bytes.size();
  if (change.bytes.empty() || contents.size() < end) contents.resize(end);
  std::memcpy(contents.data() + change.offset, change.bytes.data(), change.bytes.size());
}

void FaultVfs::Restore(absl::FunctionRef<bool()> survives) {
  absl::MutexLock lock(&mutex_);
  for (auto& [path, image] : images_) {
    std::filesystem::remove(path + "-shm");
    bool exists = image.exists_synced;
    for (const Unsynced& change : image.unsynced) {
      if (!survives()) continue;
      exists = true;
      Redo(change, image.synced);
    }
    std::filesystem::remove(path);
    if (exists) std::ofstream(path, std::ios::binary) << image.synced;
  }
  images_.clear();
  dead_ = false;
}

int FaultVfs::Step(FaultStep step) {
  absl::MutexLock lock(&mutex_);
  if (dead_) return SQLITE_IOERR;
  if ((fault_.steps & static_cast<unsigned>(step)) == 0) return SQLITE_OK;
  ++steps_;
  bool fails = steps_ == fault_.step || (fault_.lasting && struck_);
  if (!fails) return SQLITE_OK;
  struck_ = true;
  return step == FaultStep::kWrite ? fault_.code : SQLITE_IOERR;
}

FaultVfs::Image& FaultVfs::ImageOf(const std::string& path) {
  auto [found, fresh] = images_.try_emplace(path);
  if (fresh && std::filesystem::exists(path)) {
    found->second.synced = Contents(path);
    found->second.exists_synced = true;
  }
  return found->second;
}

}  // namespace taqvim::storage::testing
