// A file of a database, opened as SQLite opens it.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

namespace taqvim::storage {

// Goes through SQLite's own file layer, so that what stands in for that layer
// in a test sees it too, and no lock of this process is dropped: the system
// drops them all when a file is closed past that layer. For one thread at a
// time.
class VfsFile {
 public:
  // Names the data file; the layer, by its name or empty for the system's, must
  // be registered.
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
  // Once opened.
  sqlite3_file* get() const { return reinterpret_cast<sqlite3_file*>(storage_.get()); }
  const sqlite3_io_methods& methods() const { return *get()->pMethods; }

 private:
  sqlite3_vfs* const vfs_;
  sqlite3_filename name_;
  std::unique_ptr<char[]> storage_;
};

}  // namespace taqvim::storage
