#include "server/command/init.h"

#include <unistd.h>

#include <CLI/App.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/output_file.h"
#include "proto/status_macros.h"
#include "server/command/command_line.h"
#include "server/database/store_place.h"
#include "storage/environment.h"
#include "storage/postgres/connection/connection.h"
#include "storage/postgres/schema/schema.h"
#include "storage/sqlite/store/new_store.h"

namespace taqvim::command {
namespace {

constexpr char kAbout[] =
    "Makes the data file of a new, empty schedule, or its tables in a PostgreSQL database. Where "
    "there is one, or what belongs to one, nothing is touched.";

struct InitArguments {
  std::string data;
  database::StorePlace store;
  std::string server_role;
};

// The tables belong to the user of the URL.
absl::Status MakeTables(const InitArguments& arguments) {
  ASSIGN_OR_RETURN(const auto settings, database::SettingsOf(arguments.store));
  auto connection = storage::postgres::Connection::Open(settings);
  if (!connection.ok()) return database::Advised(connection.status());
  const std::string id = absl::StrFormat("%016x", storage::Environment::System().random());
  return storage::postgres::MakeSchema(**connection, settings.schema, id, arguments.server_role);
}

absl::Status Make(const InitArguments& arguments) {
  if (arguments.data.empty() == arguments.store.url.empty()) {
    return absl::InvalidArgumentError(
        "Say which file to make, or in which database: give --data, --store or --config.");
  }
  if (arguments.data.empty()) return MakeTables(arguments);
  if (arguments.server_role.empty()) return storage::MakeSqliteStore(arguments.data);
  return absl::InvalidArgumentError("--server-role is for a database: give it with --store.");
}

}  // namespace

int RunInitCommand(int argc, const char* const* argv) {
  InitArguments arguments;
  client::OutputFile out(STDOUT_FILENO);
  CLI::App app(kAbout, "taqvimd init");
  app.add_option("--data", arguments.data, "The data file to make")->type_name("FILE");
  AddStore(app, arguments.store);
  app.add_option("--server-role", arguments.server_role,
                 "As whom servers log in to the database, if not as who makes the tables: that\n"
                 "role may read and write them, and change nothing about them")
      ->type_name("ROLE");
  if (const auto code = Parse(app, argc, argv, out)) return *code;
  if (absl::Status made = Make(arguments); !made.ok()) return Say(made, kUnusable);
  if (arguments.data.empty()) {
    out << "Made the tables of an empty schedule. Start servers with: taqvimd --store URL "
           "--operator-socket FILE\n";
  } else {
    out << "Made " << arguments.data
        << ", an empty schedule. Start the server with: taqvimd --data " << arguments.data << "\n";
  }
  return Finish(out, kDone);
}

}  // namespace taqvim::command
