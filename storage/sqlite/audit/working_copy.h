// Copy of a data file that is checked in its place, so that a check changes nothing.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/sqlite/file/copy_file.h"

namespace taqvim::storage {

// The copy stands beside the file, as FILE.check- and the number of this process, is its
// owner's alone, and is removed when this is destroyed, with whatever a store has made beside
// it. What checks that were killed have left is removed first.
class WorkingCopy {
 public:
  // Copies the file under its lock; or, where a server has that, as it is at one moment, by
  // a read as a reader of the server's makes it, only longer. FAILED_PRECONDITION and so on as
  // of CheckDataFile where it is none of ours; UNAVAILABLE where there is no room.
  static absl::StatusOr<std::unique_ptr<WorkingCopy>> Make(const std::string& path,
                                                           const CopyProgress& progress);
  ~WorkingCopy();
  WorkingCopy(const WorkingCopy&) = delete;
  WorkingCopy& operator=(const WorkingCopy&) = delete;

  const std::string& path() const { return path_; }
  // Whether a server ran on the file when it was copied.
  bool server_runs() const { return server_runs_; }

 private:
  WorkingCopy(std::string path, bool server_runs)
      : path_(std::move(path)), server_runs_(server_runs) {}

  const std::string path_;
  const bool server_runs_;
};

// Keeps a copy of a file that is to be mended: FILE.before-repair, or with a number behind it
// where there is one already. Returns its path.
absl::StatusOr<std::string> KeepBeforeRepair(const std::string& path);

}  // namespace taqvim::storage
