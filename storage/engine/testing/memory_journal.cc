#include "storage/engine/testing/memory_journal.h"

#include <utility>

#include "proto/check.h"
#include "storage/engine/index/request_index.h"

namespace taqvim::storage::testing {
namespace {

// Reads at the newest revision that was published, which memory has.
class MemoryReader final : public JournalReader {
 public:
  MemoryReader(const MemoryDatabase& database, const Head& head)
      : database_(database), head_(head), rows_(database, nullptr) {}

  absl::StatusOr<Newest> Begin() override {
    const Revision newest = head_.newest();
    rows_.SetRevision(newest.number);
    const MemoryRevisionPtr row = database_.RevisionAt(newest.number);
    if (row == nullptr) return Newest{.revision = newest};
    return Newest{.revision = newest, .time = row->time};
  }
  Rows& rows() override { return rows_; }
  void End() override {}

 private:
  const MemoryDatabase& database_;
  const Head& head_;
  MemoryRows rows_;
};

ForeignRevision ForeignOf(const MemoryRevision& revision) {
  ForeignRevision foreign{.revision = revision.revision,
                          .time = revision.time,
                          .next_id = revision.next_id,
                          .principal = revision.principal,
                          .request_id = revision.request_id};
  for (const MemoryRevision::Write& write : revision.writes) {
    ForeignRow& row = foreign.rows.emplace_back();
    row.id = write.id;
    row.kind = write.resource().kind;
    row.name = write.resource().name;
    if (write.before != nullptr) row.before = write.before->ties;
    if (write.after != nullptr) row.after = write.after->ties;
  }
  return foreign;
}

MemoryRowPtr RowOf(const RowWrite& write) {
  if (write.way == RowWrite::Way::kDelete) return nullptr;
  MemoryRow row{.resource = *write.resource, .ties = *write.ties};
  row.resource.memo = nullptr;
  row.ties.revision = write.body_revision;
  return std::make_shared<const MemoryRow>(std::move(row));
}

}  // namespace

MemoryJournal::MemoryJournal(MemoryDatabase& database, Memory& memory, Head& head)
    : database_(database), memory_(memory), head_(head), rows_(database, &group_) {
  Load();
  head_.Publish(memory_.position.revision);
}

void MemoryJournal::Load() {
  memory_.store_id = database_.store_id();
  const Revision newest = database_.newest();
  if (newest.number == 0) return;
  const MemoryRevisionPtr last = database_.RevisionAt(newest.number);
  memory_.position = {newest, last->time, last->next_id};
  for (ResourceId id : database_.IdsAfter(0)) {
    const MemoryRowPtr row = database_.RowAt(id, newest.number);
    if (row == nullptr) continue;
    LoadRow({.id = id, .kind = row->resource.kind, .name = row->resource.name, .ties = row->ties},
            memory_.indexes);
  }
  bool kept = true;
  for (int64_t number = newest.number; kept && number > 0; --number) {
    const MemoryRevisionPtr row = database_.RevisionAt(number);
    if (row == nullptr) break;
    if (row->request_id.empty()) continue;
    kept = memory_.indexes.requests().AddOlder(RequestIndex::KeyOf(row->principal, row->request_id),
                                               number, row->time);
  }
}

absl::StatusOr<std::unique_ptr<JournalReader>> MemoryJournal::OpenReader() {
  return std::make_unique<MemoryReader>(database_, head_);
}

absl::StatusOr<std::optional<AnsweredRequest>> MemoryJournal::FindRequest(int64_t revision) {
  const MemoryRevisionPtr row = rows_.LogOf(revision);
  if (row == nullptr || row->request_id.empty()) return std::optional<AnsweredRequest>();
  return std::optional<AnsweredRequest>(AnsweredRequest{.caller = row->principal,
                                                        .id = row->request_id,
                                                        .hash = row->request_hash,
                                                        .revision = row->revision,
                                                        .changes = row->changes,
                                                        .answer = row->answer});
}

std::vector<ForeignRevision> MemoryJournal::ForeignAfter(int64_t revision) const {
  std::vector<ForeignRevision> foreign;
  for (const MemoryRevisionPtr& one : database_.RevisionsAfter(revision)) {
    foreign.push_back(ForeignOf(*one));
  }
  return foreign;
}

absl::StatusOr<std::vector<ForeignRevision>> MemoryJournal::Begin() {
  CHECK(!open_);
  open_ = true;
  base_ = memory_.position.revision.number;
  std::vector<ForeignRevision> foreign;
  if (std::exchange(unknown_, false)) foreign = ForeignAfter(base_);
  base_ += static_cast<int64_t>(foreign.size());
  rows_.SetRevision(base_);
  return foreign;
}

absl::Status MemoryJournal::Append(const RevisionWrite& revision) {
  CHECK(open_);
  auto row = std::make_shared<MemoryRevision>();
  row->revision = revision.revision;
  row->time = revision.time;
  row->principal = revision.options.principal;
  row->request_id = revision.options.request_id;
  row->request_hash = revision.options.request_hash;
  row->method = revision.options.method;
  row->changes = revision.changes;
  row->answer = revision.answer;
  row->parts = revision.parts;
  row->next_id = memory_.position.next_id;
  for (const RowWrite& write : revision.rows) {
    const ResourceId id = write.resource->id;
    MemoryRevision::Write& written = row->writes.emplace_back();
    written.id = id;
    written.before = rows_.RowOf(id);
    written.after = RowOf(write);
    CHECK((written.before == nullptr) == (write.way == RowWrite::Way::kInsert));
    group_.rows[id] = written.after;
  }
  group_.revisions.push_back(std::move(row));
  return absl::OkStatus();
}

CommitResult MemoryJournal::Commit(ResourceId /*next_id*/) {
  CHECK(open_);
  switch (database_.Commit(base_, group_.revisions)) {
    case MemoryDatabase::Outcome::kCommitted:
      End();
      return {.kind = CommitResult::Kind::kCommitted};
    case MemoryDatabase::Outcome::kRefused:
      return {.kind = CommitResult::Kind::kNotCommitted,
              .why = absl::UnavailableError("the database refused it")};
    case MemoryDatabase::Outcome::kUnknown:
      unknown_ = true;
      return {.kind = CommitResult::Kind::kUnknown,
              .why = absl::UnavailableError("the database did not answer")};
    case MemoryDatabase::Outcome::kSuperseded:
      break;
  }
  return {.kind = CommitResult::Kind::kSuperseded, .foreign = ForeignAfter(base_)};
}

void MemoryJournal::Rollback() { End(); }

void MemoryJournal::End() {
  group_ = {};
  open_ = false;
}

absl::StatusOr<std::vector<ForeignRevision>> MemoryJournal::Follow() {
  unknown_ = false;
  std::vector<ForeignRevision> foreign = ForeignAfter(memory_.position.revision.number);
  rows_.SetRevision(memory_.position.revision.number + static_cast<int64_t>(foreign.size()));
  return foreign;
}

}  // namespace taqvim::storage::testing
