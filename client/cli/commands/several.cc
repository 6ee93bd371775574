#include "client/cli/commands/several.h"

#include <memory>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/command/request.h"
#include "client/cli/commands/awaiting.h"
#include "client/cli/commands/severe.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/assign.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/errors.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/output/output.h"
#include "client/cli/session/resource_reader.h"
#include "client/cli/text/usage_error.h"
#include "client/request_id.h"
#include "proto/status_macros.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kBatch[] = "BatchWriteEvents";
constexpr int kPage = 1000;

const Several* FindSeveral(const Catalog& catalog, const Command& command) {
  const auto row = catalog.several.find(command.method->name());
  return row == catalog.several.end() ? nullptr : &row->second;
}

// The events of the programme in one of the states.
absl::StatusOr<std::vector<std::string>> EventsOf(Session& session, const std::string& programme,
                                                  const std::vector<std::string>& states) {
  v1::ListEventsRequest request;
  const auto& filter = *v1::EventFilter::descriptor();
  RETURN_IF_ERROR(
      SetText(*filter.FindFieldByName("programme"), programme, request.mutable_filter()));
  for (const std::string& state : states) {
    RETURN_IF_ERROR(SetText(*filter.FindFieldByName("states"), state, request.mutable_filter()));
  }
  request.set_page_size(kPage);
  std::vector<std::string> names;
  while (true) {
    ASSIGN_OR_RETURN(const auto page, session.client().Call<v1::ListEventsResponse>(request));
    for (const v1::Event& event : page.events()) names.push_back(event.name());
    if (page.next_page_token().empty()) return names;
    request.set_page_token(page.next_page_token());
  }
}

// The command that calls that method.
const Command* CommandOf(const Model& model, const std::string& method) {
  for (const Group& group : model.groups()) {
    for (const Command& command : group.commands) {
      if (command.method->name() == method && command.alias == nullptr) return &command;
    }
  }
  return nullptr;
}

void Clear(const char* field, Message& message) {
  if (const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(field)) {
    message.GetReflection()->ClearField(&message, found);
  }
}

// What stands between one answer and the next; in YAML they are documents.
const char* SeparatorOf(Format format) {
  if (format == Format::kYaml) return "---\n";
  return format == Format::kText ? "\n" : "";
}

class SeveralRun {
 public:
  SeveralRun(Session& session, const Command& command, const Arguments& arguments,
             const ListChoice& choice, const std::vector<std::string>& names)
      : session_(session),
        command_(command),
        arguments_(arguments),
        choice_(choice),
        names_(names) {}

  // An id is of one request.
  absl::Status CheckRequestId() const {
    if (!command_.batched_as.empty() || !arguments_.Has("request-id")) return absl::OkStatus();
    return UsageError(absl::StrCat("--request-id: each of the ", names_.size(),
                                   " names is a request of its own; give one name with it."));
  }

  absl::Status Prepare() {
    RETURN_IF_ERROR(CheckRequestId());
    const ReadResource read = [&](const std::string& name) { return GetResource(session_, name); };
    for (const std::string& name : names_) {
      Arguments one = arguments_;
      one.positionals = {name};
      RequestNotes notes;
      ASSIGN_OR_RETURN(auto request, BuildRequest(session_.contract, session_.catalog, command_,
                                                  one, ReadAtFor(session_.options), read, &notes));
      requests_.push_back(std::move(request));
    }
    return AskWhetherToGoOn(session_, command_, arguments_, names_, *requests_.front());
  }

  absl::StatusOr<int> OneByOne() {
    const std::string between = SeparatorOf(session_.options.format);
    std::string separator;
    for (size_t i = 0; i < requests_.size(); ++i) {
      const std::string id =
          client::EnsureRequestId(client::Environment::System(), requests_[i].get());
      auto response = session_.contract.New(*command_.method->output_type());
      const auto status = session_.client().Call(*command_.method, *requests_[i], response.get());
      if (!status.ok()) return WithRequestId(HowFar(i, status), id);
      session_.out << separator;
      RETURN_IF_ERROR(PrintResponse(session_, command_, *response, choice_, IsDryRun()));
      separator = between;
    }
    TellDryRun();
    return kExitOk;
  }

