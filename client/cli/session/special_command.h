// Commands written by hand: those that are more than one call.
//
// Each has a file of its own that defines a function returning a SpecialCommand,
// and one line in commands/special_commands.cc. The parsing of its flags, its help, its
// place in `taqvim help` and the printing of its errors are the same as for
// commands made from the contract.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/command/arguments.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/fields/flags.h"
#include "client/cli/session/session.h"

namespace taqvim::cli {

struct SpecialCommand {
  // Such as `apply`, or `programmes shift` for one in a group.
  std::string name;
  // One sentence.
  std::string summary;
  // More about it: paragraphs separated by empty lines.
  std::string description;
  // Its arguments in the usage line, such as `[SPACE...]`; empty for none.
  std::string arguments;
  // Besides the global flags, which it gets in any case (`-f FILE` among them).
  std::vector<Flag> flags;
  std::vector<Example> examples;
  // A sentence that says how to see more of the conflicts for which the schedule refused what
  // it would write; empty where its errors have all that there is.
  std::string full_report;
  // Whether the session is connected when it runs.
  bool calls_server = true;
  // Whether it prints a list that can be printed as -o csv.
  bool prints_csv = false;
  // Whether it draws pictures: takes -o svg and -o html, which others refuse.
  bool draws = false;
  // Whether what it prints is read as a whole, on a terminal a screen at a time.
  bool is_read = false;
  // What its arguments are, for completion: FILE, CONTEXT, or a resource of the contract, such
  // as EVENT; empty for anything.
  std::string completes = {};
  // Runs it and returns the exit code, or an error to be printed: a UsageError,
  // or an answer of the server as the client gave it.
  std::function<absl::StatusOr<int>(Session&, const Arguments&)> run;
};

// The command of that name; nullptr when there is none.
const SpecialCommand* FindSpecial(const std::vector<SpecialCommand>& commands,
                                  absl::string_view name);
// The commands in the group, by their verbs; with an empty group those in none, by
// their names.
std::map<std::string, const SpecialCommand*> SpecialsOf(const std::vector<SpecialCommand>& commands,
                                                        absl::string_view group);

}  // namespace taqvim::cli
