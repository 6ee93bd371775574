#include "storage/sqlite/audit/page_audit.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/status_macros.h"
#include "storage/sqlite/file/schema.h"

namespace taqvim::storage {
namespace {

constexpr char kRestorePages[] =
    "Restore a backup; and look at the disk (its log, smartctl), which may damage more.";
constexpr char kReindex[] = "Run `taqvimd check --repair`, which makes it anew from the rows.";

// An index that does not agree with its table, which is the truth.
bool IsOfIndex(std::string_view line) {
  const absl::string_view text(line.data(), line.size());
  return absl::StrContains(text, "missing from index") ||
         absl::StrContains(text, "wrong # of entries in index") ||
         absl::StrContains(text, "non-unique entry in index");
}

// SQLite's words, without what a damaged cell may make it quote.
std::string Plain(std::string_view line) {
  constexpr size_t kMost = 160;
  std::string plain(line.substr(0, kMost));
  for (char& character : plain) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(character)) || character == '$') {
      character = '?';
    }
  }
  return plain;
}

void AddLine(std::string_view line, FileAudit& audit) {
  if (IsOfIndex(line)) {
    audit.mending.reindex = true;
    audit.findings.Add({Area::kIndexes,
                        absl::StrCat("An index is wrong (", Plain(line), ")."),
                        {},
                        kReindex,
                        Repair::kStore});
    return;
  }
  audit.findings.Add({Area::kPages,
                      absl::StrCat("A page of the file is damaged (", Plain(line), ")."),
                      {},
                      kRestorePages,
                      Repair::kNone});
}

absl::Status AuditIntegrity(Connection& connection, FileAudit& audit) {
  absl::Status status;
  Statement check(connection, "PRAGMA integrity_check(400)", status);
  if (!status.ok()) return NoteDamage(status, "its tables", audit.findings);
  Query query(check);
  while (query.Next()) {
    const std::string lines(query.Bytes(0));
    if (lines == "ok") continue;
    for (absl::string_view line : absl::StrSplit(lines, '\n', absl::SkipWhitespace())) {
      if (absl::StartsWith(line, "***")) continue;
      AddLine({line.data(), line.size()}, audit);
    }
  }
  return NoteDamage(query.status(), "some of its pages", audit.findings);
}

// An object of a schema: its type, and what it is made by.
struct Object {
  std::string type;
  std::string sql;
  std::vector<std::string> columns;
};
using Objects = std::map<std::string, Object>;

absl::Status ReadColumns(Connection& connection, const std::string& name, Object& object) {
  absl::Status status;
  const bool table = object.type == "table";
  Statement statement(
      connection,
      absl::StrCat("SELECT name FROM pragma_", table ? "table" : "index", "_info('", name, "')"),
      status);
  if (!status.ok()) return status;
  Query query(statement);
  while (query.Next()) object.columns.emplace_back(query.Bytes(0));
  return query.status();
}

absl::StatusOr<Objects> ReadObjects(Connection& connection) {
  absl::Status status;
  Statement statement(connection,
                      "SELECT name, type, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'",
                      status);
  if (!status.ok()) return status;
  Objects objects;
  Query query(statement);
  while (query.Next()) {
    objects[std::string(query.Bytes(0))] = {
        std::string(query.Bytes(1)), std::string(query.Bytes(2)), {}};
  }
  RETURN_IF_ERROR(query.status());
  for (auto& [name, object] : objects) {
    if (!std::all_of(name.begin(), name.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_'; })) {
      continue;
    }
    RETURN_IF_ERROR(ReadColumns(connection, name, object));
  }
  return objects;
}

void CompareObject(const std::string& name, const Object& expected, const Objects& found,
                   FileAudit& audit) {
  const auto at = found.find(name);
  const bool same = at != found.end() && at->second.type == expected.type &&
                    at->second.columns == expected.columns;
  if (same) return;
  if (at == found.end() && expected.type == "index") {
    audit.mending.indexes.push_back(expected.sql);
    audit.findings.Add({Area::kSchema,
                        absl::StrCat("The index ", name, " is missing."),
                        {},
                        kReindex,
                        Repair::kStore});
    return;
  }
  audit.findings.AddLost(Area::kSchema,
                         absl::StrCat("The ", expected.type, " ", name,
                                      at == found.end() ? " is missing." : " has other columns."));
}

absl::Status AuditSchema(Connection& connection, FileAudit& audit) {
  ASSIGN_OR_RETURN(auto model, Connection::Open(":memory:", "", Connection::Mode::kReadWrite));
  RETURN_IF_ERROR(MakeTablesOfVersion(*model, audit.counts.schema));
  ASSIGN_OR_RETURN(const Objects expected, ReadObjects(*model));
  const absl::StatusOr<Objects> found = ReadObjects(connection);
  if (!found.ok()) return NoteDamage(found.status(), "its schema", audit.findings);
  for (const auto& [name, object] : expected) CompareObject(name, object, *found, audit);
  for (const auto& [name, object] : *found) {
    if (expected.contains(name)) continue;
    audit.findings.Add({Area::kSchema,
                        absl::StrCat("There is a ", Plain(object.type), " ", Plain(name),
                                     " that no server of this schema makes."),
                        {},
                        "Find out which program writes to the data file, and keep it away.",
                        Repair::kNone});
  }
  return absl::OkStatus();
}

bool IsStoreId(std::string_view text) {
  return text.size() == 16 && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isxdigit(static_cast<unsigned char>(c)) && !absl::ascii_isupper(c);
         });
}

absl::Status AuditMeta(Connection& connection, FileAudit& audit) {
  const auto id = connection.QueryText("SELECT value FROM meta WHERE key = 'store_id'");
  if (!id.ok()) return NoteDamage(id.status(), "who it is", audit.findings);
  if (!IsStoreId(*id)) {
    audit.findings.AddLost(Area::kSchema,
                           "The store's id is damaged, so that no token is taken any more.");
  }
  const auto marks = connection.QueryInt(
      "SELECT count(*) FROM meta WHERE key IN ('log_start', 'log_start_nonce')");
  if (!marks.ok()) return NoteDamage(marks.status(), "where its log starts", audit.findings);
  if (*marks != 0 && *marks != 2) {
    audit.findings.AddLost(Area::kLog, "Where the log was trimmed is not said in full.");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status NoteDamage(const absl::Status& status, std::string_view unread, Findings& findings) {
  // A table that is missing has been told of, and so has a schema that cannot be read.
  if (status.ok() || absl::IsInternal(status)) return absl::OkStatus();
  if (!absl::IsDataLoss(status)) return status;
  findings.Add({Area::kPages,
                absl::StrCat("Not all of the file can be read: ",
                             absl::string_view(unread.data(), unread.size()), "."),
                {},
                kRestorePages,
                Repair::kNone});
  return absl::OkStatus();
}

absl::Status AuditPages(Connection& connection, FileAudit& audit) {
  RETURN_IF_ERROR(AuditIntegrity(connection, audit));
  RETURN_IF_ERROR(AuditSchema(connection, audit));
  return AuditMeta(connection, audit);
}

}  // namespace taqvim::storage
