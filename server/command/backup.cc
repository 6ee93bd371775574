#include "server/command/backup.h"

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "client/output_file.h"
#include "proto/status_macros.h"
#include "server/command/breakable_source.h"
#include "server/command/command_line.h"
#include "server/process/signals.h"
#include "server/rpc/backup/served_source.h"
#include "server/rpc/listening/operator_socket.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/target/take_backup.h"

namespace taqvim::command {
namespace {

constexpr char kAboutBackup[] =
    "Backs a store up to a target, a folder: in full at first, then by the log of what was "
    "written since. It asks the running server through the operator's socket, or reads the data "
    "file where none runs.";

// So long after it is told to stop a backup has to break off: for a page, and to remove what is
// unfinished. A target that takes longer hangs.
constexpr absl::Duration kBreakOff = absl::Seconds(2);
constexpr char kHangs[] =
    "taqvimd: The backup was ended where it was, as the target or the server does not answer. What "
    "is unfinished in the target is removed by the next backup.\n";

// Beside those of the other commands: done, in full, as what stood in the target is damaged.
constexpr int kWasDamaged = 3;

struct BackupArguments {
  std::string target;
  std::string data;
  std::string socket;
  std::string every;
  bool full = false;
  int keep = 0;
  storage::Target::Keys keys;
};

// A source, and the store that it reads where no server runs.
struct OpenedSource {
  std::unique_ptr<storage::ManualStore> store;
  std::unique_ptr<rpc::ServedSource> served;

