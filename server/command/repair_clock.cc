#include "server/command/repair_clock.h"

#include <unistd.h>

#include <CLI/App.hpp>
#include <iostream>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "client/output_file.h"
#include "proto/status_macros.h"
#include "server/access/principals.h"
#include "server/command/clock_report.h"
#include "server/command/command_line.h"
#include "server/database/store_place.h"
#include "server/schedule/upkeep/bring_forward.h"
#include "storage/postgres/store/postgres_store.h"
#include "storage/sqlite/store/sqlite_store.h"

namespace taqvim::command {
namespace {

// So many resources are listed unless all are asked for.
constexpr size_t kListed = 20;
constexpr char kMethod[] = "taqvimd.RepairClock";
constexpr char kAboutRepair[] =
    "Lets time go by the clock again, after a clock that was wrong stamped revisions ahead of it. "
    "The server, or each of those on the database, must be stopped, and the clock of this machine "
    "right. What is stamped ahead is listed, and stays so.";

struct RepairArguments {
  std::string data;
  database::StorePlace store;
  bool yes = false;
  bool all = false;
};

absl::StatusOr<std::unique_ptr<storage::ManualStore>> Open(const RepairArguments& arguments,
                                                           std::ostream& out) {
  if (!arguments.store.url.empty()) {
    storage::PostgresOptions options;
    ASSIGN_OR_RETURN(options.connection, database::SettingsOf(arguments.store));
    auto store = storage::OpenManualPostgresStore(std::move(options));
    if (!store.ok()) return database::Advised(store.status());
    return store;
  }
  if (arguments.data.empty()) {
    return absl::InvalidArgumentError("Say of which server: give its --data, --store or --config.");
  }
  return storage::OpenManualSqliteStore(
      {.path = arguments.data,
       .notice = [&out](const std::string& sentence) { out << sentence << "\n"; }});
}

bool Agrees(std::ostream& out) {
  out << "Is the clock right, and shall time go by it from now on? [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  absl::AsciiStrToLower(&answer);
  return answer == "y" || answer == "yes";
}

absl::StatusOr<storage::Revision> Repair(storage::ManualStore& store) {
  storage::WriteOutcome written;
  store.Write(
      {.principal = std::string(access::kOperator), .method = kMethod, .trusts_clock = true},
      [](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(schedule::ForgetDerivation(transaction));
        return "";
      },
      [&](storage::WriteOutcome outcome) { written = std::move(outcome); });
  store.RunPendingWrites();
  if (!written.status.ok()) return written.status;
  return written.revision;
}

int Run(const RepairArguments& arguments, std::ostream& out) {
  auto store = Open(arguments, out);
  if (!store.ok()) return Say(store.status(), kUnusable);
  const auto report = ReportAhead(**store, absl::Now());
  if (!report.ok()) return Say(report.status(), kNotDone);
  out << ToText(*report, arguments.all ? std::numeric_limits<size_t>::max() : kListed);
  if (report->revisions.count == 0) {
    out << "Time goes by the clock; there is nothing to repair.\n";
    return Finish(out, kDone);
  }
  out << "All of it stays as it is.\n";
  // Nothing is done whose report nobody could read.
  if (const int code = Finish(out, kDone); code != kDone) return code;
  if (!arguments.yes && !Agrees(out)) {
    out << "Nothing was changed.\n";
    return Finish(out, kNotDone);
  }
  const auto revision = Repair(**store);
  if (!revision.ok()) return Say(revision.status(), kNotDone);
  out << "Time goes by the clock again, from revision " << revision->number << " on.\n";
  return Finish(out, kDone);
}

}  // namespace

int RunRepairClockCommand(int argc, const char* const* argv) {
  RepairArguments arguments;
  client::OutputFile out(STDOUT_FILENO);
  CLI::App app(kAboutRepair, "taqvimd repair-clock");
  app.add_option("--data", arguments.data, "The data file of the stopped server")
      ->type_name("FILE");
  AddStore(app, arguments.store);
  app.add_flag("--yes,-y", arguments.yes, "Do not ask");
  app.add_flag("--all", arguments.all, "List every resource that is stamped ahead, not only 20");
  if (const auto code = Parse(app, argc, argv, out)) return *code;
  return Run(arguments, out);
}

}  // namespace taqvim::command
