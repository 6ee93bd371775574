// Flags of taqvimd, which are also the keys of its configuration file, and its exit
// codes.
#pragma once

#include <string>
#include <variant>

#include "absl/time/time.h"
#include "server/rpc/callers/exposure.h"
#include "server/rpc/limits/connection_table.h"
#include "server/rpc/limits/limits.h"
#include "server/rpc/log/log.h"
#include "storage/log_retention.h"

namespace taqvim::rpc {

// Exit codes of taqvimd.
enum ExitCode : int {
  kStopped = 0,      // as it was told to
  kCannotStart = 2,  // flags, configuration file, port, data file or database do not allow it
  // The disk failed, and the outcome of the last writes is unknown; the next start
  // recovers. Or the data file was changed by others, or the database has another history.
  kDiskFailed = 3,
};

struct Flags {
  // Where the schedule is: one of the two, the other is empty.
  std::string data;
  std::string store;                // the URL of a PostgreSQL database
  std::string store_password_file;  // of its user; empty: libpq finds one
  std::string listen = "127.0.0.1:8750";
  std::string port_file;
  std::string metrics_listen;   // empty: nobody is told
  std::string operator_socket;  // never empty
  Exposure exposure;
  int readers = 2;
  int queue_limit = 4096;
  ConnectionLimits connections;
  LimitOptions limits;
  storage::LogRetention log;
  absl::Duration drain_timeout = absl::Seconds(10);
  LogLevel log_level = LogLevel::kInfo;
  LogFormat log_format = LogFormat::kText;
};

// Parses the command line and the configuration file that it names; the command line
// takes precedence. Returns an exit code when nothing is to be served: help and `version` are
// printed to standard output, errors to standard error.
std::variant<Flags, int> ParseFlags(int argc, const char* const* argv, const std::string& version);

}  // namespace taqvim::rpc
