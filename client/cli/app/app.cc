#include "client/cli/app/app.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/commands/run_command.h"
#include "client/cli/commands/special_commands.h"
#include "client/cli/help/completion.h"
#include "client/cli/help/explain.h"
#include "client/cli/help/help.h"
#include "client/cli/output/errors.h"
#include "client/cli/session/resource_reader.h"
#include "client/cli/session/session.h"
#include "client/cli/session/target.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/usage_error.h"
#include "client/cli/text/version.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using Words = std::vector<std::string>;

// Moves the flags that stand before the first word behind the last, where they
// mean the same: only global flags can stand there.
absl::Status MoveLeadingFlags(Words* words) {
  ASSIGN_OR_RETURN(const auto count, CountLeadingFlags(*words, PointersTo(GlobalFlags())));
  std::rotate(words->begin(), words->begin() + static_cast<ptrdiff_t>(count), words->end());
  return absl::OkStatus();
}

class App {
 public:
  App(const Surroundings& surroundings, std::ostream& out, std::ostream& err)
      : surroundings_(surroundings), out_(out), err_(err) {}

  absl::StatusOr<int> Run(Words words) {
    if (!words.empty() && words[0] == "--version") words[0] = "version";
    RETURN_IF_ERROR(MoveLeadingFlags(&words));
    if (words.empty() || words[0][0] == '-') return RunBuiltIn("help", words);
    const std::string first = words[0];
    words.erase(words.begin());
    if (const Group* group = model_.FindGroup(first)) return RunGroup(*group, std::move(words));
    if (const SpecialCommand* special = FindSpecial(SpecialCommands(), first)) {
      return RunSpecial(*special, words);
    }
    return RunBuiltIn(first, words);
  }

  // Prints an error as the command line wanted its output, as far as that was
  // understood.
  void Report(const absl::Status& status) {
    if (client::IsNobodyReading(status)) return;
    PrintError(status, {options_, catalog_, command_, special_}, err_);
  }

 private:
  // Takes the words apart and reads the global flags among them.
  absl::StatusOr<Arguments> Parse(const Words& words, const std::vector<Flag>& flags) {
    std::vector<const Flag*> known = PointersTo(flags);
    for (const Flag& flag : GlobalFlags()) known.push_back(&flag);
    auto arguments = ParseArguments(words, known);
    if (!arguments.ok()) return arguments.status();
    ASSIGN_OR_RETURN(auto options, ReadGlobalOptions(*arguments, surroundings_));
    options_ = options;
    return arguments;
  }

  // Of a command that draws none.
  absl::Status RefusePicture() const {
    if (!IsPicture(options_.format)) return absl::OkStatus();
    std::vector<std::string> drawing;
    for (const SpecialCommand& special : SpecialCommands()) {
      if (special.draws) drawing.push_back(absl::StrCat("taqvim ", special.name));
    }
    return UsageError(absl::StrCat("--output: svg and html are pictures, which only ",
                                   absl::StrJoin(drawing, " and "),
                                   " draws; this command prints text, json, yaml or name."));
  }

  std::unique_ptr<Session> MakeSession() {
    std::ostream& notes = options_.quiet ? nothing_ : err_;
    return std::unique_ptr<Session>(
        new Session{contract_, catalog_, model_, contexts_, options_, out_, notes});
  }

  // A session with the server that was chosen.
  absl::Status Connect() {
    ASSIGN_OR_RETURN(const auto target, ChooseTarget(options_, contexts_));
    options_.server = target.address;
    options_.context = target.context;
    session_ = MakeSession();
    return session_->Connect(target.credentials);
  }

  Help MakeHelp() const { return Help(model_, catalog_, SpecialCommands(), Style(options_.color)); }

  absl::StatusOr<int> Print(const absl::StatusOr<std::string>& text) {
    if (!text.ok()) return text.status();
    out_ << *text;
    return kExitOk;
  }

  absl::StatusOr<int> RunGroup(const Group& group, Words words) {
    if (words.empty() || words[0][0] == '-') {
      auto arguments = Parse(words, {});
      return arguments.ok() ? Print(MakeHelp().ForGroup(group)) : arguments.status();
    }
    const std::string verb = words[0];
    words.erase(words.begin());
    const std::string title = absl::StrCat(group.name, " ", verb);
    if (const SpecialCommand* special = FindSpecial(SpecialCommands(), title)) {
      return RunSpecial(*special, words);
    }
    command_ = FindCommand(group, verb);
    if (command_ == nullptr) return UnknownVerb(group, SpecialCommands(), verb);
    ASSIGN_OR_RETURN(auto arguments, Parse(words, command_->flags));
    if (options_.help) return Print(MakeHelp().ForCommand(*command_));
    RETURN_IF_ERROR(RefusePicture());
    RETURN_IF_ERROR(Connect());
    return RunCommand(*session_, *command_, arguments);
  }

  absl::StatusOr<int> RunSpecial(const SpecialCommand& special, const Words& words) {
    special_ = &special;
    ASSIGN_OR_RETURN(auto arguments, Parse(words, special.flags));
    if (options_.help) return Print(MakeHelp().ForSpecial(special));
    if (options_.format == Format::kCsv && !special.prints_csv) {
      return UsageError(absl::StrCat("-o csv is for lists, and taqvim ", special.name,
                                     " prints none; take -o json."));
    }
    if (!special.draws) RETURN_IF_ERROR(RefusePicture());
    if (!special.calls_server) {
      session_ = MakeSession();
    } else if (auto status = Connect(); !status.ok()) {
      return status;
    }
    return special.run(*session_, arguments);
  }

  absl::StatusOr<int> RunBuiltIn(const std::string& name, const Words& words) {
    ASSIGN_OR_RETURN(auto arguments, Parse(words, {}));
    if (name == "help") return Print(MakeHelp().For(arguments.positionals));
    if (name == "explain") {
      return Print(Explain(contract_, arguments.positionals, Style(options_.color)));
    }
    if (name == "completion") {
      return Print(Completion(model_, SpecialCommands(), arguments.positionals));
    }
    if (name == "version") return Print(absl::StrCat("taqvim ", kVersion, "\n"));
    return UsageError(absl::StrCat("There is no command \"", name, "\"",
                                   DidYouMean(name, TopLevelWords(model_, SpecialCommands())),
                                   " Run `taqvim help` to see all."));
  }

  const Surroundings& surroundings_;
  std::ostream& out_;
  std::ostream& err_;
  // Takes what nobody wants to read.
  std::ostream nothing_{nullptr};
  const Contract& contract_ = Contract::Embedded();
  const Catalog& catalog_ = Catalog::Embedded();
  const Model model_{contract_, catalog_};
  const ContextFile contexts_ = ContextFile::Of(surroundings_.variable);
  GlobalOptions options_;
  const Command* command_ = nullptr;
  const SpecialCommand* special_ = nullptr;
  // Of the command that runs.
  std::unique_ptr<Session> session_;
};

}  // namespace

int Run(const Words& words, const Surroundings& surroundings, std::ostream& out,
        std::ostream& err) {
  App app(surroundings, out, err);
  const auto code = app.Run(words);
  const absl::Status status = code.ok() ? FinishOutput(out) : code.status();
  if (!status.ok()) app.Report(status);
  // That something was refused says more than that the report of it is lost.
  return code.ok() && *code != kExitOk ? *code : ExitCodeFor(status);
}

}  // namespace taqvim::cli
