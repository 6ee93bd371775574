// A check of a target that reads all of it: whether each file can be restored from, and up to
// which revision and time one can restore.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/revision.h"
#include "storage/target/target.h"

namespace taqvim::storage {

struct Verification {
  int files = 0;
  // A sentence for each file that is damaged, with what is wrong; for each log to which nothing
  // leads any more, as a file before it is gone; and for the file of rights.
  std::vector<std::string> damaged;

  // Up to where the store can be restored from one full backup.
  struct Extent {
    TargetName full;
    bool nothing = false;  // the full backup itself is damaged
    Revision reached;
    absl::Time time;
  };
  // The newest full backup first.
  std::vector<Extent> extents;
  // The furthest of the newest history of which something can be restored, an index of `extents`;
  // -1 when nothing can be.
  int best = -1;
  // That one reaches the newest revision of which the target has anything.
  bool has_newest = false;
};

// What the files say is held against their checksums, their names and each other; what the rows
// mean, only a restored file shows, by `taqvimd check`. FAILED_PRECONDITION for encrypted files
// without the key, and errors as of Target::Chains.
absl::StatusOr<Verification> VerifyTarget(const Target& target);

}  // namespace taqvim::storage
