#include "storage/target/take_backup.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/target/look_at.h"

namespace taqvim::storage {
namespace {

// Of one full backup.
constexpr int kMostBeginnings = 5;

v1::BackupPoint PointOf(const Revision& revision) {
  v1::BackupPoint point;
  point.set_revision(revision.number);
  point.set_nonce(revision.nonce);
  return point;
}

// One run of a backup.
class Run {
 public:
  Run(BackupSource& source, const Target& target, const BackupOptions& options,
      v1::BackupPosition begun)
      : source_(source), target_(target), options_(options), begun_(std::move(begun)) {}

  absl::StatusOr<BackupTaken> Full();
  // Up to the revision that was newest when it began. FAILED_PRECONDITION where the store's log
  // does not continue it.
  absl::StatusOr<BackupTaken> Log(const v1::BackupPoint& after);
  absl::Status Rights(const v1::BackupPoint& reached);

 private:
  absl::StatusOr<BackupTaken> FullSinceBegun();
  absl::StatusOr<std::unique_ptr<TargetWriter>> Begin(v1::TargetHeader::Content content,
                                                      const v1::BackupPoint& after);
  absl::Status Add(TargetWriter& writer, v1::BackupLog log);
  // Adds the log until it has reached that revision.
  absl::Status AddLog(TargetWriter& writer, int64_t upto);
  // Adds all rows with ids below `end`, and at least one record. Returns the newest revision they
  // may show.
  absl::StatusOr<int64_t> AddRows(TargetWriter& writer, bool rights, ResourceId end);
  absl::StatusOr<v1::TargetEnd> End(TargetWriter& writer);
  // Writes one file that begins with that page.
  absl::Status LogFile(v1::BackupLog page);