  absl::StatusOr<int> InOneBatch(const std::string& member) {
    const Command& batch_command = *CommandOf(session_.model, kBatch);
    auto batch = session_.contract.New(*batch_command.method->input_type());
    const auto& type = *batch->GetDescriptor();
    CopyWhole(*requests_.front(), "request_id", *batch);
    CopyWhole(*requests_.front(), "validate_only", *batch);
    for (const auto& request : requests_) {
      Message* write =
          batch->GetReflection()->AddMessage(batch.get(), type.FindFieldByName("writes"));
      Message* what = write->GetReflection()->MutableMessage(
          write, write->GetDescriptor()->FindFieldByName(member));
      what->CopyFrom(*request);
      Clear("request_id", *what);
      Clear("validate_only", *what);
    }
    const std::string id = client::EnsureRequestId(client::Environment::System(), batch.get());
    auto response = session_.contract.New(*batch_command.method->output_type());
    const auto status = session_.client().Call(*batch_command.method, *batch, response.get());
    if (!status.ok()) {
      return WithRequestId(
          WithFreeInstead(session_, {command_, arguments_}, kBatch, *batch, status), id);
    }
    RETURN_IF_ERROR(PrintResponse(session_, batch_command, *response, choice_, IsDryRun()));
    TellDryRun();
    const auto& method = *batch_command.method;
    TellWhoMustApprove(WhoMustApprove(session_.catalog, method, *response));
    const bool waits =
        LeavesWaiting(session_.catalog, session_.contract, method, *batch, *response);
    return waits ? kExitWaits : kExitOk;
  }

 private:
  // What concerns the batch as a whole.
  static void CopyWhole(const Message& from, const char* name, Message& to) {
    const FieldDescriptor* source = from.GetDescriptor()->FindFieldByName(name);
    if (source == nullptr || !from.GetReflection()->HasField(from, source)) return;
    const FieldDescriptor* target = to.GetDescriptor()->FindFieldByName(name);
    SetText(*target, GetText(from, *source), &to).IgnoreError();
  }

  bool IsDryRun() const { return IsSwitchedOn(arguments_, "dry-run"); }

  void TellDryRun() const {
    if (IsDryRun()) session_.err << "Dry run: nothing was written.\n";
  }

  void TellWhoMustApprove(const std::vector<std::string>& lines) const {
    if (session_.options.format != Format::kText) return;
    for (const std::string& line : lines) session_.err << line << "\n";
  }

  absl::Status HowFar(size_t done, const absl::Status& status) const {
    return WithMessage(status, absl::StrCat(names_[done], ", after ", done, " of ", names_.size(),
                                            " that are done: ", status.message()));
  }

  Session& session_;
  const Command& command_;
  const Arguments& arguments_;
  const ListChoice& choice_;
  const std::vector<std::string>& names_;
  std::vector<std::unique_ptr<Message>> requests_;
};

}  // namespace

bool IsForSeveral(const Command& command, const Arguments& arguments) {
  if (!command.takes_several) return false;
  return arguments.positionals.size() > 1 ||
         (!command.batched_as.empty() && arguments.Has("programme"));
}

absl::StatusOr<std::vector<std::string>> NamesFor(Session& session, const Command& command,
                                                  const Arguments& arguments) {
  const auto programme = arguments.Find("programme");
  if (command.batched_as.empty() || !programme) return arguments.positionals;
  if (!arguments.positionals.empty()) {
    return UsageError("Give names or --programme, not both.");
  }
  ASSIGN_OR_RETURN(auto names,
                   EventsOf(session, *programme, FindSeveral(session.catalog, command)->states));
  if (!names.empty()) return names;
  const std::string name = ExpandName(NamePattern(*v1::Event::descriptor()), *programme);
  if (const auto status = GetResource(session, name).status(); absl::IsNotFound(status)) {
    return WithMessage(status, absl::StrCat("--programme: ", status.message()));
  }
  return UsageError(
      absl::StrCat("--programme: ", *programme, " has no events to which that could be done."));
}

absl::StatusOr<int> RunSeveral(Session& session, const Command& command, const Arguments& arguments,
                               const ListChoice& choice) {
  ASSIGN_OR_RETURN(const auto names, NamesFor(session, command, arguments));
  SeveralRun run(session, command, arguments, choice, names);
  RETURN_IF_ERROR(run.Prepare());
  return command.batched_as.empty() ? run.OneByOne() : run.InOneBatch(command.batched_as);
}

}  // namespace taqvim::cli
