// SQLite file layer (VFS) that writes a commit to the write-ahead log in few calls.
#pragma once

#include <sqlite3.h>

#include <string>

namespace taqvim::storage {

// SQLite writes each frame of the log with two system calls, one for its header and one
// for its page. This layer buffers the frames of a commit, which follow one another,
// and writes them together. Everything else goes straight to the layer below.
//
// A write that would leave a hole before it in the log fails, because somebody has cut
// the log.
//
// Nothing that SQLite relies on changes. A commit is in the file before SQLite shows it
// to readers, who read the file without this layer: the write of its last page, which
// its header marks, flushes the buffer. So does every read, sync and truncation of the
// log, and every write elsewhere in it. An error is returned by the call that met it,
// before the commit is shown; the buffered frames are dropped then, for SQLite writes
// the next commit in the same place. For this, nothing but commits may be written: the
// connection must not spill its cache (`PRAGMA cache_spill = OFF`).
//
// Registered under a name of its own while it exists; no file of it may be open when it
// is destroyed. Thread-safe as SQLite's layers are: each file is for one thread at a
// time.
class WalVfs {
 public:
  // Uses the layer of that name, which must be registered and outlive it; empty for the
  // system's.
  explicit WalVfs(const std::string& base);
  ~WalVfs();
  WalVfs(const WalVfs&) = delete;
  WalVfs& operator=(const WalVfs&) = delete;

  const std::string& name() const { return name_; }

 private:
  friend struct WalVfsCalls;
  // The layer that SQLite sees: a copy of the layer below, but for the opening of
  // files.
  struct Layer {
    sqlite3_vfs vfs;
    sqlite3_vfs* base;
  };

  const std::string name_;
  Layer layer_;
};

}  // namespace taqvim::storage
