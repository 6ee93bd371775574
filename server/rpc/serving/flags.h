// The flags of taqvimd, which are the keys of its configuration file, too.
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

// How taqvimd ends.
enum ExitCode : int {
  kStopped = 0,      // as it was told to
  kCannotStart = 2,  // flags, configuration file, port or data file do not allow it
  // The disk failed, and what was being written is unknown; the next start recovers.
  // Or others have laid hands on the data file.
  kDiskFailed = 3,
};

struct Flags {
  std::string data;
  std::string listen = "127.0.0.1:8750";
  std::string port_file;
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

// Reads the command line and the configuration file that it names; the command
// line counts more. The exit code when that was all: help and version are printed
// to standard output, what is wrong to standard error.
std::variant<Flags, int> ParseFlags(int argc, const char* const* argv);

}  // namespace taqvim::rpc
