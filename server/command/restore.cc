#include "server/command/restore.h"

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "client/output_file.h"
#include "proto/status_macros.h"
#include "server/access/principals.h"
#include "server/command/command_line.h"
#include "server/command/restored_rights.h"
#include "storage/sqlite/store/restored_store.h"
#include "storage/target/look_at.h"
#include "storage/target/verify.h"

namespace taqvim::command {
namespace {

using storage::BackupReading;
using storage::Target;
using storage::TargetChain;

constexpr char kRestoreMethod[] = "taqvimd.Restore";
// So many grants and tokens in one revision.
constexpr int kChangesAtOnce = 2000;
constexpr char kAboutRestore[] =
    "Makes a data file of what a target of backups holds, as of any revision or time: the newest "
    "unless one is named. Clients that know what was written after that are told that it was "
    "replaced. Grants and access tokens that were revoked since stay revoked.";

struct RestoreArguments {
  std::string target;
  std::string data;
  std::optional<int64_t> revision;
  std::string time;
  bool as_new = false;
  bool accept_tokens = false;
  bool list = false;
  bool verify = false;
  Target::Keys keys;
};

std::string Moment(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

absl::StatusOr<storage::RestorePoint> PointOf(const RestoreArguments& arguments) {
  storage::RestorePoint point{.revision = arguments.revision, .time = std::nullopt};
  if (arguments.time.empty()) return point;
  absl::Time time;
  std::string why;
  if (!absl::ParseTime(absl::RFC3339_full, arguments.time, &time, &why)) {
    return absl::InvalidArgumentError(
        "--to-time is a time with its offset, such as 2026-10-10T18:00:00+05:00.");
  }
  point.time = time;
  return point;
}

// What a target holds, by a look at each file.
std::string HoldingsOf(const Target& target, const std::vector<TargetChain>& chains) {
  std::vector<storage::SeenChain> seen;
  for (const TargetChain& chain : chains) seen.push_back(storage::LookAlong(target, chain));
  return storage::HoldingsOf(seen);
}

std::string WordsOf(const storage::Verification& verification, const std::string& folder) {
  const auto& found = verification;
  std::string words;
  for (const std::string& one : found.damaged) absl::StrAppend(&words, "Damaged: ", one, "\n");
  for (const auto& extent : found.extents) {
    absl::StrAppend(&words, "Revision ", extent.full.reached.number);
    if (extent.nothing) {
      absl::StrAppend(&words, " cannot be restored from ", extent.full.name, ".\n");
      continue;
    }
    absl::StrAppend(&words, " to ", extent.reached.number, " can be restored, in full as of ",
                    Moment(extent.full.time), ", up to ", Moment(extent.time), ".\n");
  }
  absl::StrAppend(&words, found.files, " files were read; ",
                  found.damaged.empty() ? "all are whole.\n"
                                        : absl::StrCat(found.damaged.size(), " are damaged.\n"));
  if (found.best < 0) return words + "Nothing can be restored: make a backup now.\n";
  if (found.has_newest) return words + "The newest revision can be restored.\n";
  return absl::StrCat(words,
                      "The newest cannot be restored; the last that can be: taqvimd restore ",
                      folder, " --data FILE --to-revision ",
                      found.extents[static_cast<size_t>(found.best)].reached.number, "\n");
}

// The history of the restored store goes on from here; returns how many rights were changed.
class Beginning {
 public:
  explicit Beginning(const RestoreArguments& arguments) : arguments_(arguments) {}

  absl::Status Begin(storage::ManualStore& store, const BackupReading::Rights& latest) {
    tokens_ = !arguments_.as_new && (latest.known || arguments_.accept_tokens);
    int changed = 0;
    do {
      ASSIGN_OR_RETURN(changed, Write(store, latest.rows));
      changed_ += changed;
    } while (changed > 0);
    newest_ = store.newest_revision().number;
    return absl::OkStatus();
  }

  std::string Words() const {
    const std::string words = absl::StrCat("It goes on with revision ", newest_ + 1, ". ");
    if (arguments_.as_new) {
      return words + "It is a store of its own: access tokens are to be made anew.\n";
    }
    if (tokens_) return words + ChangedWords();
    return words +
           "What was revoked since is not known, as the newest of the backup cannot be read or was "
           "broken off: all access tokens were revoked. Restore again with --accept-tokens to keep "
           "them.\n";
  }

 private:
  std::string ChangedWords() const {
    if (changed_ == 0) return "No grant or access token was revoked or changed after it.\n";
    return absl::StrCat("Grants and access tokens that were revoked or changed after it, ",
                        changed_, " in all, are revoked or changed here, too.\n");
  }
  absl::StatusOr<int> Write(storage::ManualStore& store, const storage::v1::BackupRows& latest) {
    absl::Status written;
    int changed = 0;
    store.Write(
        {.principal = std::string(access::kSystem), .method = kRestoreMethod},
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          ASSIGN_OR_RETURN(changed, NarrowRights(transaction, latest, tokens_, kChangesAtOnce));
          return "";
        },
        [&](const storage::WriteOutcome& outcome) { written = outcome.status; });
    store.RunPendingWrites();
    RETURN_IF_ERROR(written);
    return changed;
  }

  const RestoreArguments& arguments_;
  bool tokens_ = false;
  int changed_ = 0;
  int64_t newest_ = 0;
};

absl::Status NotHeld(const Target& target, const std::vector<TargetChain>& chains) {
  return absl::OutOfRangeError(
      absl::StrCat("The target does not hold that. It holds:\n", HoldingsOf(target, chains)));
}

absl::Status NothingMade(const std::string& folder) {
  return absl::DataLossError(
      absl::StrCat("No file was made, as the target cannot be restored to there. What it can be "
                   "restored to: taqvimd restore ",
                   folder, " --verify"));
}

// From the newest chain that has it; where that is damaged, from one before that leads by it: of
// another history, a revision of that number is another.
absl::Status RestoreNewest(const RestoreArguments& arguments, const Target& target,
                           const std::vector<TargetChain>& chains, std::ostream& out) {
  ASSIGN_OR_RETURN(const auto point, PointOf(arguments));
  absl::Status status = NotHeld(target, chains);
  const TargetChain* newest = nullptr;
  for (const TargetChain& chain : chains) {
    if (!storage::MayHold(chain, point)) continue;
    if (newest == nullptr) newest = &chain;
    if (!storage::LeadsBy(chain, newest->full.reached)) continue;
    Beginning beginning(arguments);
    const auto restored = storage::RestoreSqliteStore(
        target, chain, {.point = point, .as_new = arguments.as_new}, arguments.data,
        [&beginning](storage::ManualStore& store, const BackupReading::Rights& latest) {
          return beginning.Begin(store, latest);
        });
    if (restored.ok()) {
      const BackupReading::Reached& reached = restored->reached;
      out << "Restored revision " << reached.point.revision() << ", of " << Moment(reached.time)
          << ", to " << arguments.data << ".\n"
          << beginning.Words() << "Start the server with: taqvimd --data " << arguments.data
          << "\n";
      return absl::OkStatus();
    }
    if (!absl::IsDataLoss(restored.status())) return restored.status();
    std::cerr << "taqvimd: " << restored.status().message() << std::endl;
    status = NothingMade(arguments.target);
  }
  return status;
}

int Verify(const RestoreArguments& arguments, const Target& target, std::ostream& out) {
  const auto verification = storage::VerifyTarget(target);
  if (!verification.ok()) return Say(verification.status(), kUnusable);
  out << WordsOf(*verification, arguments.target);
  return Finish(out, verification->damaged.empty() ? kDone : kNotDone);
}

int Run(const RestoreArguments& arguments, std::ostream& out) {
  const auto target = Target::OpenToRead(arguments.target, arguments.keys);
  if (!target.ok()) return Say(target.status(), kUnusable);
  const auto chains = (*target)->Chains();
  if (!chains.ok()) return Say(chains.status(), kUnusable);
  if (arguments.list) {
    out << HoldingsOf(**target, *chains);
    return Finish(out, kDone);
  }
  if (arguments.verify) return Verify(arguments, **target, out);
  if (arguments.data.empty()) {
    return Say(absl::InvalidArgumentError("Say which file to make: give --data."), kUnusable);
  }
  const absl::Status restored = RestoreNewest(arguments, **target, *chains, out);
  return restored.ok() ? Finish(out, kDone) : Say(restored, kNotDone);
}

constexpr char kRestoreInDatabase[] =
    "The server's schedule is in a PostgreSQL database: restore that with PostgreSQL's own "
    "programs, from its base backup and archive, or with pg_restore.";

}  // namespace

int RunRestoreCommand(int argc, const char* const* argv) {
  RestoreArguments arguments;
  client::OutputFile out(STDOUT_FILENO);
  CLI::App app(kAboutRestore, "taqvimd restore");
  app.add_option("target", arguments.target, "The folder of the backups")
      ->required()
      ->type_name("FOLDER");
  app.add_option("--data", arguments.data, "The data file to make; there must be none")
      ->type_name("FILE");
  CLI::Option* revision =
      app.add_option("--to-revision", arguments.revision, "The revision to restore to")
          ->type_name("NUMBER");
  app.add_option("--to-time", arguments.time, "Or the time, such as 2026-10-10T18:00:00+05:00")
      ->type_name("TIME")
      ->excludes(revision);
  app.add_flag("--as-new", arguments.as_new,
               "Make a copy, a store of its own: without access tokens, and not for those that "
               "follow the store");
  app.add_flag("--accept-tokens", arguments.accept_tokens,
               "Keep access tokens also where it is not known which were revoked since");
  app.add_option("--identity", arguments.keys.identity, "The file of the key of age, to decrypt")
      ->type_name("FILE");
  CLI::Option* list = app.add_flag("--list", arguments.list,
                                   "Say what the target holds, by a look at each file, and make "
                                   "nothing");
  app.add_flag("--verify", arguments.verify,
               "Read all of the target, say which files are damaged and up to where it can be "
               "restored, and make nothing; exit code 1 where something is damaged")
      ->excludes(list);
  if (const auto code = Parse(app, argc, argv, out, {kRestoreInDatabase})) return *code;
  return Run(arguments, out);
}

}  // namespace taqvim::command
