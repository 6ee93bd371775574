// The flags of taqvim-web.
#pragma once

#include <string>
#include <variant>

#include "client/credentials.h"
#include "client/web/feeds/feed.h"
#include "client/web/relay/under_way.h"
#include "server/rpc/log/log.h"

namespace taqvim::web {

struct Options {
  // The server, and what is shown to it.
  std::string server = "127.0.0.1:8750";
  client::Credentials credentials;
  // Where to listen, and a file to write the port to.
  std::string listen = "127.0.0.1:8780";
  std::string port_file;
  // Where an edge comes, which says whose each request is; empty for none.
  std::string edge_socket;
  // Where the metrics are read; empty for nowhere.
  std::string metrics_listen;
  FeedSite site;
  // The least level that is logged; each request is told at debug.
  rpc::LogLevel log_level = rpc::LogLevel::kInfo;
  // The folder of the built timeline; empty for the one that lies beside the program, if it does.
  std::string timeline;
  // Of callers of the API, over gRPC-Web.
  CallLimits calls;
};

// What the command line says, or the exit code when it was answered: help and versions are printed
// to standard output, what is wrong to standard error.
std::variant<Options, int> ReadOptions(int argc, const char* const* argv);

}  // namespace taqvim::web
