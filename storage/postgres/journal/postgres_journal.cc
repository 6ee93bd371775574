#include "storage/postgres/journal/postgres_journal.h"

#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/check.h"
#include "proto/status_macros.h"
#include "storage/postgres/connection/failure.h"
#include "storage/postgres/journal/foreign_log.h"
#include "storage/postgres/journal/group_commands.h"
#include "storage/postgres/journal/state_loader.h"
#include "storage/postgres/log/database_failure.h"

namespace taqvim::storage::postgres {
namespace {

// After others have written, so many groups of ours are run under the lock.
constexpr int kLockedGroups = 8;
// So often a group is run again before its writes are refused.
constexpr int kMostAttempts = 5;

constexpr Statement kRequest{
    "SELECT principal, request_id, request_hash, revision, nonce, changes, answer FROM log"
    " WHERE revision = $1 AND request_id <> ''"};

constexpr Statement kLogStart{"SELECT revision, nonce FROM log_start"};

// So many rows of the log are read at once.
constexpr int kPage = 200;

Connection::Command LogFrom(const Revision& last) {
  return {kLogFrom, Parameters().Int(last.number).Int(kPage)};
}

absl::Status LockLost() {
  return ConnectionLost("The connection on which the group had the lock was lost.");
}

AnsweredRequest RequestOf(const GroupRevision& own) {
  return {.caller = own.principal,
          .id = own.request_id,
          .hash = own.request_hash,
          .revision = own.revision,
          .changes = own.changes,
          .answer = own.answer};
}

}  // namespace

PostgresJournal::PostgresJournal(Options options, Memory& memory, Head& head)
    : options_(std::move(options)),
      memory_(memory),
      head_(head),
      rows_(*this, memory.indexes.names(), &group_) {}

absl::StatusOr<std::unique_ptr<PostgresJournal>> PostgresJournal::Open(Options options,
                                                                       Memory& memory, Head& head) {
  std::unique_ptr<PostgresJournal> journal(new PostgresJournal(std::move(options), memory, head));
  ASSIGN_OR_RETURN(journal->session_, ServerSession::Begin(journal->options_.connection,
                                                           journal->options_.server, head));
  memory.store_id = journal->session_->store_id();
  ASSIGN_OR_RETURN(Connection * connection, journal->session_->connection());
  RETURN_IF_ERROR(LoadState(*connection, memory));
  head.Publish(memory.position.revision);
  return journal;
}

absl::StatusOr<std::unique_ptr<JournalReader>> PostgresJournal::OpenReader() {
  return PostgresReader::Open(options_.readers, memory_.indexes.names(), head_, options_.catch_up);
}

absl::StatusOr<std::optional<AnsweredRequest>> PostgresJournal::FindRequest(int64_t revision) {
  for (const GroupRevision& own : group_.revisions) {
    if (own.revision.number == revision) return std::optional(RequestOf(own));
  }
  ASSIGN_OR_RETURN(const Result row, Ask(kRequest, Parameters().Int(revision)));
  if (row.rows() == 0) return std::optional<AnsweredRequest>();
  AnsweredRequest request{.caller = std::string(row.Bytes(0, 0)),
                          .id = std::string(row.Bytes(0, 1)),
                          .hash = {},
                          .revision = {row.Int(0, 3), static_cast<uint64_t>(row.Int(0, 4))},
                          .changes = std::string(row.Bytes(0, 5)),
                          .answer = std::string(row.Bytes(0, 6))};
  const std::string_view hash = row.Bytes(0, 2);
  if (hash.size() != sizeof(request.hash)) {
    return absl::DataLossError("The database is damaged (a request's hash); restore a backup.");
  }
  std::memcpy(request.hash.data(), hash.data(), hash.size());
  return std::optional(std::move(request));
}

absl::StatusOr<Result> PostgresJournal::Ask(const Statement& statement,
                                            const Parameters& parameters) {
  return locked_ ? AskLocked(statement, parameters) : AskUnlocked(statement, parameters);
}

// With the transaction goes the lock, and whatever the group has found so.
absl::StatusOr<Result> PostgresJournal::AskLocked(const Statement& statement,
                                                  const Parameters& parameters) {
  open_ = open_ && session_->in_transaction();
  if (!open_) return LockLost();
  ASSIGN_OR_RETURN(Connection * connection, session_->connection());
  absl::StatusOr<Result> result = connection->Ask(statement, parameters);
  if (!result.ok()) open_ = false;
  return result;
}

// The newest revision is read after the rest: if it is still what memory has, the rest was so too.
absl::StatusOr<Result> PostgresJournal::AskUnlocked(const Statement& statement,
                                                    const Parameters& parameters) {
  Connection::Answer answer = session_->RunAgainIfLost({{statement, parameters}, {kNewestRow, {}}});
  RETURN_IF_ERROR(answer.status);
  if (ReadNewest(answer.results[1]).revision == base_) return std::move(answer.results[0]);
  superseded_ = true;
  return absl::UnavailableError("Another server has written meanwhile.");
}

absl::StatusOr<std::vector<ForeignRevision>> PostgresJournal::Begin() {
  CHECK(!open_);
  open_ = true;
  base_ = memory_.position.revision;
  std::vector<ForeignRevision> foreign;
  if (doubt_.has_value()) {
    RETURN_IF_ERROR(ResolveDoubt());
    ASSIGN_OR_RETURN(foreign, ForeignAfter(base_));
  } else if (locked_groups_ > 0) {
    ASSIGN_OR_RETURN(foreign, LockAndCatchUp());
    locked_groups_ = foreign.empty() ? locked_groups_ - 1 : kLockedGroups;
  }
  if (!foreign.empty()) base_ = foreign.back().revision;
  return foreign;
}

absl::Status PostgresJournal::Append(const RevisionWrite& revision) {
  CHECK(open_);
  std::vector<StoredRowPtr> before;
  for (const RowWrite& row : revision.rows) {
    const ResourceId id = row.resource->id;
    StoredRowPtr& one = before.emplace_back();
    if (row.way == RowWrite::Way::kInsert || group_.rows.contains(id)) continue;
    // It was read when it was changed, so this asks nobody but the cache.
    ASSIGN_OR_RETURN(one, rows_.RowBefore(id));
    if (one == nullptr) return FailForRow(id, head_);
  }
  AddRevision(revision, before, memory_.position.next_id, group_);
  return absl::OkStatus();
}

CommitResult PostgresJournal::Commit(ResourceId /*next_id*/) {
  CHECK(open_);
  if (superseded_) return Superseded();
  if (group_.revisions.empty()) return CommitNothing();
  const auto oldest = memory_.indexes.requests().OldestRevision();
  absl::StatusOr<std::vector<Connection::Command>> writes =
      CommandsOf(group_, oldest.value_or(base_.number));
  if (!writes.ok()) return NotCommitted(writes.status());
  const absl::StatusOr<Connection*> connection = session_->connection();
  if (!connection.ok()) return NotCommitted(connection.status());
  std::vector<Connection::Command> commands;
  if (locked_ && !session_->in_transaction()) {
    return Again(LockLost());
  }
  if (!locked_) {
    commands.push_back({kBegin, {}});
    commands.push_back({kLock, {}});
  }
  commands.push_back(session_->AtHead(base_));
  for (Connection::Command& write : *writes) commands.push_back(std::move(write));
  commands.push_back({kCommit, {}});
  return Judge((*connection)->Run(commands), commands.size());
}

CommitResult PostgresJournal::CommitNothing() {
  if (locked_) return CommitNothingLocked();
  const absl::StatusOr<Result> newest = AskUnlocked(kNewestRow, {});
  if (superseded_) return Superseded();
  return newest.ok() ? Committed() : NotCommitted(newest.status());
}

// The lock may have been lost while the group ran, and others may have written.
CommitResult PostgresJournal::CommitNothingLocked() {
  if (!session_->in_transaction()) return Again(LockLost());
  const absl::StatusOr<Connection*> connection = session_->connection();
  if (!connection.ok()) return NotCommitted(connection.status());
  const Connection::Answer answer = (*connection)->Run({session_->AtHead(base_), {kCommit, {}}});
  return answer.status.ok() ? Committed() : Again(answer.status);
}

CommitResult PostgresJournal::Judge(const Connection::Answer& answer, size_t commands) {
  switch (answer.ending) {
    case Connection::Answer::Ending::kDone:
      if (answer.results.back().tag() != "COMMIT") return Again(absl::AbortedError("rolled back"));
      // That a commit does not wait for the standby any more is told by nothing else.
      if (!answer.warnings.empty()) return Doubt(absl::UnavailableError(answer.warnings.front()));
      return Committed();
    case Connection::Answer::Ending::kUnsent:
      session_->Drop();
      return Again(answer.status);
    case Connection::Answer::Ending::kRefused:
      if (answer.results.size() + 1 < commands) return Refused(answer.status);
      break;
    case Connection::Answer::Ending::kCut:
      break;
  }
  return Doubt(answer.status);
}

CommitResult PostgresJournal::Refused(const absl::Status& error) {
  const PostgresFailure failure = FailureOf(error);
  if (EndsConnection(failure)) session_->Drop();
  switch (failure) {
    case PostgresFailure::kHeadMoved:
      return Superseded();
    case PostgresFailure::kSessionOver:
      // Nobody else has our name; so it is what we began while we looked for a commit.
      return Doubt(error);
    case PostgresFailure::kRunAgain:
    case PostgresFailure::kNotPrimary:
    case PostgresFailure::kLostStatements:
    case PostgresFailure::kConnection:
      return Again(error);
    case PostgresFailure::kOutOfDate:
      return NotCommitted(FailForEpoch(head_));
    case PostgresFailure::kDamage:
      return NotCommitted(FailForDatabase(error, head_));
    case PostgresFailure::kDisagrees:
      Alarm(WhatDisagrees(error));
      return NotCommitted(WhatDisagrees(error));
    case PostgresFailure::kTimeout:
      return NotCommitted(error);
    default:
      Alarm(error);
      return NotCommitted(error);
  }
}

CommitResult PostgresJournal::Doubt(const absl::Status& why) {
  // A group of nothing is never here, and what is not the last of a group is nothing without it.
  doubt_ = group_.revisions.back().revision;
  const absl::StatusOr<bool> has = session_->HasForGood(*doubt_);
  if (!has.ok()) {
    Alarm(has.status());
    return {.kind = CommitResult::Kind::kUnknown, .why = why};
  }
  doubt_.reset();
  return *has ? Committed() : Again(why);
}

absl::StatusOr<std::vector<ForeignRevision>> PostgresJournal::Follow() {
  if (doubt_.has_value()) RETURN_IF_ERROR(ResolveDoubt());
  return ForeignAfter(memory_.position.revision);
}

absl::Status PostgresJournal::ResolveDoubt() {
  // Whether or not it is there: if it is, it comes with what others have written.
  RETURN_IF_ERROR(session_->HasForGood(*doubt_).status());
  doubt_.reset();
  return absl::OkStatus();
}

CommitResult PostgresJournal::Superseded() {
  // Before the history is read, so that no other server waits for it.
  Rollback();
  absl::StatusOr<std::vector<ForeignRevision>> foreign = ForeignAfter(base_);
  if (!foreign.ok()) return NotCommitted(foreign.status());
  locked_groups_ = kLockedGroups;
  return {.kind = CommitResult::Kind::kSuperseded, .foreign = *std::move(foreign)};
}

CommitResult PostgresJournal::Again(const absl::Status& why) {
  if (++attempts_ >= kMostAttempts) {
    attempts_ = 0;
    Alarm(why);
    return NotCommitted(why);
  }
  return Superseded();
}

CommitResult PostgresJournal::Committed() {
  attempts_ = 0;
  for (const auto& [id, row] : group_.rows) rows_.cache().Put(id, row.now);
  Rollback();
  return {.kind = CommitResult::Kind::kCommitted};
}

CommitResult PostgresJournal::NotCommitted(absl::Status why) {
  return {.kind = CommitResult::Kind::kNotCommitted, .why = std::move(why)};
}

void PostgresJournal::Rollback() {
  group_ = {};
  open_ = false;
  superseded_ = false;
  locked_ = false;
  session_->Rollback();
}

void PostgresJournal::Alarm(const absl::Status& why) const {
  if (options_.alarm) options_.alarm(why);
}

absl::Status PostgresJournal::CheckChain(const Result& rows, const Revision& last) {
  if (rows.rows() == 0) return FailForHistory(last, head_);
  const Revision first = RevisionIn(rows, 0);
  if (first == last) return absl::OkStatus();
  if (first.number == last.number) return FailForHistory(last, head_);
  // The row is given up: what is kept of the last of these says what it was.
  const Connection::Answer answer = session_->RunAgainIfLost({{kLogStart, {}}});
  RETURN_IF_ERROR(answer.status);
  const Result& start = answer.results[0];
  const Revision given_up = start.rows() == 0 ? Revision() : RevisionIn(start, 0);
  if (given_up.number > last.number) return FailForTrimmedLog(last, given_up, head_);
  return given_up == last ? absl::OkStatus() : FailForHistory(last, head_);
}

absl::StatusOr<bool> PostgresJournal::AddForeign(const Result& rows, Revision& last,
                                                 std::vector<ForeignRevision>& foreign) {
  RETURN_IF_ERROR(CheckChain(rows, last));
  const int known = RevisionIn(rows, 0) == last ? 1 : 0;
  for (int i = known; i < rows.rows(); ++i) {
    ASSIGN_OR_RETURN(ForeignRevision one, ReadForeign(rows, i));
    if (one.revision.number != last.number + 1) return FailForGap(last, head_);
    last = one.revision;
    for (const ForeignRow& row : one.rows) rows_.cache().Forget(row.id);
    foreign.push_back(std::move(one));
  }
  return rows.rows() == kPage;
}

absl::StatusOr<std::vector<ForeignRevision>> PostgresJournal::ForeignAfter(
    const Revision& revision) {
  std::vector<ForeignRevision> foreign;
  Revision last = revision;
  for (bool more = true; more;) {
    const Connection::Answer answer = session_->RunAgainIfLost({LogFrom(last)});
    RETURN_IF_ERROR(answer.status);
    ASSIGN_OR_RETURN(more, AddForeign(answer.results[0], last, foreign));
  }
  return foreign;
}

absl::StatusOr<std::vector<ForeignRevision>> PostgresJournal::LockAndCatchUp() {
  std::vector<ForeignRevision> foreign;
  Revision last = memory_.position.revision;
  const Connection::Answer answer =
      session_->RunAgainIfLost({{kBegin, {}}, {kLock, {}}, LogFrom(last)});
  RETURN_IF_ERROR(answer.status);
  locked_ = true;
  ASSIGN_OR_RETURN(bool more, AddForeign(answer.results[2], last, foreign));
  while (more) {
    const Parameters from = LogFrom(last).parameters;
    ASSIGN_OR_RETURN(const Result rows, AskLocked(kLogFrom, from));
    ASSIGN_OR_RETURN(more, AddForeign(rows, last, foreign));
  }
  return foreign;
}

}  // namespace taqvim::storage::postgres
