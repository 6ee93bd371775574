// Throw-away PostgreSQL cluster, for tests.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "storage/postgres/connection/connection.h"
#include "storage/postgres/connection/connection_settings.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {

// Listens on a socket in a folder of its own, and nowhere else. It keeps what is committed as a
// cluster in service does (fsync, full_page_writes and synchronous_commit are on), since a store
// refuses others; its own making alone is not synced. PostgreSQL does not run as root: then it
// runs as the user postgres. It ends with the process, however that ends.
class PostgresCluster {
 public:
  // The process's: made at the first call, for which a second or so goes by.
  static PostgresCluster& Shared();

  PostgresCluster();
  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  // How to get in, with all rights, and to a schema that no other call has named and that is not
  // made yet. Waits shorter than in service, so that a test of what takes too long ends soon.
  postgres::ConnectionSettings NewSchema();
  // A connection by these. Ends the process when there is none.
  static std::unique_ptr<postgres::Connection> Connect(
      const postgres::ConnectionSettings& settings);

  // As by SIGQUIT or SIGKILL to the postmaster, and a new start.
  void Restart(int signal);

 private:
  void Initialize();
  void Start();
  void Stop(int signal);

  TemporaryDirectory folder_;
  const std::string data_;
  pid_t postmaster_ = 0;
  int schemas_ = 0;
};

}  // namespace taqvim::storage::testing
