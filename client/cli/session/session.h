// State of one run of the program: the connection, options, streams, and the commands
// and data that it was built with.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/command/model.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/contract/contract.h"
#include "client/cli/session/contexts.h"
#include "client/client.h"

namespace taqvim::cli {

// All references must outlive the session. Not thread-safe.
struct Session {
  // Creates the client of the server that the options name; it connects with the first
  // call, and each call is sent again as long as the options let it take, while no server
  // answers: a write under its request id, so that it happens once. A usage error when the
  // credentials do not go together.
  absl::Status Connect(const client::Credentials& credentials);
  // The client; Connect() must have succeeded.
  client::Client& client() { return *connection; }

  const Contract& contract;
  const Catalog& catalog;
  const Model& model;
  const ContextFile& contexts;
  const GlobalOptions options;
  std::ostream& out;
  std::ostream& err;

  // Set by Connect().
  std::unique_ptr<client::Client> connection = nullptr;
};

}  // namespace taqvim::cli
