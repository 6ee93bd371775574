#include "server/command/check.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <iostream>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/output_file.h"
#include "server/command/check_report.h"
#include "server/command/check_run.h"
#include "server/command/command_line.h"
#include "server/command/support_bundle.h"

namespace taqvim::command {
namespace {

constexpr char kAboutCheck[] =
    "Looks through a data file: its pages, resources, claims and log, and whether all that is "
    "derived follows from what was said. It works on a copy beside the file, also while the server "
    "runs, and changes nothing unless --repair is given.";

enum CheckCode : int { kWell = 0, kDamaged = 1, kNotChecked = 2 };

struct CheckArguments {
  std::string data;
  std::string output = "text";
  std::string bundle;
  std::string config;
  bool repair = false;
  bool yes = false;
};

// The columns of standard output; 0 where it is no terminal.
int TerminalWidth() {
  constexpr int kUsual = 80;
  if (isatty(STDOUT_FILENO) == 0) return 0;
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsual;
}

// One line at a terminal, over and over, and cleared at the end.
class ProgressLine {
 public:
  ~ProgressLine() {
    if (shows_) std::cerr << "\r\x1b[K" << std::flush;
  }
  void Show(std::string_view what, int64_t done) {
    if (shows_) std::cerr << "\r\x1b[KChecking: " << what << " " << done << std::flush;
  }

 private:
  const bool shows_ = isatty(STDERR_FILENO) != 0;
};

absl::StatusOr<CheckReport> Check(const std::string& data) {
  ProgressLine line;
  return RunCheck(data, [&line](std::string_view what, int64_t done) { line.Show(what, done); });
}

bool AgreesToRepair(std::ostream& out) {
  out << "Shall what can be repaired be repaired? The file is copied before. [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  absl::AsciiStrToLower(&answer);
  return answer == "y" || answer == "yes";
}

void Print(const CheckReport& report, const CheckArguments& arguments, std::ostream& out) {
  out << (arguments.output == "json" ? ToJson(report, arguments.data)
                                     : ToText(report, arguments.data, TerminalWidth()));
}

void PrintDone(const RepairDone& done, std::ostream& out) {
  out << "Repaired. The file is kept as it was in " << done.kept << ".";
  if (done.mended > 0) {
    out << " " << done.mended << " resources were derived anew, in revisions "
        << done.first_revision << " to " << done.last_revision << " by system.";
  }
  out << "\n";
}

// After a check that found something. What is left is said, and decides the code. Where
// programs read the reports, `words` is not where these are.
int RepairAndCheckAgain(const CheckArguments& arguments, const CheckReport& report,
                        std::ostream& out, std::ostream& words) {
  if (!report.repairable()) {
    words << "None of it can be repaired.\n";
    return Finish(out, kDamaged);
  }
  if (report.server_runs) {
    return Say(absl::FailedPreconditionError("A server runs on the file: stop it first, as nothing "
                                             "is repaired under it."),
               kNotChecked);
  }
  // Nothing is done whose report nobody could read.
  if (Finish(out, kDone) != kDone) return kNotChecked;
  if (!arguments.yes && !AgreesToRepair(words)) {
    words << "Nothing was changed.\n";
    return Finish(out, kDamaged);
  }
  const auto done = RunRepair(arguments.data, report,
                              [&words](const std::string& notice) { words << notice << "\n"; });
  if (!done.ok()) return Say(done.status(), kNotChecked);
  PrintDone(*done, words);
  const auto left = Check(arguments.data);
  if (!left.ok()) return Say(left.status(), kNotChecked);
  Print(*left, arguments, out);
  return Finish(out, left->well() ? kWell : kDamaged);
}

int Run(const CheckArguments& arguments, std::ostream& out) {
  if (arguments.data.empty()) {
    return Say(absl::InvalidArgumentError("Say which file: give the server's --data or --config."),
               kNotChecked);
  }
  const auto report = Check(arguments.data);
  if (!report.ok()) return Say(report.status(), kNotChecked);
  if (!arguments.bundle.empty()) {
    const absl::Status written = WriteSupportBundle(*report, arguments.config, arguments.bundle);
    if (!written.ok()) return Say(written, kNotChecked);
  }
  Print(*report, arguments, out);
  if (report->well()) return Finish(out, kWell);
  if (arguments.repair) {
    return RepairAndCheckAgain(arguments, *report, out,
                               arguments.output == "json" ? std::cerr : out);
  }
  const int code = Finish(out, kDamaged);
  return code == kDamaged ? kDamaged : kNotChecked;
}

constexpr char kCheckInDatabase[] =
    "The server's schedule is in a PostgreSQL database: check that with pg_amcheck.";

}  // namespace

int RunCheckCommand(int argc, const char* const* argv) {
  CheckArguments arguments;
  client::OutputFile out(STDOUT_FILENO);
  CLI::App app(kAboutCheck, "taqvimd check");
  app.add_option("--data", arguments.data, "The data file of the server")->type_name("FILE");
  app.add_option("--output,-o", arguments.output, "How to print what was found: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  auto* repair = app.add_flag("--repair", arguments.repair,
                              "Make good what can be derived again, of a stopped server");
  app.add_flag("--yes,-y", arguments.yes, "Do not ask")->needs(repair);
  app.add_option("--bundle", arguments.bundle,
                 "Also write a support bundle (.tar.gz): versions, settings, counts and findings, "
                 "without titles, names or secrets")
      ->type_name("FILE");
  if (const auto code = Parse(app, argc, argv, out, {kCheckInDatabase})) return *code;
  if (const auto* config = app.get_config_ptr(); config != nullptr && config->count() > 0) {
    arguments.config = config->as<std::string>();
  }
  return Run(arguments, out);
}

}  // namespace taqvim::command
