#include "client/cli/app/app.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <ostream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/cli/app/pager.h"
#include "client/cli/commands/run_command.h"
#include "client/cli/commands/special_commands.h"
#include "client/cli/completion/candidates.h"
#include "client/cli/completion/place.h"
#include "client/cli/completion/scripts.h"
#include "client/cli/help/explain.h"
#include "client/cli/help/help.h"
#include "client/cli/help/man_pages.h"
#include "client/cli/output/errors.h"
#include "client/cli/session/command_line.h"
#include "client/cli/session/resource_names.h"
#include "client/cli/session/session.h"
#include "client/cli/session/similar_names.h"
#include "client/cli/session/target.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/time_zones.h"
#include "client/cli/text/usage_error.h"
#include "client/cli/text/version.h"
#include "client/cli/text/write_file.h"
#include "client/environment.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using Words = std::vector<std::string>;

// Completion waits 200 ms at most: for a page, and for those before it.
constexpr absl::Duration kCompletionCall = absl::Milliseconds(150);
constexpr absl::Duration kCompletionPages = absl::Milliseconds(50);
constexpr size_t kMostNames = 50;
// Between how many columns help is set, whatever the terminal has.
constexpr int kNarrowest = 40;
constexpr int kWidest = 100;

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
    options_.format = FormatSaidIn(words);
    if (!words.empty() && words[0] == "--version") words[0] = "version";
    if (!words.empty() && words[0] == "complete") return Complete(std::move(words));
    RETURN_IF_ERROR(MoveLeadingFlags(&words));
    if (words.empty() || words[0][0] == '-') return RunBuiltIn("help", words);
    const NamedCommand named = FindNamed(commands_, words);
    if (named.words == 0) return RunBuiltIn(words[0], {words.begin() + 1, words.end()});
    words.erase(words.begin(), words.begin() + static_cast<ptrdiff_t>(named.words));
    words.insert(words.begin(), named.flags.begin(), named.flags.end());
    if (named.special != nullptr) return RunSpecial(*named.special, words);
    if (named.command != nullptr) return RunOne(*named.command, words);
    return RunGroup(*named.group, words);
  }

  // Shows what was collected to be read: on a screen that it fits, or where no pager starts, as
  // it is. The notes about it come after it.
  void FinishPage() {
    if (page_ == nullptr) return;
    const std::string text = page_->out.str();
    const bool fits = ScreenLines(text, surroundings_.columns) < surroundings_.rows;
    const std::string pager = PagerCommand(surroundings_.variable);
    if (fits || pager.empty() || !surroundings_.show_page(pager, text)) out_ << text;
    err_ << page_->err.str();
    page_.reset();
  }

  // Prints an error as the command line wanted its output, as far as that was
  // understood.
  void Report(const absl::Status& status) {
    if (client::IsNobodyReading(status)) return;
    PrintError(status, {options_, catalog_, command_, special_, from_file_}, err_);
  }

 private:
  // Takes the words apart and reads the global flags among them.
  absl::StatusOr<Arguments> Parse(const Words& words, const std::vector<Flag>& flags) {
    std::vector<const Flag*> known = PointersTo(flags);
    for (const Flag& flag : GlobalFlags()) known.push_back(&flag);
    auto arguments = ParseArguments(words, known);
    if (!arguments.ok()) return arguments.status();
    from_file_ = arguments->Has("file");
    ASSIGN_OR_RETURN(auto options, ReadGlobalOptions(*arguments, surroundings_));
    options_ = options;
    return arguments;
  }

  // Of a command that does not print in the format.
  absl::Status RefuseFormat(const NamedCommand& named) const {
    if (Prints(named, options_.format)) return absl::OkStatus();
    if (!IsPicture(options_.format)) {
      return UsageError(absl::StrCat("-o csv is for lists, and taqvim ", named.title(),
                                     " prints none; take -o json."));
    }
    std::vector<std::string> drawing;
    for (const SpecialCommand& special : SpecialCommands()) {
      if (special.draws) drawing.push_back(absl::StrCat("taqvim ", special.name));
    }
    return UsageError(absl::StrCat("--output: svg and html are pictures, which only ",
                                   absl::StrJoin(drawing, " and "),
                                   " draws; this command prints text, json, yaml or name."));
  }

  // What is printed to be read, with the notes about it.
  struct Page {
    std::ostringstream out;
    std::ostringstream err;
  };

  // From now on output is collected, until FinishPage, where the screen may be too small for it.
  void CollectPage() {
    if (options_.pages && page_ == nullptr) page_ = std::make_unique<Page>();
  }

  std::unique_ptr<Session> MakeSession() {
    std::ostream& out = page_ != nullptr ? page_->out : out_;
    std::ostream& err = page_ != nullptr ? page_->err : err_;
    std::ostream& notes = options_.quiet ? nothing_ : err;
    return std::unique_ptr<Session>(
        new Session{contract_, catalog_, model_, contexts_, options_, out, notes});
  }

  // A session with the server that was chosen.
  absl::Status Connect() {
    ASSIGN_OR_RETURN(const auto target, ChooseTarget(options_, contexts_));
    RETURN_IF_ERROR(ApplyTarget(target, &options_));
    session_ = MakeSession();
    return session_->Connect(target.credentials);
  }

  // Lines of more than a hundred columns are hard to read.
  Style PageStyle() const {
    const int width = options_.width > 0 ? std::clamp(options_.width, kNarrowest, kWidest) : 80;
    return Style(options_.color, width);
  }

  Help MakeHelp() const { return Help(model_, catalog_, SpecialCommands(), PageStyle()); }

  absl::StatusOr<int> Print(const absl::StatusOr<std::string>& text) {
    if (!text.ok()) return text.status();
    CollectPage();
    (page_ != nullptr ? page_->out : out_) << *text;
    return kExitOk;
  }

  absl::StatusOr<int> RunGroup(const Group& group, const Words& words) {
    if (!words.empty() && words[0][0] != '-') {
      return UnknownVerb(group, SpecialCommands(), words[0]);
    }
    auto arguments = Parse(words, {});
    return arguments.ok() ? Print(MakeHelp().ForGroup(group)) : arguments.status();
  }

  absl::StatusOr<int> RunOne(const Command& command, const Words& words) {
    command_ = &command;
    ASSIGN_OR_RETURN(auto arguments, Parse(words, command.flags()));
    if (options_.help) return Print(MakeHelp().ForCommand(command));
    RETURN_IF_ERROR(RefuseFormat({.command = &command}));
    if (command.is_read) CollectPage();
    RETURN_IF_ERROR(Connect());
    return Told(RunCommand(*session_, command, arguments));
  }

  absl::StatusOr<int> RunSpecial(const SpecialCommand& special, const Words& words) {
    special_ = &special;
    ASSIGN_OR_RETURN(auto arguments, Parse(words, special.flags));
    if (options_.help) return Print(MakeHelp().ForSpecial(special));
    RETURN_IF_ERROR(RefuseFormat({.special = &special}));
    if (special.is_read) CollectPage();
    if (!special.calls_server) {
      session_ = MakeSession();
    } else if (auto status = Connect(); !status.ok()) {
      return status;
    }
    return Told(special.run(*session_, arguments));
  }

  // An error says which names are like one that does not exist.
  absl::StatusOr<int> Told(absl::StatusOr<int> code) {
    if (code.ok()) return code;
    return WithSimilarName(*session_, code.status());
  }

  absl::StatusOr<int> WriteManual(const Words& words) {
    if (words.size() != 1) {
      return UsageError("Say below which directory: `taqvim man ~/.local/share/man`.");
    }
    const auto pages = ManPages(model_, catalog_, SpecialCommands(), kVersion);
    for (const ManPage& page : pages)
      RETURN_IF_ERROR(WriteFileBelow(words[0], page.file, page.text));
    std::ostream& notes = options_.quiet ? nothing_ : err_;
    notes << "Wrote " << pages.size() << " pages; read them with `man -M " << words[0]
          << " taqvim`.\n";
    return kExitOk;
  }

  // `complete -- WORDS...`: prints what the last word can be. Nothing that is wrong is told:
  // the user is still typing.
  absl::StatusOr<int> Complete(Words words) {
    words.erase(words.begin());
    if (!words.empty() && words[0] == "--") words.erase(words.begin());
    if (words.empty()) words.emplace_back();
    const Place place = FindPlace(commands_, words);
    const auto candidates = CandidatesAt(place, commands_, contract_, SourcesAt(place));
    out_ << ToLines(candidates);
    return kExitOk;
  }

  std::vector<Candidate> ContextCandidates() {
    std::vector<Candidate> candidates;
    const auto contexts = contexts_.Read();
    if (!contexts.ok()) return candidates;
    for (const auto& [name, context] : contexts->by_name) {
      candidates.push_back({name, context.address});
    }
    return candidates;
  }

  // A session with the server that the flags on the line choose, which answers at once or not at
  // all. Whether there is one.
  bool ConnectToComplete(const Arguments& given) {
    auto options = ReadGlobalOptions(given, surroundings_);
    if (!options.ok()) return false;
    options_ = *options;
    options_.timeout = kCompletionCall;
    options_.verbose = false;
    // It might have to be asked for.
    options_.invitation_file.clear();
    return Connect().ok();
  }

  // Whether there is time for another page.
  std::function<bool()> Patience() const {
    return [begin = surroundings_.now] {
      return client::Environment::System().now() - begin < kCompletionPages;
    };
  }

  CompletionSources SourcesAt(const Place& place) {
    using IsWanted = std::function<bool(absl::string_view)>;
    return {.contexts = [this] { return ContextCandidates(); },
            .names = [this, &place](const google::protobuf::Descriptor& resource, const Kind* kind,
                                    const IsWanted& is_wanted) -> std::vector<ResourceName> {
              if (!ConnectToComplete(place.given)) return {};
              return ListNames(*session_, resource, kind, is_wanted, kMostNames, Patience());
            },
            .texts = [this, &place](const google::protobuf::FieldDescriptor& field,
                                    const IsWanted& is_wanted) -> std::vector<std::string> {
              if (!ConnectToComplete(place.given)) return {};
              return ListTexts(*session_, field, is_wanted, kMostNames, Patience());
            },
            .time_zones = KnownTimeZones};
  }

  absl::StatusOr<int> RunBuiltIn(const std::string& name, const Words& words) {
    ASSIGN_OR_RETURN(auto arguments, Parse(words, {}));
    if (name == "help") return Print(MakeHelp().For(arguments.positionals));
    if (name == "explain") {
      return Print(Explain(contract_, arguments.positionals, PageStyle()));
    }
    if (name == "completion") {
      return Print(CompletionScript(arguments.positionals));
    }
    if (name == "man") return WriteManual(arguments.positionals);
    if (name == "version") return Print(absl::StrCat("taqvim ", kVersion, "\n"));
    const Words apart = absl::StrSplit(name, ' ');
    if (apart.size() > 1 && FindNamed(commands_, apart).is_command()) {
      return UsageError(absl::StrCat("\"", name, "\" is a command of ", apart.size(),
                                     " words: write them without quotes around them."));
    }
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
  const Model& model_ = Model::Embedded();
  const Commands commands_{model_, catalog_, SpecialCommands()};
  const ContextFile contexts_ = ContextFile::Of(surroundings_.variable);
  GlobalOptions options_;
  const Command* command_ = nullptr;
  const SpecialCommand* special_ = nullptr;
  // What is collected to be shown a screen at a time; nullptr while output is printed at once.
  std::unique_ptr<Page> page_;
  bool from_file_ = false;
  // Of the command that runs.
  std::unique_ptr<Session> session_;
};

}  // namespace

int Run(const Words& words, const Surroundings& surroundings, std::ostream& out,
        std::ostream& err) {
  App app(surroundings, out, err);
  const auto code = app.Run(words);
  app.FinishPage();
  const absl::Status status = code.ok() ? FinishOutput(out) : code.status();
  if (!status.ok()) app.Report(status);
  // That something was refused says more than that the report of it is lost.
  return code.ok() && *code != kExitOk ? *code : ExitCodeFor(status);
}

}  // namespace taqvim::cli
