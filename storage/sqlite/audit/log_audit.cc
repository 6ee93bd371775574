#include "storage/sqlite/audit/log_audit.h"

#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/engine/bytes/stored_answer.h"
#include "storage/revision.h"
#include "storage/sqlite/audit/history_audit.h"
#include "storage/sqlite/audit/page_audit.h"
#include "storage/sqlite/tables/log_row.h"

namespace taqvim::storage {
namespace {

constexpr char kCut[] =
    "Restore a backup: who follows the changes from before it would miss what is gone, unnoticed.";
constexpr size_t kHashBytes = 16;
constexpr int64_t kTellRevisions = 10'000;

class LogAudit {
 public:
  LogAudit(Connection& connection, const AuditedRows& rows, FileAudit& audit)
      : connection_(connection),
        rows_(rows),
        audit_(audit),
        findings_(audit.findings),
        has_parts_(HasParts(audit.counts)),
        history_(audit) {}

  absl::Status Run(absl::FunctionRef<void(int64_t)> progress);

 private:
  absl::Status ReadStart();
  absl::Status ReadRows(absl::FunctionRef<void(int64_t)> progress);
  absl::Status TakeRow(const Query& query, Statement* parts);
  void TakeNumber(const Revision& revision);
  void TakeRequest(const LogEntry& entry, std::string_view hash, std::string_view answer,
                   std::string_view changes);
  absl::Status TakeParts(const LogEntry& entry, Statement* parts);
  absl::Status AuditOrphans();

