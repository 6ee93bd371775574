#include "storage/sqlite/audit/history_audit.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/sqlite/audit/page_audit.h"
#include "storage/sqlite/tables/log_row.h"

namespace taqvim::storage {
namespace {

constexpr char kMend[] = "Run `taqvimd check --repair`, which takes it from the log.";

int64_t SizeOf(const Change& change) {
  const size_t before = change.before.has_value() ? change.before->size() : 0;
  const size_t after = change.after.has_value() ? change.after->size() : 0;
  return static_cast<int64_t>(before + after);
}

bool IsChange(const Change& change) {
  return IsKind(static_cast<int64_t>(change.kind)) && IsPossibleName(change.name) &&
         (change.before.has_value() || change.after.has_value());
}

}  // namespace

void HistoryAudit::AddMendable(Area area, std::string problem, About about) {
  findings_.Add({area, std::move(problem), {std::move(about)}, kMend, Repair::kStore});
}

void HistoryAudit::CompareWithBefore(int64_t revision, const Change& change, const Known* known) {
  const auto lost = [&](const char* problem) {
    findings_.AddLost(Area::kHistory, problem,
                      {AboutRevision(revision), AboutResource(change.kind, 0, change.name)});
  };
  const bool created = !change.before.has_value();
  const int64_t before = change.before_revision;
  if (known == nullptr) {
    // What was there when the log began.
    const bool fits = created ? before == 0 : before > 0 && before <= start_;
    if (whole_ && !fits) lost("$0 says of $1 that a revision wrote it before which did not.");
    return;
  }
  if (created != !known->exists) {
    if (!whole_) return;
    return lost(created ? "$0 created $1 though it was there."
                        : "$0 changed $1 though it was not there.");
  }
  if (created || (!whole_ && before > known->revision)) return;
  if (before != known->revision) {
    lost("$0 says of $1 that a revision wrote it before which did not.");
  } else if (FingerprintOf(*change.before) != known->after) {
    lost("$0 says of $1 that it was otherwise before than the log has it.");
  }
}

void HistoryAudit::Take(int64_t revision, const Change& change) {
  audit_.counts.log_bytes += SizeOf(change);
  if (!IsChange(change)) {
    findings_.AddLost(Area::kLog, "$0 has a change that is none.", {AboutRevision(revision)});
    return;
  }
  Name name(change.kind, change.name);
  const auto at = known_.find(name);
  CompareWithBefore(revision, change, at == known_.end() ? nullptr : &at->second);
  Known now{.revision = revision, .exists = change.after.has_value(), .after = {}};
  if (now.exists) now.after = FingerprintOf(*change.after);
  if (!now.exists) deleted_.emplace(revision, change.kind, change.name);
  known_[std::move(name)] = now;
}

// Rows that were written after the log ends: the end of it is gone.
void HistoryAudit::CompareEnds(const AuditedRows& rows, int64_t newest) {
  const AuditedRow* latest = nullptr;
  ResourceId id = 0;
  for (const auto& [number, row] : rows.by_id) {
    if (row.kind == Kind::kTopic || row.revision <= newest) continue;
    if (latest != nullptr && row.revision <= latest->revision) continue;
    // One that is as the log has it last says a wrong revision.
    const auto at = known_.find(Name(row.kind, row.name));
    if (at != known_.end() && at->second.exists && at->second.after == row.body) continue;
    latest = &row;
    id = number;
  }
  if (latest == nullptr) return;
  whole_ = false;
  findings_.AddLost(Area::kLog,
                    absl::StrCat("The log ends with revision ", newest,
                                 ", though $0 was written by ", latest->revision, "."),
                    {AboutResource(latest->kind, id, latest->name)});
}

void HistoryAudit::CompareRow(ResourceId id, const AuditedRow& row) {
  const About about = AboutResource(row.kind, id, row.name);
  const auto at = known_.find(Name(row.kind, row.name));
  if (at == known_.end()) {
    if (row.revision > 0 && row.revision <= start_) return;
    findings_.AddLost(Area::kHistory,
                      absl::StrCat("$0 says that revision ", row.revision,
                                   " wrote it, which did not: it has no history."),
                      {about});
    return;
  }
  const Known& known = at->second;
  if (!known.exists) {
    findings_.AddLost(Area::kHistory,
                      absl::StrCat("$0 is there, though revision ", known.revision, " deleted it."),
                      {about});
  } else if (known.after != row.body) {
    audit_.mending.bodies.push_back({id, known.revision, ""});
    AddMendable(Area::kHistory,
                absl::StrCat("$0 is not as revision ", known.revision,
                             " wrote it, which is what others were told."),
                about);
  } else if (known.revision != row.revision) {
    audit_.mending.written_by.emplace_back(id, known.revision);
    AddMendable(Area::kHistory,
                absl::StrCat("$0 says that revision ", row.revision, " wrote it, though it was ",
                             known.revision, "."),
                about);
  }
}

void HistoryAudit::FindMissing(const AuditedRows& rows) {
  std::map<std::pair<int64_t, Name>, int64_t> missing;
  for (const auto& [name, known] : known_) {
    if (known.exists && !rows.by_name.contains(name)) {
      missing.emplace(std::pair(known.revision, name), known.revision);
    }
  }
  for (const auto& [key, revision] : missing) {
    const auto& [kind, name] = key.second;
    findings_.AddLost(Area::kHistory,
                      absl::StrCat("$0 is not there, though revision ", revision,
                                   " wrote it and none deleted it."),
                      {AboutResource(kind, 0, name)});
  }
}

// The bytes that the log has of the rows that are otherwise: read again, since they were not
// kept.
absl::Status HistoryAudit::FetchBodies(Connection& connection, const AuditedRows& rows) {
  auto& bodies = audit_.mending.bodies;
  if (bodies.empty()) return absl::OkStatus();
  absl::Status status;
  const char* const sql = HasParts(audit_.counts)
                              ? "SELECT changes FROM log WHERE revision = ?1 UNION ALL "
                                "SELECT changes FROM log_part WHERE revision = ?1"
                              : "SELECT changes FROM log WHERE revision = ?1";
  Statement statement(connection, sql, status);
  RETURN_IF_ERROR(status);
  for (Mending::Body& body : bodies) {
    const AuditedRow& wanted = *rows.Find(body.id);
    Query query(statement);
    query.Bind(body.revision);
    while (query.Next()) {
      ASSIGN_OR_RETURN(auto changes, ReadLogPart(query.Bytes(0)));
      for (Change& change : changes) {
        const bool is_it = change.kind == wanted.kind && change.name == wanted.name;
        if (is_it && change.after.has_value()) body.bytes = *std::move(change.after);
      }
    }
    RETURN_IF_ERROR(query.status());
  }
  return absl::OkStatus();
}

absl::Status HistoryAudit::Compare(Connection& connection, const AuditedRows& rows,
                                   int64_t newest) {
  CompareEnds(rows, newest);
  if (!whole_) return absl::OkStatus();
  // Topics are not in the log.
  std::map<ResourceId, const AuditedRow*> in_order;
  for (const auto& [id, row] : rows.by_id) {
    if (row.kind != Kind::kTopic) in_order.emplace(id, &row);
  }
  for (const auto& [id, row] : in_order) CompareRow(id, *row);
  FindMissing(rows);
  return FetchBodies(connection, rows);
}

// What servers of schemas before deleted is not in the table: the first that is says since
// when all are.
absl::Status HistoryAudit::CompareDeletions(Connection& connection) {
  absl::Status status;
  Statement each(connection, "SELECT kind, name, revision FROM deletion", status);
  if (!status.ok()) return NoteDamage(status, "what was deleted", findings_);
  std::set<std::tuple<int64_t, Kind, std::string>> noted;
  Query query(each);
  while (query.Next()) {
    noted.emplace(query.Int(2), static_cast<Kind>(query.Int(0)), std::string(query.Bytes(1)));
  }
  RETURN_IF_ERROR(NoteDamage(query.status(), "what was deleted", findings_));
  for (const auto& [revision, kind, name] : noted) {
    if (deleted_.contains({revision, kind, name})) continue;
    audit_.mending.no_deletions.push_back({kind, name, revision});
    AddMendable(
        Area::kDeletions,
        absl::StrCat("It is noted that revision ", revision, " deleted $0, which it did not."),
        AboutResource(kind, 0, name));
  }
  for (const auto& [revision, kind, name] : deleted_) {
    const bool expected = !noted.empty() && revision > std::get<0>(*noted.begin());
    if (!expected || noted.contains({revision, kind, name})) continue;
    audit_.mending.deletions.push_back({kind, name, revision});
    AddMendable(Area::kDeletions,
                absl::StrCat("It is not noted that revision ", revision,
                             " deleted $0: its history would not be found."),
                AboutResource(kind, 0, name));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::storage
