#include "storage/written_rows.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/log.pb.h"
#include "storage/resource.h"

namespace taqvim::storage {
namespace {

absl::Status Damaged(const v1::BackupRevision& revision) {
  return absl::DataLossError(absl::StrCat("Revision ", revision.point().revision(),
                                          " of the backup is damaged; restore to an earlier one."));
}

// Of the revision's row and its parts, in order of the resources' ids.
absl::StatusOr<v1::LogChanges> ChangesOf(const v1::BackupRevision& revision) {
  v1::LogChanges changes;
  if (!changes.ParseFromString(revision.changes())) return Damaged(revision);
  if (changes.more_parts() != revision.parts_size()) return Damaged(revision);
  for (const v1::BackupPart& part : revision.parts()) {
    if (!changes.MergeFromString(part.changes())) return Damaged(revision);
  }
  return changes;
}

void TakeTopic(v1::WrittenTopic& topic, WrittenRow& written) {
  written.row.set_kind(static_cast<int32_t>(Kind::kTopic));
  *written.row.mutable_name() = std::move(*topic.mutable_name());
  if (!topic.has_body()) written.way = WrittenRow::Way::kDelete;
  *written.row.mutable_body() = std::move(*topic.mutable_body());
}

void TakeChange(v1::LogChange& change, WrittenRow& written) {
  written.row.set_kind(change.kind());
  *written.row.mutable_name() = std::move(*change.mutable_name());
  if (!change.has_after()) written.way = WrittenRow::Way::kDelete;
  *written.row.mutable_body() = std::move(*change.mutable_after());
}

WrittenRow TakeRow(v1::WrittenRow& stored, int64_t revision) {
  WrittenRow written;
  written.row.set_id(stored.id());
  written.row.set_archived(stored.archived());
  written.row.set_due(stored.due());
  *written.row.mutable_links() = std::move(*stored.mutable_links());
  *written.row.mutable_claims() = std::move(*stored.mutable_claims());
  if (stored.body_stays()) written.way = WrittenRow::Way::kBodyStays;
  if (!stored.body_stays()) written.row.set_revision(revision);
  return written;
}

}  // namespace

absl::StatusOr<std::vector<WrittenRow>> RowsWrittenBy(const v1::BackupRevision& revision) {
  ASSIGN_OR_RETURN(auto changes, ChangesOf(revision));
  v1::WrittenRows stored;
  if (!stored.ParseFromString(revision.rows())) return Damaged(revision);
  std::vector<WrittenRow> rows;
  rows.reserve(stored.rows_size());
  int change = 0;
  for (v1::WrittenRow& one : *stored.mutable_rows()) {
    WrittenRow& written = rows.emplace_back(TakeRow(one, revision.point().revision()));
    if (one.has_topic()) TakeTopic(*one.mutable_topic(), written);
    if (one.has_topic() || one.body_stays()) continue;
    if (change == changes.changes_size()) return Damaged(revision);
    TakeChange(*changes.mutable_changes(change++), written);
  }
  return change == changes.changes_size() ? absl::StatusOr<std::vector<WrittenRow>>(std::move(rows))
                                          : Damaged(revision);
}

absl::StatusOr<std::vector<DeletedName>> NamesDeletedBy(const v1::BackupRevision& revision) {
  ASSIGN_OR_RETURN(auto changes, ChangesOf(revision));
  std::vector<DeletedName> names;
  for (v1::LogChange& change : *changes.mutable_changes()) {
    if (!change.has_after()) names.push_back({change.kind(), std::move(*change.mutable_name())});
  }
  return names;
}

}  // namespace taqvim::storage