  Connection& connection_;
  const AuditedRows& rows_;
  FileAudit& audit_;
  Findings& findings_;
  const bool has_parts_;
  Revision start_;
  int64_t last_ = 0;
  HistoryAudit history_;
  absl::flat_hash_map<uint64_t, int64_t> nonces_;
};

absl::Status LogAudit::ReadStart() {
  const auto number = connection_.QueryInt("SELECT value FROM meta WHERE key = 'log_start'");
  RETURN_IF_ERROR(NoteDamage(number.status(), "where its log starts", findings_));
  const auto nonce = connection_.QueryInt("SELECT value FROM meta WHERE key = 'log_start_nonce'");
  RETURN_IF_ERROR(NoteDamage(nonce.status(), "where its log starts", findings_));
  start_ = {number.value_or(0), static_cast<uint64_t>(nonce.value_or(0))};
  last_ = start_.number;
  history_.BeginAfter(last_);
  if (start_.number > 0) nonces_.emplace(start_.nonce, start_.number);
  return absl::OkStatus();
}

void LogAudit::TakeNumber(const Revision& revision) {
  const About about = AboutRevision(revision.number);
  if (revision.number != last_ + 1) {
    findings_.Add({Area::kLog,
                   absl::StrCat("The log goes on from revision ", last_,
                                " with $0: what is "
                                "between is gone."),
                   {about},
                   kCut,
                   Repair::kNone});
    // What was changed in between nobody knows.
    history_.Break();
  }
  last_ = revision.number;
  if (revision.nonce == 0) {
    findings_.AddLost(Area::kNonces,
                      "$0 has no nonce, so that a history in its place would not be "
                      "noticed.",
                      {about});
    return;
  }
  const auto [at, is_new] = nonces_.emplace(revision.nonce, revision.number);
  if (!is_new) {
    findings_.AddLost(
        Area::kNonces,
        absl::StrCat("$0 has the nonce of revision ", at->second, ", which are random."), {about});
  }
}

void LogAudit::TakeRequest(const LogEntry& entry, std::string_view hash, std::string_view answer,
                           std::string_view changes) {
  const bool request = !entry.request_id.empty();
  const bool whole = request ? hash.size() == kHashBytes && RestoreAnswer(answer, changes).ok()
                             : hash.empty() && answer.empty();
  if (whole) return;
  findings_.AddLost(Area::kLog,
                    "The answer of the request that made $0 is damaged: who sends that again gets "
                    "an error.",
                    {AboutRevision(entry.revision.number)});
}

absl::Status LogAudit::TakeParts(const LogEntry& entry, Statement* parts) {
  const int64_t revision = entry.revision.number;
  int found = 0;
  bool in_order = true;
  if (parts != nullptr) {
    Query query(*parts);
    query.Bind(revision);
    while (query.Next()) {
      in_order = in_order && query.Int(0) == ++found;
      const auto changes = ReadLogPart(query.Bytes(1));
      in_order = in_order && changes.ok();
      if (!changes.ok()) continue;
      for (const Change& change : *changes) history_.Take(revision, change);
    }
    RETURN_IF_ERROR(NoteDamage(query.status(), "parts of revisions", findings_));
  }
  if (found != entry.more_parts || !in_order) {
    findings_.Add({Area::kLog,
                   absl::StrCat("Of the ", entry.more_parts,
                                " parts that follow $0 not all are "
                                "there and whole."),
                   {AboutRevision(revision)},
                   kCut,
                   Repair::kNone});
    history_.Break();
  }
  return absl::OkStatus();
}

absl::Status LogAudit::TakeRow(const Query& query, Statement* parts) {
  auto& counts = audit_.counts;
  if (counts.revisions++ == 0) counts.first_revision = query.Int(0);
  counts.newest_revision = query.Int(0);
  const Revision revision{query.Int(0), static_cast<uint64_t>(query.Int(1))};
  TakeNumber(revision);
  const absl::StatusOr<LogEntry> entry = ReadLogRow(query);
  if (!entry.ok()) {
    history_.Break();
    findings_.Add({Area::kLog,
                   "What $0 changed cannot be read.",
                   {AboutRevision(revision.number)},
                   kCut,
                   Repair::kNone});
    return absl::OkStatus();
  }
  for (const Change& change : entry->changes) history_.Take(revision.number, change);
  TakeRequest(*entry, query.Bytes(7), query.Bytes(8), ChangesIn(query));
  return TakeParts(*entry, parts);
}

absl::Status LogAudit::ReadRows(absl::FunctionRef<void(int64_t)> progress) {
  absl::Status status;
  Statement each(
      connection_,
      absl::StrCat("SELECT ", kLogColumns, ", request_hash, answer FROM log ORDER BY revision"),
      status);
  std::optional<Statement> parts;
  if (has_parts_) {
    parts.emplace(connection_,
                  "SELECT part, changes FROM log_part WHERE revision = ? ORDER BY part", status);
  }
  if (!status.ok()) {
    history_.Break();
    return NoteDamage(status, "its log", findings_);
  }
  Query query(each);
  while (query.Next()) {
    RETURN_IF_ERROR(TakeRow(query, parts.has_value() ? &*parts : nullptr));
    if (audit_.counts.revisions % kTellRevisions == 0) progress(audit_.counts.revisions);
  }
  if (!query.status().ok()) history_.Break();
  return NoteDamage(query.status(), absl::StrCat("its log, beyond revision ", last_), findings_);
}

// Parts outlive their row by a little when the log is trimmed.
absl::Status LogAudit::AuditOrphans() {
  absl::Status status;
  Statement each(connection_,
                 "SELECT revision, part FROM log_part WHERE revision > ? AND revision NOT IN "
                 "(SELECT revision FROM log) ORDER BY revision, part",
                 status);
  if (!status.ok()) return NoteDamage(status, "parts of revisions", findings_);
  Query query(each);
  query.Bind(start_.number);
  while (query.Next()) {
    audit_.mending.parts.emplace_back(query.Int(0), query.Int(1));
    findings_.Add({Area::kLog,
                   absl::StrCat("There is a part of $0, which is not in the log."),
                   {AboutRevision(query.Int(0))},
                   "Run `taqvimd check --repair`, which removes it.",
                   Repair::kStore});
  }
  return NoteDamage(query.status(), "parts of revisions", findings_);
}

absl::Status LogAudit::Run(absl::FunctionRef<void(int64_t)> progress) {
  RETURN_IF_ERROR(ReadStart());
  RETURN_IF_ERROR(ReadRows(progress));
  if (!history_.whole()) return absl::OkStatus();
  if (rows_.complete) RETURN_IF_ERROR(history_.Compare(connection_, rows_, last_));
  if (!has_parts_ || !history_.whole()) return absl::OkStatus();
  RETURN_IF_ERROR(history_.CompareDeletions(connection_));
  return AuditOrphans();
}

}  // namespace

absl::Status AuditLog(Connection& connection, absl::FunctionRef<void(int64_t)> progress,
                      const AuditedRows& rows, FileAudit& audit) {
  return LogAudit(connection, rows, audit).Run(progress);
}

}  // namespace taqvim::storage
