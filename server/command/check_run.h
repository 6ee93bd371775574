// What `taqvimd check` does: looks through a data file, and makes good what can be.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/finding.h"
#include "storage/sqlite/audit/file_audit.h"

namespace taqvim::command {

// How far it is: in what, and how much of that is done.
using CheckProgress = std::function<void(std::string_view what, int64_t done)>;

struct CheckReport {
  // Whether a server ran on the file: then it was checked as it was at one moment.
  bool server_runs = false;
  storage::FileCounts counts;
  storage::Findings findings;
  storage::Mending mending;
  // Whether what is stored was held against what was said, which takes a file that the store
  // can open.
  bool schedule_checked = false;

  bool well() const { return findings.empty(); }
  bool repairable() const {
    return findings.Has(storage::Repair::kStore) || findings.Has(storage::Repair::kSchedule);
  }
};

// Checks a copy, which is removed: the file stays as it is, byte for byte. The copy is brought
// forward as a server would do at its start, so this says of an older file, too, what would
// become of it. An error only where the file cannot be checked: it is none of ours, newer, or
// cannot be read or copied.
absl::StatusOr<CheckReport> RunCheck(const std::string& data, const CheckProgress& progress);

struct RepairDone {
  // Where the file is kept as it was.
  std::string kept;
  // Of rows that follow from what was said; and the revisions that made them, from the first
  // to the last: zeros when none did.
  int64_t mended = 0;
  int64_t first_revision = 0, last_revision = 0;
};

// Makes good what the report, of this very file, says can be. The server must be stopped. What
// is mended before an error stays so, and the copy, too. `notice` is as in
// storage::SqliteOptions.
absl::StatusOr<RepairDone> RunRepair(const std::string& data, const CheckReport& report,
                                     const std::function<void(const std::string&)>& notice);

}  // namespace taqvim::command
