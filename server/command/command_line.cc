#include "server/command/command_line.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <string>

#include "client/output_file.h"

namespace taqvim::command {

int Say(const absl::Status& status, int code) {
  std::cerr << "taqvimd: " << status.message() << std::endl;
  return code;
}

int Finish(std::ostream& out, int code) {
  const absl::Status printed = client::FinishOutput(out);
  return printed.ok() ? code : Say(printed, kNotDone);
}

void AddStore(CLI::App& app, database::StorePlace& store) {
  app.add_option("--store", store.url,
                 "Or the PostgreSQL database, such as postgres://USER@HOST/DATABASE")
      ->type_name("URL");
  app.add_option("--store-password-file", store.password_file,
                 "A file with the password of the database's user")
      ->type_name("FILE");
}

std::optional<int> Parse(CLI::App& app, int argc, const char* const* argv, std::ostream& out,
                         InDatabase in_database) {
  std::string store;
  // Not shown: it is in configuration files, and only refused.
  if (!in_database.instead.empty()) app.add_option("--store", store)->group("");
  app.set_config("--config", "", "The server's configuration file")->type_name("FILE");
  app.allow_config_extras(CLI::config_extras_mode::ignore);
  app.set_help_flag("--help,-h", "Print this and end");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
      return Finish(out, app.exit(error, out));
    }
    std::cerr << "taqvimd: " << error.what() << "\nRun " << app.get_name()
              << " --help to see all flags.\n";
    return kUnusable;
  }
  if (!store.empty()) return Say(absl::FailedPreconditionError(in_database.instead), kUnusable);
  return std::nullopt;
}

}  // namespace taqvim::command
