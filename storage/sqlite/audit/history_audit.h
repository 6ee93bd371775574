// `HistoryAudit`: what became of each resource, by the log, held against its row.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "storage/revision.h"
#include "storage/sqlite/audit/file_audit.h"
#include "storage/sqlite/audit/fingerprint.h"
#include "storage/sqlite/audit/rows.h"
#include "storage/sqlite/file/connection.h"

namespace taqvim::storage {

// Keeps of each name what the log said of it last. Refers to the audit.
class HistoryAudit {
 public:
  explicit HistoryAudit(FileAudit& audit) : audit_(audit), findings_(audit.findings) {}

  // The log begins behind that revision: what is not in it was written by then.
  void BeginAfter(int64_t revision) { start_ = revision; }
  // The next change of the log, in its order. Holds it against the one before of its name.
  void Take(int64_t revision, const Change& change);
  // Something of the log is missing: from now on nothing is told that it may explain.
  void Break() { whole_ = false; }
  bool whole() const { return whole_; }

  // After the whole log, which ends with that revision: holds all rows against it.
  absl::Status Compare(Connection& connection, const AuditedRows& rows, int64_t newest);
  // And what was deleted against what is noted of that.
  absl::Status CompareDeletions(Connection& connection);

 private:
  using Name = std::pair<Kind, std::string>;
  struct Known {
    int64_t revision = 0;
    bool exists = false;
    Fingerprint after;
  };

  void CompareWithBefore(int64_t revision, const Change& change, const Known* known);
  void CompareEnds(const AuditedRows& rows, int64_t newest);
  void CompareRow(ResourceId id, const AuditedRow& row);
  void FindMissing(const AuditedRows& rows);
  absl::Status FetchBodies(Connection& connection, const AuditedRows& rows);
  void AddMendable(Area area, std::string problem, About about);

  FileAudit& audit_;
  Findings& findings_;
  int64_t start_ = 0;
  bool whole_ = true;
  absl::flat_hash_map<Name, Known> known_;
  // What the log deleted, in order.
  std::set<std::tuple<int64_t, Kind, std::string>> deleted_;
};

}  // namespace taqvim::storage
