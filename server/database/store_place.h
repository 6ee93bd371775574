// Place of a store in a PostgreSQL database, as an operator names it.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/postgres/connection/connection_settings.h"

namespace taqvim::database {

struct StorePlace {
  // As libpq takes it: `postgres://USER@HOST/DATABASE?sslmode=verify-full`, or
  // `postgres://USER@/DATABASE?host=/run/postgresql` for a Unix socket. It is seen by whoever sees
  // how the process was begun, so it has no secret.
  std::string url;
  // A file that has the user's password and nothing else; empty: libpq finds one, if any is needed
  // (~/.pgpass, or `passfile` of the URL).
  std::string password_file;
};

// How to get in. INVALID_ARGUMENT, with what to write instead: the URL is none, has a password, or
// goes to another machine without TLS that proves which it is. FAILED_PRECONDITION: the file of
// the password cannot be read, others can read it, or it is empty.
absl::StatusOr<storage::postgres::ConnectionSettings> SettingsOf(const StorePlace& place);

// What the log may say of it: `DATABASE on HOST`, as far as the URL has them.
std::string WordsOf(const storage::postgres::ConnectionSettings& settings);

// Why the database cannot be served from, with what to do next where only who starts a server
// knows it.
absl::Status Advised(const absl::Status& status);

}  // namespace taqvim::database
