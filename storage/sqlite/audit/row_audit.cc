#include "storage/sqlite/audit/row_audit.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/engine/bytes/ties.h"
#include "storage/sqlite/audit/page_audit.h"

namespace taqvim::storage {
namespace {

constexpr char kDeriveBeside[] =
    "Run `taqvimd check --repair`, which derives it anew from the resource.";
constexpr char kEachRow[] =
    "SELECT id, kind, name, archived, revision, links, claims, body FROM resource ORDER BY id";
constexpr int64_t kTellRows = 10'000;

class RowAudit {
 public:
  RowAudit(Connection& connection, AuditedRows& rows, FileAudit& audit)
      : connection_(connection), rows_(rows), audit_(audit) {}

  absl::Status Run(absl::FunctionRef<void(int64_t)> progress);

 private:
  absl::Status ReadNumbers();
  void Take(const Query& query);
  void TakeName(Kind kind, ResourceId id, const std::string& name);
  void TakeTies(const About& about, ResourceId id, const Query& query);
  void CompareNumbers();
  void Derivable(Area area, std::string problem, About about) {
    audit_.findings.Add(
        {area, std::move(problem), {std::move(about)}, kDeriveBeside, Repair::kSchedule});
  }

  Connection& connection_;
  AuditedRows& rows_;
  FileAudit& audit_;
  int64_t next_id_ = 0;
  ResourceId last_ = 0;
};

absl::Status RowAudit::ReadNumbers() {
  const auto next = connection_.QueryInt("SELECT value FROM meta WHERE key = 'next_id'");
  RETURN_IF_ERROR(NoteDamage(next.status(), "where numbers go on", audit_.findings));
  const auto newest = connection_.QueryInt("SELECT max(revision) FROM log");
  RETURN_IF_ERROR(NoteDamage(newest.status(), "its newest revision", audit_.findings));
  next_id_ = next.value_or(0);
  audit_.mending.newest_revision = newest.value_or(0);
  return absl::OkStatus();
}

void RowAudit::TakeName(Kind kind, ResourceId id, const std::string& name) {
  if (!IsPossibleName(name)) {
    audit_.findings.AddLost(Area::kNames, "The name of $0 is damaged.",
                            {AboutResource(kind, id, "")});
    return;
  }
  const auto [at, is_new] = rows_.by_name.emplace(std::pair(kind, name), id);
  if (is_new) return;
  audit_.findings.AddLost(Area::kNames,
                          absl::StrCat("$0 is there twice, as ", at->second, " and ", id, "."),
                          {AboutResource(kind, id, name)});
}

void RowAudit::TakeTies(const About& about, ResourceId id, const Query& query) {
  std::vector<Link> links;
  std::optional<Facets> facets;
  if (!DecodeLinks(query.Bytes(5), links, facets).ok()) {
    audit_.mending.links.push_back(id);
    Derivable(Area::kLinks, "What $0 refers to and is searched by cannot be read.", about);
  }
  for (const Link& link : links) rows_.links.emplace_back(id, link);
  absl::StatusOr<std::vector<Claim>> claims = DecodeClaims(id, query.Bytes(6));
  if (!claims.ok()) {
    audit_.mending.claims.push_back(id);
    Derivable(Area::kClaims, "What $0 takes cannot be read.", about);
    return;
  }
  audit_.counts.claims += static_cast<int64_t>(claims->size());
  rows_.claims.insert(rows_.claims.end(), claims->begin(), claims->end());
}

void RowAudit::Take(const Query& query) {
  const ResourceId id = query.Int(0);
  if (id <= 0 || id <= last_ || !IsKind(query.Int(1))) {
    audit_.findings.AddLost(Area::kRows, absl::StrCat("The row numbered ", id,
                                                      " is of no kind of resource, or out of "
                                                      "order."));
    return;
  }
  last_ = id;
  const auto kind = static_cast<Kind>(query.Int(1));
  const std::string name(query.Bytes(2));
  const About about = AboutResource(kind, id, name);
  ++audit_.counts.resources[kind];
  TakeName(kind, id, name);
  if (query.Int(3) != 0 && query.Int(3) != 1) {
    audit_.mending.flags = true;
    audit_.findings.Add({Area::kRows,
                         "Whether $0 is archived is said by neither 0 nor 1.",
                         {about},
                         kDeriveBeside,
                         Repair::kStore});
  }
  TakeTies(about, id, query);
  rows_.by_id.emplace(id, AuditedRow{kind, name, query.Int(4), FingerprintOf(query.Bytes(7))});
}

void RowAudit::CompareNumbers() {
  if (last_ < next_id_) return;
  audit_.mending.next_id = last_ + 1;
  audit_.findings.Add({Area::kSchema,
                       absl::StrCat("Numbers of resources would go on with ", next_id_, ", though ",
                                    last_, " is taken: numbers would be used twice."),
                       {},
                       "Run `taqvimd check --repair`, which lets them go on behind it.",
                       Repair::kStore});
}

absl::Status RowAudit::Run(absl::FunctionRef<void(int64_t)> progress) {
  RETURN_IF_ERROR(ReadNumbers());
  absl::Status status;
  Statement each(connection_, kEachRow, status);
  if (!status.ok()) return NoteDamage(status, "its resources", audit_.findings);
  Query query(each);
  for (int64_t count = 1; query.Next(); ++count) {
    Take(query);
    if (count % kTellRows == 0) progress(count);
  }
  rows_.complete = query.status().ok();
  CompareNumbers();
  return NoteDamage(query.status(), absl::StrCat("its resources, beyond number ", last_),
                    audit_.findings);
}

}  // namespace

absl::Status AuditRows(Connection& connection, absl::FunctionRef<void(int64_t)> progress,
                       AuditedRows& rows, FileAudit& audit) {
  return RowAudit(connection, rows, audit).Run(progress);
}

}  // namespace taqvim::storage
