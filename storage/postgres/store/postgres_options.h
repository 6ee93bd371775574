// Options of a store on a PostgreSQL database.
#pragma once

#include <cstddef>
#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "storage/environment.h"
#include "storage/log_retention.h"
#include "storage/postgres/connection/connection_settings.h"

namespace taqvim::storage {

struct PostgresOptions {
  // The database, and the schema in it, which is there (storage/postgres/schema/schema.h).
  postgres::ConnectionSettings connection;
  Environment env = Environment::System();
  // The number of threads that read, each with a connection.
  int readers = 2;
  // The most writes, and the most reads, that may wait for their answers.
  size_t queue_limit = 4096;

  // A group is committed when it has this many writes, when it has written this many
  // bytes, or when it has run for this long.
  size_t group_limit = 256;
  size_t group_bytes = 8 << 20;
  absl::Duration group_time = absl::Milliseconds(20);
  // Writes of at least this weight get a commit of their own.
  int heavy_weight = 64;

  // How often an idle server looks what others have written.
  absl::Duration follow_pause = absl::Milliseconds(100);
  // As of SqliteOptions.
  absl::Duration snapshot_budget = absl::Milliseconds(50);

  // How much of the log is kept. It is measured after every pause, and trimmed in steps
  // of 64 revisions or 1 MiB, between groups.
  LogRetention log;
  absl::Duration log_pause = absl::Minutes(1);

  // Called once, on a store's thread or the one that closes it, when the database has another
  // history than this server followed, or is damaged, or was brought forward. The store answers
  // nothing any more: end the process, so that the next start loads what the database has.
  std::function<void(const absl::Status&)> fatal;
  // Called on the store's threads with what an operator should know while the store goes on.
  std::function<void(const absl::Status&)> alarm;
};

}  // namespace taqvim::storage
