// Where a PostgreSQL server is, and how long is waited for it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace taqvim::storage::postgres {

struct ConnectionSettings {
  // As libpq takes it: `host=/run/postgresql dbname=taqvim`, or a URL. A password belongs into a
  // password file, not here: nothing of this is shown, but others may see how a process was begun.
  std::string conninfo;
  // The schema that has the tables.
  std::string schema = "taqvim";

  // How long it may take to connect, and to answer all that was sent together.
  absl::Duration connect_time = absl::Seconds(5);
  absl::Duration answer_time = absl::Seconds(15);
  // How long the server waits for a lock, works on a statement, and leaves a transaction open
  // while it hears nothing.
  absl::Duration lock_time = absl::Seconds(5);
  absl::Duration statement_time = absl::Seconds(10);
  absl::Duration idle_time = absl::Seconds(2);
};

// The conninfo taken apart, with what is always so added: keepalives, the primary only.
// INVALID_ARGUMENT: it cannot be read, or goes to another machine without TLS that knows whom it
// talks to (`sslmode=verify-full`).
using ConnectionKeywords = std::vector<std::pair<std::string, std::string>>;
absl::StatusOr<ConnectionKeywords> KeywordsOf(const ConnectionSettings& settings);

// Whether the text can be a schema's name without being quoted: lower-case letters, digits and
// underscores, at most 48.
bool IsPlainName(const std::string& name);

}  // namespace taqvim::storage::postgres
