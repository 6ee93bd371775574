#include "server/command/init.h"

#include <unistd.h>

#include <CLI/App.hpp>
#include <string>

#include "client/output_file.h"
#include "server/command/command_line.h"
#include "storage/sqlite/store/new_store.h"

namespace taqvim::command {
namespace {

constexpr char kAbout[] =
    "Makes the data file of a new, empty schedule. Where there is one, or what belongs to one, "
    "nothing is touched.";

}  // namespace

int RunInitCommand(int argc, const char* const* argv) {
  std::string data;
  client::OutputFile out(STDOUT_FILENO);
  CLI::App app(kAbout, "taqvimd init");
  app.add_option("--data", data, "The data file to make")->type_name("FILE");
  if (const auto code = Parse(app, argc, argv, out)) return *code;
  if (data.empty()) {
    return Say(absl::InvalidArgumentError("Say which file to make: give --data or --config."),
               kUnusable);
  }
  if (absl::Status made = storage::MakeSqliteStore(data); !made.ok()) return Say(made, kUnusable);
  out << "Made " << data << ", an empty schedule. Start the server with: taqvimd --data " << data
      << "\n";
  return Finish(out, kDone);
}

}  // namespace taqvim::command
