#include "storage/target/read_backup.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/written_rows.h"

namespace taqvim::storage {
namespace {

using RightsById = std::map<int64_t, v1::BackupRow>;

bool IsRight(int32_t kind) {
  return kind == static_cast<int32_t>(Kind::kGrant) || kind == static_cast<int32_t>(Kind::kToken);
}

absl::Status Follow(const v1::BackupRevision& revision, RightsById& rights) {
  ASSIGN_OR_RETURN(const auto rows, RowsWrittenBy(revision));
  for (const WrittenRow& written : rows) {
    const int64_t id = written.row.id();
    if (written.way == WrittenRow::Way::kDelete) rights.erase(id);
    if (written.way != WrittenRow::Way::kPut || !IsRight(written.row.kind())) continue;
    rights[id] = written.row;
  }
  return absl::OkStatus();
}

v1::BackupRows RowsOf(const RightsById& rights) {
  v1::BackupRows rows;
  for (const auto& [id, row] : rights) *rows.add_rows() = row;
  return rows;
}

// Those that are in both, each as it was written last: ids are never used again.
v1::BackupRows LatestOf(const RightsById& rights, const v1::BackupRows& others) {
  v1::BackupRows rows;
  for (const v1::BackupRow& other : others.rows()) {
    const auto found = rights.find(other.id());
    if (found == rights.end()) continue;
    const bool older = other.revision() < found->second.revision();
    *rows.add_rows() = older ? found->second : other;
  }
  return rows;
}

absl::StatusOr<BackupReading::RightsFile> ReadRights(const Target& target) {
  ASSIGN_OR_RETURN(const auto file, target.ReadRights());
  BackupReading::RightsFile rights;
  for (;;) {
    ASSIGN_OR_RETURN(auto* record, file->Next());
    if (record == nullptr) return rights;
    for (const v1::BackupRow& row : record->rows().rows()) *rights.rows.add_rows() = row;
    if (record->has_end()) rights.end = record->end();
  }
}

}  // namespace

bool MayHold(const TargetChain& chain, const RestorePoint& point) {
  if (point.time.has_value()) return chain.full.time <= *point.time;
  if (!point.revision.has_value()) return true;
  return chain.full.reached.number <= *point.revision && *point.revision <= chain.reached().number;
}

absl::StatusOr<std::unique_ptr<BackupReading>> BackupReading::Begin(const Target& target,
                                                                    TargetChain chain) {
  std::unique_ptr<BackupReading> reading(new BackupReading(target, std::move(chain)));
  RETURN_IF_ERROR(reading->BeginFile(reading->chain_.full.name));
  ASSIGN_OR_RETURN(const auto chains, target.Chains());
  ASSIGN_OR_RETURN(reading->newest_, target.Newest());
  reading->newest_follows_ =
      std::any_of(chains.begin(), chains.end(),
                  [&reading](const TargetChain& one) { return one.reached() == reading->newest_; });
  if (auto file = ReadRights(target); file.ok()) {
    reading->next_id_ = file->end.next_id();
    reading->rights_are_newest_ = IsNewest(file->end.reached(), chains);
    reading->rights_file_ = *std::move(file);
  }
  return reading;
}

// Every backup writes that file last: it may stand where no log leads any more, but not where
// only another history than the newest ends.
bool BackupReading::IsNewest(const v1::BackupPoint& of_rights,
                             const std::vector<TargetChain>& chains) {
  const Revision point{of_rights.revision(), of_rights.nonce()};
  const auto ends_there = [&point](const TargetChain& chain) { return chain.reached() == point; };
  if (chains.empty() || ends_there(chains.front())) return true;
  return point.number > chains.front().reached().number &&
         std::none_of(chains.begin(), chains.end(), ends_there);
}

absl::Status BackupReading::BeginFile(const std::string& name) {
  ASSIGN_OR_RETURN(file_, target_.Read(name));
  ASSIGN_OR_RETURN(auto* record, file_->Next());
  if (record == nullptr || !record->has_header()) {
    return absl::DataLossError(absl::StrCat("The file ", name, " of the backup has no header."));
  }
  header_ = record->header();
  return absl::OkStatus();
}

void BackupReading::Pass(const v1::BackupPoint& point) {
  passed_newest_ |= Revision{point.revision(), point.nonce()} == newest_;
  if (!rights_file_.has_value()) return;
  const v1::BackupPoint& of_rights = rights_file_->end.reached();
  passed_rights_ |= point.revision() == of_rights.revision() && point.nonce() == of_rights.nonce();
}

void BackupReading::TakeNext() { Pass(page_.revisions(taken_++).point()); }

void BackupReading::EndFile(const v1::TargetEnd& end) {
  next_id_ = std::max(next_id_, end.next_id());
}

absl::StatusOr<BackupReading::Reached> BackupReading::Restore(const RestorePoint& point,
                                                              BackupSink& sink) {
  RETURN_IF_ERROR(RestoreFull(sink));
  absl::Status cut;
  RETURN_IF_ERROR(RestoreLogs(point, sink, cut));
  RETURN_IF_ERROR(CheckFound(point, cut));
  return reached_;
}

// Its rows may show revisions up to its end.
absl::Status BackupReading::RestoreFull(BackupSink& sink) {
  bool had_rows = false;
  for (;;) {
    ASSIGN_OR_RETURN(auto* record, file_->Next());
    if (record == nullptr) break;
    for (const v1::BackupRevision& revision : record->log().revisions()) {
      RETURN_IF_ERROR(had_rows ? sink.Redo(revision, false) : sink.AddRevision(revision));
      Pass(revision.point());
    }
    if (record->has_rows()) RETURN_IF_ERROR(sink.AddRows(record->rows()));
    had_rows |= record->has_rows();
    if (!record->has_end()) continue;
    EndFile(record->end());
    Pass(record->end().reached());
    reached_.point = record->end().reached();
    reached_.time = absl::FromUnixMicros(record->end().time());
  }
  file_.reset();
  return absl::OkStatus();
}

absl::StatusOr<const v1::BackupRevision*> BackupReading::Next() {
  while (taken_ == page_.revisions_size()) {
    taken_ = 0;
    page_.Clear();
    v1::TargetRecord* record = nullptr;
    if (file_ != nullptr) {
      ASSIGN_OR_RETURN(record, file_->Next());
    }
    if (record != nullptr && record->has_end()) EndFile(record->end());
    if (record != nullptr && record->has_log()) page_.Swap(record->mutable_log());
    if (record != nullptr) continue;
    file_.reset();
    if (next_log_ == chain_.logs.size()) return static_cast<const v1::BackupRevision*>(nullptr);
    RETURN_IF_ERROR(BeginFile(chain_.logs[next_log_++].name));
  }
  return &page_.revisions(taken_);
}

absl::Status BackupReading::RestoreLogs(const RestorePoint& point, BackupSink& sink,
                                        absl::Status& cut) {
  while (!point.revision.has_value() || reached_.point.revision() < *point.revision) {
    const auto next = Next();
    cut = next.status();
    read_all_ = !next.ok() || *next == nullptr;
    if (read_all_) return absl::OkStatus();
    const absl::Time time = absl::FromUnixMicros((*next)->time());
    if (point.time.has_value() && time > *point.time) return absl::OkStatus();
    RETURN_IF_ERROR(sink.Redo(**next, true));
    reached_.point = (*next)->point();
    reached_.time = time;
    TakeNext();
  }
  return absl::OkStatus();
}

absl::Status BackupReading::CheckFound(const RestorePoint& point, const absl::Status& cut) const {
  if (!cut.ok()) return NotTo(std::string(cut.message()));
  if (point.revision.has_value()) {
    if (reached_.point.revision() == *point.revision) return absl::OkStatus();
    return absl::OutOfRangeError(
        absl::StrCat("The backup holds revision ", chain_.full.reached.number, " to ",
                     reached_.point.revision(), ", not ", *point.revision, "."));
  }
  const Revision reached{reached_.point.revision(), reached_.point.nonce()};
  const bool to_newest = !point.time.has_value();
  if (!read_all_ || reached == newest_ || (!to_newest && newest_follows_)) return absl::OkStatus();
  return NotTo(absl::StrCat("The files of the backup from ", chain_.full.name,
                            " on do not lead to revision ", newest_.number,
                            ", the newest that the target has anything of."));
}

absl::Status BackupReading::NotTo(const std::string& why) const {
  return absl::DataLossError(absl::StrCat(
      why, " What is before can be restored, up to revision ", reached_.point.revision(), ", of ",
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", reached_.time, absl::UTCTimeZone()),
      ": with --to-revision ", reached_.point.revision()));
}

absl::StatusOr<BackupReading::Rights> BackupReading::LatestRights(const v1::BackupRows& then) {
  RightsById rights;
  for (const v1::BackupRow& row : then.rows()) rights[row.id()] = row;
  bool whole = true;
  while (whole) {
    const auto next = Next();
    whole = next.ok();
    if (!whole || *next == nullptr) break;
    RETURN_IF_ERROR(Follow(**next, rights));
    TakeNext();
  }
  // The chain may end before the newest: another history has followed, or a full backup that was
  // broken off before what leads to it was written.
  const bool chain_knows = whole && passed_newest_;
  if (!rights_file_.has_value()) return Rights{.rows = RowsOf(rights), .known = chain_knows};
  // Where the chain came by the file, both know; but what was restored may be newer than it.
  if (passed_rights_ && whole) {
    const bool older = rights_file_->end.reached().revision() < reached_.point.revision();
    return Rights{.rows = older ? RowsOf(rights) : LatestOf(rights, rights_file_->rows),
                  .known = chain_knows || rights_are_newest_};
  }
  // The history before this one wrote the file, and this one none yet.
  if (chain_knows && !rights_are_newest_) return Rights{.rows = RowsOf(rights), .known = true};
  return Rights{.rows = rights_file_->rows, .known = rights_are_newest_};
}

}  // namespace taqvim::storage
