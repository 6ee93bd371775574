#include "client/cli/apply/apply.h"

#include <utility>

#include "client/cli/apply/apply_file.h"
#include "client/cli/apply/apply_run.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

std::vector<std::string> FilesOf(const Arguments& arguments) {
  std::vector<std::string> files = arguments.positionals;
  for (const GivenFlag& given : arguments.flags) {
    if (given.flag->name == "file") files.push_back(given.text);
  }
  return files;
}

Flag AskFlag() {
  return OwnFlag("ask-approval", "",
                 "Ask those who approve their bookings where confirmed events are to move: what "
                 "is confirmed "
                 "stays where it is, and all of it moves with the last approval, or nothing.");
}

std::vector<Flag> Flags() {
  Flag file = OwnListFlag("file", "FILE", "A file to apply; - is standard input.");
  file.letter = 'f';
  return {std::move(file),
          OwnFlag("dry-run", "",
                  "Only say what would change, field by field, and every conflict; write nothing."),
          AskFlag()};
}

std::vector<Flag> SetFlags() {
  return {
      OwnFlag("set", "NAME",
              "Mark what is created as kept by this set, such as season-2035: its field apply_set. "
              "What there is already keeps the mark that it has, or none."),
      OwnFlag("prune", "",
              "Take away what carries the mark of --set and is in none of the files: tentative "
              "events are deleted in the batch of the others, venues and all else after it. What "
              "others refer to stays. The names are told first, and at a terminal you are asked."),
      OwnFlag("prune-confirmed", "",
              "The same, and cancel confirmed events, which --prune alone leaves."),
      OwnFlag("yes", "", "Do not ask at a terminal whether to go on."),
  };
}

absl::StatusOr<int> Run(Session& session, const Arguments& arguments) {
  const std::vector<std::string> files = FilesOf(arguments);
  if (files.empty()) return UsageError("Say which files to apply: taqvim apply -f programme.yaml");
  ApplyTask task;
  task.dry_run = IsSwitchedOn(arguments, "dry-run");
  task.ask_approval = IsSwitchedOn(arguments, "ask-approval");
  task.set = arguments.Find("set").value_or("");
  task.prunes = IsSwitchedOn(arguments, "prune") || IsSwitchedOn(arguments, "prune-confirmed");
  task.yes = IsSwitchedOn(arguments, "yes");
  if (IsSwitchedOn(arguments, "prune-confirmed")) task.prune_confirmed = PruneConfirmed::kYes;
  if (task.prunes && task.set.empty()) {
    return UsageError("--prune: Say of which set: --set NAME, as when it was applied first.");
  }
  ASSIGN_OR_RETURN(task.wanted, ReadWanted(files));
  return RunApply(session, task);
}

constexpr char kDescription[] =
    "Reads a whole programme from YAML: lists of organizations, participants, agreements, venues "
    "(each with its spaces and closures) and events. An entry has an id, the last part of its "
    "name, and fields as the contract calls them (taqvim explain Event); an event with "
    "`confirm: true` is to be confirmed.\n\n"
    "What is missing is created and what differs is changed. What an entry sets is set, to an "
    "empty "
    "value ([], 0, \"\") too; null clears a field; what it does not name stays as it is. Lists "
    "and "
    "maps are replaced by what the file has.\n\n"
    "First everything is validated and checked as a whole; when something is wrong or in the "
    "way, "
    "nothing at all is written, and each error names the file, the line and the entry. Then what "
    "events refer to is written one by one, and all events in one batch, all or none. Applying "
    "the "
    "same files again changes nothing.\n\n"
    "What --set marks can be taken away by --prune when it has left the files. taqvim export "
    "writes such files of what there is.";

}  // namespace

SpecialCommand ApplyCommand() {
  SpecialCommand command;
  command.name = "apply";
  command.summary = "Makes the schedule what files want: a whole programme, all or nothing.";
  command.description = kDescription;
  command.arguments = "[FILE...]";
  command.completes = "FILE";
  command.flags = Flags();
  for (Flag& flag : SetFlags()) command.flags.push_back(std::move(flag));
  command.examples = {
      {"See what a programme would change, and what is in its way",
       "taqvim apply -f programme.yaml --dry-run"},
      {"Book it", "taqvim apply -f directory.yaml -f programme.yaml"},
      {"Keep what a file made as the file is, and take away what has left it",
       "taqvim apply -f season.yaml --set season-2035 --prune --yes"},
  };
  command.full_report =
      "Run it again with --dry-run for the full report: each conflict by its file and line.";
  command.run = Run;
  return command;
}

}  // namespace taqvim::cli
