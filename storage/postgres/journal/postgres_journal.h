// Journal of one of the servers of a PostgreSQL database.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine/index/memory.h"
#include "storage/engine/journal/journal.h"
#include "storage/engine/log/head.h"
#include "storage/postgres/connection/connection_settings.h"
#include "storage/postgres/journal/group.h"
#include "storage/postgres/journal/postgres_reader.h"
#include "storage/postgres/journal/server_session.h"
#include "storage/postgres/journal/table_rows.h"
#include "storage/postgres/tables/asker.h"

namespace taqvim::storage::postgres {

// One writes at a time, of all servers: who has locked the one row of `mutex`. A group is one
// transaction.
//
// While nobody else writes, a group runs without the lock, on memory, and is sent at once: lock,
// proof that memory is at the newest revision, rows, log, commit. What it reads meanwhile it reads
// with the newest revision after it, so that it sees nothing that memory does not have. Where
// others have written, it is superseded, and some of the next groups take the lock first, learn
// what others have written, and run under it: none of these is superseded.
//
// A commit whose answer is lost, or that says with a warning that it may not last, is looked for
// before anything else is done: in a new session, after which it cannot come to be any more.
class PostgresJournal final : public Journal, private Asker {
 public:
  struct Options {
    ConnectionSettings connection;
    // Those of readers, who may leave their transactions open for longer.
    ConnectionSettings readers;
    // The server's name, which no other has.
    std::string server;
    std::function<void(const absl::Status&)> alarm;
    // Has memory take in what others wrote, up to that revision, and returns when it has: for
    // readers, who may see it before.
    PostgresReader::CatchUp catch_up;
  };

  // Loads the memory from the database, and publishes where it is to the head. All else outlives
  // the journal. As CheckSchema, and DATA_LOSS for a damaged database.
  static absl::StatusOr<std::unique_ptr<PostgresJournal>> Open(Options options, Memory& memory,
                                                               Head& head);

  absl::StatusOr<std::unique_ptr<JournalReader>> OpenReader() override;
  Rows& rows() override { return rows_; }
  absl::StatusOr<std::optional<AnsweredRequest>> FindRequest(int64_t revision) override;
  absl::StatusOr<std::vector<ForeignRevision>> Begin() override;
  absl::Status Append(const RevisionWrite& revision) override;
  bool is_open() const override { return open_ && !superseded_; }
  bool is_superseded() const override { return open_ && superseded_; }
  CommitResult Commit(ResourceId next_id) override;
  void Rollback() override;
  absl::StatusOr<std::vector<ForeignRevision>> Follow() override;

  // On which the server writes; for the writing thread, between groups.
  ServerSession& session() { return *session_; }

 private:
  PostgresJournal(Options options, Memory& memory, Head& head);

  // Of the rows.
  absl::StatusOr<Result> Ask(const Statement& statement, const Parameters& parameters) override;
  absl::StatusOr<Result> AskLocked(const Statement& statement, const Parameters& parameters);
  absl::StatusOr<Result> AskUnlocked(const Statement& statement, const Parameters& parameters);

  // What others have written after that revision. A history that does not have it fails the head.
  absl::StatusOr<std::vector<ForeignRevision>> ForeignAfter(const Revision& revision);
  // Adds a page of it; whether there may be more.
  absl::StatusOr<bool> AddForeign(const Result& rows, Revision& last,
                                  std::vector<ForeignRevision>& foreign);
  absl::Status CheckChain(const Result& rows, const Revision& last);
  // The same for the newest that memory has, with the lock, which is held then.
  absl::StatusOr<std::vector<ForeignRevision>> LockAndCatchUp();

  // Learns what has become of the group whose outcome was unknown.
  absl::Status ResolveDoubt();
  CommitResult CommitNothing();
  CommitResult CommitNothingLocked();
  // What is made of the answer to a group.
  CommitResult Judge(const Connection::Answer& answer, size_t commands);
  CommitResult Refused(const absl::Status& error);
  CommitResult Doubt(const absl::Status& why);
  CommitResult Superseded();
  // The group is run again, or given up after some times.
  CommitResult Again(const absl::Status& why);
  CommitResult Committed();
  static CommitResult NotCommitted(absl::Status why);
  void Alarm(const absl::Status& why) const;

  const Options options_;
  Memory& memory_;
  Head& head_;
  std::unique_ptr<ServerSession> session_;
  Group group_;
  TableRows rows_;
  bool open_ = false;
  bool locked_ = false;      // the open group has the lock
  bool superseded_ = false;  // it read what others have written since
  Revision base_;            // on which it builds
  // So many groups yet take the lock before they run.
  int locked_groups_ = 0;
  // How often in a row a group was to be run again.
  int attempts_ = 0;
  // The last revision of a group whose outcome is unknown.
  std::optional<Revision> doubt_;
};

}  // namespace taqvim::storage::postgres
