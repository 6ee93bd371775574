// Database file, opened through SQLite's file layer (VFS).
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

namespace taqvim::storage {

// Uses SQLite's file layer, so that a layer that a test puts in its place sees it too,
// and no lock of this process is dropped: the system drops them all when a file is
// closed outside that layer. For one thread at a time.
class VfsFile {
 public:
  // `path` is that of the data file. The layer, by its name or empty for the system's,
  // must be registered.
  VfsFile(const std::string& path, const std::string& vfs_name);
  ~VfsFile();
  VfsFile(const VfsFile&) = delete;
  VfsFile& operator=(const VfsFile&) = delete;

  // The absolute names of the data file and of its write-ahead log.
  sqlite3_filename name() const { return name_; }
  sqlite3_filename wal_name() const { return sqlite3_filename_wal(name_); }

  // Whether there is a file of that name.
  bool Exists(const char* name) const;
  // Opens one of the two names with SQLite's flags. SQLite's result code.
  int Open(sqlite3_filename name, int flags);
  // The opened file.
  sqlite3_file* get() const { return reinterpret_cast<sqlite3_file*>(storage_.get()); }
  const sqlite3_io_methods& methods() const { return *get()->pMethods; }

 private:
  sqlite3_vfs* const vfs_;
  sqlite3_filename name_;
  std::unique_ptr<char[]> storage_;
};

}  // namespace taqvim::storage
