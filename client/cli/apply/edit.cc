#include "client/cli/apply/edit.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <ostream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/apply/apply_kinds.h"
#include "client/cli/apply/apply_run.h"
#include "client/cli/apply/edit_text.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/names.h"
#include "client/cli/output/apply_document.h"
#include "client/cli/output/errors.h"
#include "client/cli/text/editor.h"
#include "client/cli/text/private_file.h"
#include "client/cli/text/read_file.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Message;

constexpr char kDescription[] =
    "Opens resources as YAML in the editor that $VISUAL or $EDITOR names, all in one text, and "
    "sends what you changed when you leave it: each update with the etag that was read before, so "
    "that nothing newer is lost, and events in one batch. A field whose line you remove is "
    "cleared. Nothing is sent where nothing was changed.\n\n"
    "When it is refused, the editor opens again with the reasons above the text. Leave it without "
    "a change to give up; then the text is kept, and the error says where.\n\n"
    "A NAME is full, such as venues/library, or of the kind that --kind says, which are events "
    "unless it does: taqvim venues edit library means the same.";

// What was read before the editor was opened.
using Resources = std::map<std::string, std::unique_ptr<Message>>;

// A file of its user's alone, in a folder of its own.
class EditedFile {
 public:
  static absl::StatusOr<EditedFile> Make() {
    std::error_code error;
    const auto parent = std::filesystem::temp_directory_path(error);
    std::string folder = (parent / "taqvim-edit-XXXXXX").string();
    if (error || mkdtemp(folder.data()) == nullptr) {
      return UsageError(
          "No temporary file can be made; let TMPDIR name a directory in which you "
          "may write.");
    }
    return EditedFile(std::move(folder));
  }

  absl::Status Write(const std::string& text) const { return WritePrivateFile(path(), text); }
  absl::StatusOr<std::string> Read() const { return ReadFile(path()); }
  std::string path() const { return absl::StrCat(folder_, "/edit.yaml"); }
  void Remove() const {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

 private:
  explicit EditedFile(std::string folder) : folder_(std::move(folder)) {}

  std::string folder_;
};

absl::StatusOr<const ApplyKind*> KindFrom(const Arguments& arguments) {
  const std::string word = arguments.Find("kind").value_or("event");
  std::vector<std::string> words;
  for (const ApplyKind& kind : ApplyKinds()) {
    words.push_back(SingularName(*kind.resource));
    if (words.back() == word) return &kind;
  }
  return UsageError(absl::StrCat("--kind: \"", word, "\" is no kind that can be edited",
                                 DidYouMean(word, words)));
}

absl::Status ReadAll(Session& session, const Arguments& arguments, Resources* resources,
                     ApplyDocument* document) {
  ASSIGN_OR_RETURN(const ApplyKind* usual, KindFrom(arguments));
  for (const std::string& text : arguments.positionals) {
    const ApplyKind* kind = FindKindOf(text);
    if (kind == nullptr) kind = usual;
    const std::string name = ExpandName(NamePattern(*kind->resource), text);
    if (resources->contains(name)) continue;
    ASSIGN_OR_RETURN(auto resource, GetResource(session.client(), *kind, name));
    document->Add(*resource);
    resources->emplace(name, std::move(resource));
  }
  return absl::OkStatus();
}

// The error as people read it, without colours.
std::string Told(const Session& session, const absl::Status& status) {
  GlobalOptions options = session.options;
  options.color = false;
  options.format = Format::kText;
  std::ostringstream told;
  PrintError(status, {.options = options, .catalog = session.catalog}, told);
  return told.str();
}

class Editing {
 public:
  Editing(Session& session, const Arguments& arguments, EditedFile file, Resources resources,
          std::string document)
      : session_(session),
        arguments_(arguments),
        file_(std::move(file)),
        resources_(std::move(resources)),
        shown_(std::move(document)) {}