  storage::BackupSource& source() const {
    return served != nullptr ? static_cast<storage::BackupSource&>(*served)
                             : store->backup_source();
  }
};

absl::StatusOr<OpenedSource> OpenSource(const BackupArguments& arguments) {
  if (arguments.socket.empty() && arguments.data.empty()) {
    return absl::InvalidArgumentError(
        "Say of which server: give its --data, --config or --operator-socket.");
  }
  const std::string path =
      arguments.socket.empty() ? rpc::DefaultOperatorSocket(arguments.data) : arguments.socket;
  OpenedSource opened;
  const absl::Status found = rpc::FindOperatorSocket(path);
  if (found.ok()) {
    opened.served = std::make_unique<rpc::ServedSource>(path);
    return opened;
  }
  const bool at_rest = !arguments.data.empty() && arguments.every.empty();
  if (!absl::IsUnavailable(found) || !at_rest) return found;
  // Its lock keeps a server out, so not for long; and it is refused where one runs.
  ASSIGN_OR_RETURN(opened.store, storage::OpenManualSqliteStore({.path = arguments.data}));
  return opened;
}

std::string WordsOf(const storage::BackupTaken& taken, const std::string& folder) {
  const std::string size =
      absl::StrFormat("%.1f MiB", static_cast<double>(taken.bytes) / (1 << 20));
  const int64_t reached = taken.reached.revision();
  if (taken.full) {
    return absl::StrCat("Backed up revision ", reached, " in full to ", folder, ", ", size, ".\n");
  }
  if (taken.after == reached) {
    return absl::StrCat("There is nothing new since revision ", reached, ".\n");
  }
  return absl::StrCat("Backed up revision ", taken.after + 1, " to ", reached, " to ", folder, ", ",
                      size, ".\n");
}

// Returns its exit code.
absl::StatusOr<int> TakeOne(const BackupArguments& arguments, const OpenedSource& opened,
                            const storage::Target& target, const absl::Notification& stopping,
                            std::ostream& out) {
  BreakableSource source(opened.source(), stopping);
  ASSIGN_OR_RETURN(const auto taken, storage::TakeBackup(source, target, {.full = arguments.full}));
  for (const std::string& why : {taken.damage, taken.not_continued}) {
    if (!why.empty()) std::cerr << "taqvimd: " << why << std::endl;
  }
  if (opened.store != nullptr) opened.store->RunPendingWrites();
  out << WordsOf(taken, target.folder()) << std::flush;
  // What is damaged is not counted, and does not drive out what is whole.
  if (!taken.damage.empty()) return kWasDamaged;
  if (arguments.keep == 0) return kDone;
  ASSIGN_OR_RETURN(const int removed, target.Remove(arguments.keep));
  if (removed > 0) out << "Removed " << removed << " files that are outdated.\n" << std::flush;
  return kDone;
}

absl::Status BeginBackup(const BackupArguments& arguments, OpenedSource& opened,
                         std::unique_ptr<storage::Target>& target) {
  ASSIGN_OR_RETURN(opened, OpenSource(arguments));
  ASSIGN_OR_RETURN(const auto position, opened.source().Position());
  ASSIGN_OR_RETURN(
      target, storage::Target::OpenToWrite(arguments.target, position.store_id(), arguments.keys));
  return absl::OkStatus();
}

// Takes one, or one after the other until it is stopped. Returns the code of the last that was not
// broken off, which is as if it had not been begun.
int TakeAll(BackupArguments& arguments, absl::Duration every, const absl::Notification& stopping,
            std::ostream& out) {
  OpenedSource opened;
  std::unique_ptr<storage::Target> target;
  if (const absl::Status begun = BeginBackup(arguments, opened, target); !begun.ok()) {
    return Say(begun, kUnusable);
  }
  int code = kNotDone;
  do {
    const absl::StatusOr<int> taken = TakeOne(arguments, opened, *target, stopping, out);
    if (!taken.ok() && stopping.HasBeenNotified()) {
      Say(absl::CancelledError("The backup under way was broken off; the next one continues."), 0);
      return code;
    }
    code = taken.ok() ? *taken : Say(taken.status(), kNotDone);
    if (taken.ok()) arguments.full = false;
  } while (every > absl::ZeroDuration() && !stopping.WaitForNotificationWithTimeout(every));
  return code;
}

int Run(BackupArguments arguments, std::ostream& out) {
  absl::Duration every = absl::ZeroDuration();
  if (!arguments.every.empty() &&
      (!absl::ParseDuration(arguments.every, &every) || every < absl::Seconds(1))) {
    return Say(absl::InvalidArgumentError("--every is a time such as 30s, 10m or 1h."), kUnusable);
  }
  if (every == absl::ZeroDuration()) {
    const absl::Notification never;
    return Finish(out, TakeAll(arguments, every, never, out));
  }
  // Before gRPC has threads.
  const process::StopWithin stop(kBreakOff, kHangs);
  return Finish(out, TakeAll(arguments, every, stop.stopping(), out));
}

constexpr char kBackupInDatabase[] =
    "The server's schedule is in a PostgreSQL database: back that up with pg_basebackup and an "
    "archive of its write-ahead log, or with pg_dump.";

}  // namespace

int RunBackupCommand(int argc, const char* const* argv) {
  BackupArguments arguments;
  client::OutputFile out(STDOUT_FILENO);
  CLI::App app(kAboutBackup, "taqvimd backup");
  app.add_option("target", arguments.target, "The folder of the backups; made where it is not")
      ->required()
      ->type_name("FOLDER");
  app.add_option("--data", arguments.data, "The data file of the server")->type_name("FILE");
  app.add_option("--operator-socket", arguments.socket, "The operator's socket of the server")
      ->type_name("FILE");
  app.add_flag("--full", arguments.full, "A full backup, also where one could be continued");
  app.add_option("--every", arguments.every, "Again after so long, until it is stopped")
      ->type_name("PERIOD");
  app.add_option("--keep", arguments.keep,
                 "Remove all but so many of the newest full backups, and what follows them; 0 "
                 "removes none")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--recipient", arguments.keys.recipient,
                 "Encrypt to this public key of age, such as age1...")
      ->type_name("KEY");
  if (const auto code = Parse(app, argc, argv, out, {kBackupInDatabase})) return *code;
  return Run(std::move(arguments), out);
}

}  // namespace taqvim::command