  BackupSource& source_;
  const Target& target_;
  const BackupOptions& options_;
  v1::BackupPosition begun_;
  v1::BackupPoint at_;  // up to where the log was copied
  int64_t time_ = 0;    // of that revision
  BackupTaken taken_;
};

absl::StatusOr<std::unique_ptr<TargetWriter>> Run::Begin(v1::TargetHeader::Content content,
                                                         const v1::BackupPoint& after) {
  ASSIGN_OR_RETURN(auto writer, target_.Begin());
  v1::TargetRecord record;
  record.mutable_header()->set_content(content);
  record.mutable_header()->set_store_id(begun_.store_id());
  *record.mutable_header()->mutable_after() = after;
  RETURN_IF_ERROR(writer->Write(record));
  return writer;
}

absl::Status Run::Add(TargetWriter& writer, v1::BackupLog log) {
  const v1::BackupRevision& last = *log.revisions().rbegin();
  at_ = last.point();
  time_ = last.time();
  v1::TargetRecord record;
  *record.mutable_log() = std::move(log);
  return writer.Write(record);
}

absl::Status Run::AddLog(TargetWriter& writer, int64_t upto) {
  while (at_.revision() < upto) {
    ASSIGN_OR_RETURN(auto log, source_.LogAfter(at_, options_.page_bytes));
    if (log.revisions().empty()) return absl::InternalError("The log ends before its newest row.");
    RETURN_IF_ERROR(Add(writer, std::move(log)));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Run::AddRows(TargetWriter& writer, bool rights, ResourceId end) {
  int64_t reached = 0;
  ResourceId after = 0;
  for (bool more = true; more;) {
    v1::TargetRecord record;
    ASSIGN_OR_RETURN(*record.mutable_rows(), source_.RowsAfter(after, rights, options_.page_bytes));
    const auto& rows = record.rows().rows();
    if (!rows.empty()) after = rows.rbegin()->id();
    more = !rows.empty() && after + 1 < end;
    reached = std::max(reached, record.rows().reached());
    RETURN_IF_ERROR(writer.Write(record));
  }
  return reached;
}

absl::StatusOr<v1::TargetEnd> Run::End(TargetWriter& writer) {
  ASSIGN_OR_RETURN(const auto position, source_.Position());
  v1::TargetRecord record;
  v1::TargetEnd& end = *record.mutable_end();
  *end.mutable_reached() = at_;
  end.set_time(time_);
  end.set_next_id(position.next_id());
  RETURN_IF_ERROR(writer.Write(record));
  taken_.bytes += writer.bytes();
  taken_.reached = at_;
  return end;
}

// It begins with the oldest that the log has, which may be trimmed as it is read: then it begins
// again with what is the oldest by then.
absl::StatusOr<BackupTaken> Run::Full() {
  absl::StatusOr<BackupTaken> taken;
  for (int beginnings = 0; beginnings < kMostBeginnings; ++beginnings) {
    ASSIGN_OR_RETURN(begun_, source_.Position());
    taken = FullSinceBegun();
    if (!absl::IsFailedPrecondition(taken.status())) break;
  }
  return taken;
}

absl::StatusOr<BackupTaken> Run::FullSinceBegun() {
  taken_ = {.full = true};
  at_ = begun_.start();
  ASSIGN_OR_RETURN(auto writer, Begin(v1::TargetHeader::CONTENT_FULL, at_));
  RETURN_IF_ERROR(AddLog(*writer, begun_.newest().revision()));
  // What has a later id was created since this began, and is in the log.
  ASSIGN_OR_RETURN(const int64_t reached, AddRows(*writer, false, begun_.next_id()));
  RETURN_IF_ERROR(AddLog(*writer, reached));
  ASSIGN_OR_RETURN(const auto end, End(*writer));
  RETURN_IF_ERROR(target_.FinishFull(*writer, end));
  return taken_;
}

absl::StatusOr<BackupTaken> Run::Log(const v1::BackupPoint& after) {
  at_ = after;
  taken_.after = after.revision();
  taken_.reached = after;
  for (;;) {
    ASSIGN_OR_RETURN(auto page, source_.LogAfter(at_, options_.page_bytes));
    if (page.revisions().empty()) return taken_;
    RETURN_IF_ERROR(LogFile(std::move(page)));
    // What is written since this began is for the next backup: it would never end.
    if (at_.revision() >= begun_.newest().revision()) return taken_;
  }
}

absl::Status Run::LogFile(v1::BackupLog page) {
  const v1::BackupPoint after = at_;
  ASSIGN_OR_RETURN(auto writer, Begin(v1::TargetHeader::CONTENT_LOG, after));
  RETURN_IF_ERROR(Add(*writer, std::move(page)));
  while (at_.revision() < begun_.newest().revision() && writer->bytes() < options_.log_bytes) {
    ASSIGN_OR_RETURN(auto more, source_.LogAfter(at_, options_.page_bytes));
    if (more.revisions().empty()) break;
    RETURN_IF_ERROR(Add(*writer, std::move(more)));
  }
  ASSIGN_OR_RETURN(const auto end, End(*writer));
  return target_.FinishLog(*writer, after, end);
}

absl::Status Run::Rights(const v1::BackupPoint& reached) {
  at_ = reached;
  ASSIGN_OR_RETURN(auto writer, Begin(v1::TargetHeader::CONTENT_RIGHTS, reached));
  ASSIGN_OR_RETURN(const auto now, source_.Position());
  RETURN_IF_ERROR(AddRows(*writer, true, now.next_id()).status());
  RETURN_IF_ERROR(End(*writer).status());
  return target_.FinishRights(*writer);
}

// Continues what a full backup has followed to where that one stands.
absl::Status Complete(BackupSource& source, const Target& target, const BackupOptions& options,
                      const TargetChain& before, const TargetName& full) {
  if (before.reached().number >= full.reached.number) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto position, source.Position());
  *position.mutable_newest() = PointOf(full.reached);
  Run run(source, target, options, std::move(position));
  const absl::Status status = run.Log(PointOf(before.reached())).status();
  // The log does not reach back there: what is missing cannot be had.
  return absl::IsFailedPrecondition(status) ? absl::OkStatus() : status;
}

// So that no revision between full backups is missing, also where one was broken off.
absl::Status CompleteAll(BackupSource& source, const Target& target, const BackupOptions& options) {
  ASSIGN_OR_RETURN(const auto chains, target.Chains());
  for (size_t i = 1; i < chains.size(); ++i) {
    RETURN_IF_ERROR(Complete(source, target, options, chains[i], chains[i - 1].full));
  }
  return absl::OkStatus();
}

// OK where a backup may go on from what the newest chain is, or another that ends where that does.
absl::Status LookAtNewest(const Target& target, const std::vector<TargetChain>& chains) {
  absl::Status damage;
  for (const TargetChain& chain : chains) {
    if (!(chain.reached() == chains.front().reached())) continue;
    const SeenChain seen = LookAlong(target, chain);
    if (seen.damage.ok()) return absl::OkStatus();
    if (damage.ok()) damage = seen.damage;
  }
  return damage;
}

}  // namespace

absl::StatusOr<BackupTaken> TakeBackup(BackupSource& source, const Target& target,
                                       const BackupOptions& options) {
  ASSIGN_OR_RETURN(const auto chains, target.Chains());
  ASSIGN_OR_RETURN(auto position, source.Position());
  Run run(source, target, options, std::move(position));
  absl::StatusOr<BackupTaken> taken = absl::FailedPreconditionError("");
  const absl::Status newest = LookAtNewest(target, chains);
  const bool goes_on = !chains.empty() && !options.full && newest.ok();
  if (goes_on) taken = run.Log(PointOf(chains.front().reached()));
  if (absl::IsFailedPrecondition(taken.status())) {
    const std::string why(taken.status().message());
    taken = run.Full();
    if (taken.ok()) taken->not_continued = why;
  }
  RETURN_IF_ERROR(taken.status());
  RETURN_IF_ERROR(CompleteAll(source, target, options));
  RETURN_IF_ERROR(run.Rights(taken->reached));
  if (!newest.ok()) {
    taken->damage = absl::StrCat(
        newest.message(), " So a full backup was made, from which all later ones go on. What can ",
        "still be restored of what was there: taqvimd restore ", target.folder(), " --verify");
  }
  RETURN_IF_ERROR(source.HoldsUpTo(target.folder(), taken->reached));
  return taken;
}

}  // namespace taqvim::storage