  absl::StatusOr<int> Run() {
    absl::Status refusal;
    std::string last = shown_;
    while (true) {
      RETURN_IF_ERROR(file_.Write(EditText(last, refusal.ok() ? "" : Told(session_, refusal))));
      if (auto status = OpenInEditor(session_.options.editor, file_.path()); !status.ok()) {
        return Kept(status);
      }
      auto text = file_.Read();
      if (!text.ok()) return Kept(text.status());
      const std::string edited = DocumentIn(*text);
      if (edited == last) return GiveUp(refusal);
      auto code = Send(edited);
      if (code.ok()) {
        file_.Remove();
        return code;
      }
      if (!CanBeMended(code.status())) return Kept(code.status());
      refusal = code.status();
      last = edited;
    }
  }

 private:
  absl::StatusOr<int> Send(const std::string& edited) {
    ApplyTask task;
    ASSIGN_OR_RETURN(task.wanted, ParseEdited(shown_, edited));
    task.events = "The events";
    task.read = [this](const ApplyKind&,
                       const std::string& name) -> absl::StatusOr<std::unique_ptr<Message>> {
      const Message& resource = *resources_.at(name);
      std::unique_ptr<Message> copy(resource.New());
      copy->CopyFrom(resource);
      return copy;
    };
    task.dry_run = arguments_.Find("dry-run").value_or("false") != "false";
    task.ask_approval = arguments_.Find("ask-approval").value_or("false") != "false";
    return RunApply(session_, task);
  }

  // Whether another text may be taken: of what was changed meanwhile, none with the old etag is.
  static bool CanBeMended(const absl::Status& status) {
    return ExitCodeFor(status) != kExitUnreachable && !absl::IsAborted(status);
  }

  absl::StatusOr<int> GiveUp(const absl::Status& refusal) {
    if (!refusal.ok()) return Kept(refusal);
    file_.Remove();
    session_.err << "Nothing was changed.\n";
    return kExitOk;
  }

  // The error, with where the text is and what can be done with it.
  absl::Status Kept(const absl::Status& status) const {
    const std::string message(status.message());
    return WithMessage(
        status,
        absl::StrCat(message,
                     absl::EndsWith(message, ".") || absl::EndsWith(message, "?") ? "" : ".",
                     " What you wrote is kept in ", file_.path(), "; `taqvim apply -f ",
                     file_.path(), " --dry-run` compares it with what there is now."));
  }

  Session& session_;
  const Arguments& arguments_;
  const EditedFile file_;
  const Resources resources_;
  const std::string shown_;
};

absl::StatusOr<int> Run(Session& session, const Arguments& arguments) {
  if (arguments.positionals.empty()) {
    return UsageError("Say what to edit: taqvim edit gala, or taqvim edit venues/library.");
  }
  if (session.options.editor.empty()) {
    return UsageError(
        "There is no editor here: let VISUAL or EDITOR name one. Without a terminal, "
        "change a file instead: `taqvim events get NAME -o yaml > FILE`, then "
        "`taqvim apply -f FILE`.");
  }
  Resources resources;
  ApplyDocument document;
  RETURN_IF_ERROR(ReadAll(session, arguments, &resources, &document));
  ASSIGN_OR_RETURN(auto file, EditedFile::Make());
  return Editing(session, arguments, std::move(file), std::move(resources), document.Text()).Run();
}

std::vector<Flag> Flags() {
  Flag kind;
  kind.name = "kind";
  kind.value_name = "KIND";
  kind.description = "What a NAME is that is not full, such as venue. Default: event.";
  for (const ApplyKind& one : ApplyKinds()) kind.values.push_back(SingularName(*one.resource));
  Flag ask;
  ask.name = "ask-approval";
  ask.description = "Ask those who approve their bookings where confirmed events are to move.";
  Flag dry_run;
  dry_run.name = "dry-run";
  dry_run.description = "Only say what would change, and every conflict; write nothing.";
  return {kind, ask, dry_run};
}

}  // namespace

SpecialCommand EditCommand() {
  SpecialCommand command;
  command.name = "edit";
  command.summary = "Opens events, venues and all else in your editor, and sends what you changed.";
  command.description = kDescription;
  command.arguments = "NAME...";
  command.completes = "EVENT";
  command.flags = Flags();
  command.examples = {
      {"An event", "taqvim edit gala"},
      {"Several at once, of any kind", "taqvim edit venues/astana-museum events/gala"},
  };
  command.run = Run;
  return command;
}

}  // namespace taqvim::cli
