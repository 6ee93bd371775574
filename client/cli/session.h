// What a command works with.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/catalog.h"
#include "client/cli/contract.h"
#include "client/cli/global_flags.h"
#include "client/cli/model.h"
#include "client/client.h"

namespace taqvim::cli {

// All that is referred to must outlive the session.
struct Session {
  // The connection to the server that the options name; made when first asked for.
  client::Client& client();

  const Contract& contract;
  const Catalog& catalog;
  const Model& model;
  const GlobalOptions options;
  std::ostream& out;
  std::ostream& err;

  // What client() made.
  std::unique_ptr<client::Client> connection = nullptr;
};

// The content of a file, or of standard input for `-`. A usage error when it
// cannot be read, or is larger than 16 MiB.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace taqvim::cli
