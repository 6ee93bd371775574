#include "client/cli/commands/run_command.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/agenda/upcoming.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/command/request.h"
#include "client/cli/commands/awaiting.h"
#include "client/cli/commands/several.h"
#include "client/cli/commands/severe.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/apply_differences.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/answer_fields.h"
#include "client/cli/output/cell.h"
#include "client/cli/output/claimed_days.h"
#include "client/cli/output/difference_text.h"
#include "client/cli/output/errors.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/output/output.h"
#include "client/cli/session/resource_reader.h"
#include "client/cli/session/similar_names.h"
#include "client/cli/text/usage_error.h"
#include "client/request_id.h"
#include "proto/status_macros.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The most that the contract lets a page hold.
constexpr int kMostOfPage = 1000;

// What a table of the catalog says of the command's method; nullptr for nothing.
template <class Value>
const Value* FindRow(const std::map<std::string, Value>& table, const Command& command) {
  const auto row = table.find(command.method->name());
  return row == table.end() ? nullptr : &row->second;
}

// What is said, or what is usual for the command; else no limit.
absl::StatusOr<int> LimitFor(const Session& session, const Command& command,
                             const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto limit, ReadLimit(arguments));
  const int* usual = FindRow(session.catalog.limits, command);
  return limit.value_or(usual == nullptr ? std::numeric_limits<int>::max() : *usual);
}

// Calls the method until there are no more pages, or enough.
class Pages {
 public:
  Pages(Session& session, const Command& command, Message* request, int limit)
      : session_(session), command_(command), request_(request), limit_(limit) {
    const Descriptor& type = *request->GetDescriptor();
    page_size_ = type.FindFieldByName("page_size");
    page_token_ = type.FindFieldByName("page_token");
    next_page_token_ = command.method->output_type()->FindFieldByName("next_page_token");
    asked_ = page_size_ != nullptr ? request->GetReflection()->GetInt32(*request, page_size_) : 0;
  }

  // All pages as one response: the items of each, the rest of the last.
  absl::StatusOr<std::unique_ptr<Message>> Call() {
    std::unique_ptr<Message> all;
    for (bool more = true; more;) {
      AskForRest(all ? Count(*all) : 0);
      auto page = session_.contract.New(*command_.method->output_type());
      RETURN_IF_ERROR(session_.client().Call(*command_.method, *request_, page.get()));
      const std::string next = GetText(*page, *next_page_token_);
      if (all == nullptr) {
        all = std::move(page);
      } else {
        all->GetReflection()->ClearField(all.get(), next_page_token_);
        all->MergeFrom(*page);
      }
      request_->GetReflection()->SetString(request_, page_token_, next);
      more = !next.empty() && Count(*all) < limit_;
    }
    return all;
  }

 private:
  // As much at once as may be: of a check, each page costs what the whole does. The last
  // page ends where the limit is, so that its token leads on from there.
  void AskForRest(int have) {
    if (page_size_ == nullptr) return;
    const int most = asked_ > 0 ? asked_ : kMostOfPage;
    request_->GetReflection()->SetInt32(request_, page_size_, std::min(most, limit_ - have));
  }

  int Count(const Message& response) const {
    return response.GetReflection()->FieldSize(response, command_.items);
  }

  Session& session_;
  const Command& command_;
  Message* const request_;
  const int limit_;
  const FieldDescriptor* page_size_ = nullptr;
  const FieldDescriptor* page_token_ = nullptr;
  const FieldDescriptor* next_page_token_ = nullptr;
  int asked_ = 0;
};

absl::StatusOr<std::unique_ptr<Message>> Call(Session& session, const Command& command,
                                              const Arguments& arguments, Message* request) {
  if (command.items != nullptr) {
    ASSIGN_OR_RETURN(auto limit, LimitFor(session, command, arguments));
    return Pages(session, command, request, limit).Call();
  }
  auto response = session.contract.New(*command.method->output_type());
  RETURN_IF_ERROR(session.client().Call(*command.method, *request, response.get()));
  return response;
}

bool IsTrue(const Message& message, const std::string& name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL &&
         message.GetReflection()->GetBool(message, field);
}

// Where the next call is to begin, of a list that ends where its answer says.
void PrintWhereToGoOn(Session& session, const Message& request, const Message& response) {
  const FieldDescriptor* after = request.GetDescriptor()->FindFieldByName("after_revision_token");
  const FieldDescriptor* revision = response.GetDescriptor()->FindFieldByName("revision_token");
  if (after == nullptr || revision == nullptr) return;
  session.err << (IsTrue(response, "more") ? "There are more; go on with" : "Go on later with")
              << " --after-revision-token " << GetText(response, *revision) << "\n";
}

// A confirmation or a move may only have been asked for, and others have still to agree.
void PrintWhoMustApprove(Session& session, const Command& command, const Message& response) {
  for (const std::string& line : WhoMustApprove(session.catalog, *command.method, response)) {
    session.err << line << "\n";
  }
}

// Whoever says that an event repeats is told how far it is booked.
void PrintBookedSoFar(Session& session, const Command& command, const Message& request,
                      const Message& response) {
  // What a check takes from flags is in one of its writes, and is not written.
  const FieldDescriptor* held = command.one_write == nullptr ? command.resource : nullptr;
  if (held == nullptr || held->message_type()->name() != v1::Event::descriptor()->name()) return;
  v1::Event asked, event;
  const FieldDescriptor* answered = response.GetDescriptor()->FindFieldByName(held->name());
  asked.ParseFromString(request.GetReflection()->GetMessage(request, held).SerializeAsString());
  if (answered == nullptr || !asked.has_recurrence()) return;
  event.ParseFromString(
      response.GetReflection()->GetMessage(response, answered).SerializeAsString());
  if (const std::string line = BookedSoFar(event); !line.empty()) session.err << line << "\n";
}

// The name of the resource that the answer holds; empty when it holds none.
std::string NameIn(const Message& response) {
  std::vector<const FieldDescriptor*> fields;
  response.GetReflection()->ListFields(response, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_repeated() || HeldResource(*field) == nullptr) continue;
    const Message& resource = response.GetReflection()->GetMessage(response, field);
    return GetText(resource, *FindString(*resource.GetDescriptor(), "name"));
  }
  return "";
}

// Where on the site the secret of the answer is used; programs put it together themselves.
void PrintAddress(Session& session, const Command& command, const std::string& site,
                  const Message& response) {
  const std::string* path = FindRow(session.catalog.secret_addresses, command);
  if (path == nullptr || site.empty() || session.options.format != Format::kText) return;
  const std::string secret = GetText(response, *FindString(*response.GetDescriptor(), "secret"));
  if (secret.empty()) return;
  session.out << "Address: " << site << absl::StrReplaceAll(*path, {{"{secret}", secret}}) << "\n";
}

// Answers of which the loss is more than that of words are written at once; others
// at the end.
absl::Status PrintAnswer(Session& session, const Command& command, const ListChoice& choice,
                         const std::string& site, const Message& response, bool is_dry_run) {
  RETURN_IF_ERROR(PrintResponse(session, command, response, choice, is_dry_run));
  PrintAddress(session, command, site, response);
  const std::string* lost = FindRow(session.catalog.lost_answers, command);
  if (lost == nullptr) return absl::OkStatus();
  return FinishOutput(session.out, absl::StrReplaceAll(*lost, {{"{name}", NameIn(response)}}));
}

// How words for times were read. Programs read one object there, or nothing.
void PrintTimes(Session& session, const RequestNotes& notes) {
  if (session.options.format == Format::kJson || session.options.format == Format::kYaml) return;
  for (const std::string& note : notes.times) session.err << note << "\n";
}

// What became of lists and maps of which only some was named.
void PrintChanges(Session& session, const std::vector<std::string>& changes) {
  if (session.options.format != Format::kText) return;
  for (const std::string& change : changes) session.err << change << "\n";
}

// The field that the update is about, as it was and as it is in the answer; the differences
// between both. None where there is nothing to compare.
std::vector<FieldDifference> ChangedBy(const Command& command, const Message* before,
                                       const Message& response) {
  const FieldDescriptor* field =
      command.update_mask == nullptr
          ? nullptr
          : response.GetDescriptor()->FindFieldByName(command.resource->name());
  if (before == nullptr || field == nullptr) return {};
  const Message& after = response.GetReflection()->GetMessage(response, field);
  std::vector<std::string> names;
  for (int i = 0; i < after.GetDescriptor()->field_count(); ++i) {
    const std::string& name = after.GetDescriptor()->field(i)->name();
    if (name != "etag") names.push_back(name);
  }
  return Differences(*before, after, names);
}

// What the update has changed; in a dry run, in full what it would change.
void PrintDifferences(Session& session, const std::vector<FieldDifference>& differences,
                      const std::vector<std::string>& told, bool is_dry_run) {
  const auto is_told = [&](const FieldDifference& one) {
    const std::string field = one.field.substr(0, one.field.find('.'));
    return std::any_of(told.begin(), told.end(), [&](const std::string& note) {
      return absl::StartsWith(note, absl::StrCat(field, ":"));
    });
  };
  for (const FieldDifference& one : differences) {
    if (!is_dry_run && is_told(one)) continue;
    session.err << DifferenceText(one, is_dry_run ? 0 : kLongestValue) << "\n";
  }
}

// All columns that the list of the command may have.
std::vector<Column> AllColumns(const Session& session, const Command& command) {
  return ColumnsFor(session.catalog, command.group, *command.items->message_type());
}

// Whether the answer can be shown so; asked before anything is sent.
absl::Status CheckChoice(const Session& session, const Command& command, const ListChoice& choice) {
  if (command.items == nullptr) {
    if (session.options.format != Format::kCsv) return absl::OkStatus();
    return UsageError(absl::StrCat("-o csv is for lists, and taqvim ", command.title(),
                                   " prints none; take -o json."));
  }
  const auto all = AllColumns(session, command);
  const Descriptor& type = *command.items->message_type();
  RETURN_IF_ERROR(ChosenColumns(all, type, choice).status());
  const auto none = session.contract.New(*command.method->output_type());
  return SortItems(all, *command.items, choice, *none);
}

// Which columns or fields are to be shown.
absl::StatusOr<ListChoice> ReadChoice(const Session& session, const Command& command,
                                      const Arguments& arguments) {
  auto choice = ListChoice::From(arguments, session.options.wide);
  RETURN_IF_ERROR(CheckChoice(session, command, choice));
  if (command.answers == nullptr) return choice;
  ASSIGN_OR_RETURN(choice.fields, ReadFields(arguments, *command.answers, session.options.format));
  return choice;
}

// Whether a person asks what comes next, rather than for all that there is.
bool AsksForUpcoming(const Session& session, const Command& command, const Arguments& arguments) {
  const GlobalOptions& options = session.options;
  if (!command.lists_upcoming || !options.terminal || options.format != Format::kText) return false;
  if (options.wide || IsSwitchedOn(arguments, "all")) return false;
  return !arguments.Has("columns") && !arguments.Has("sort") && !arguments.Has("page-token");
}

void PrintNotes(Session& session, const Command& command, const Message& request,
                const Message& response) {
  if (session.options.format == Format::kName) PrintWhoMustApprove(session, command, response);
  if (session.options.format != Format::kText) return;
  if (IsTrue(request, "validate_only")) {
    session.err << "Dry run: nothing was written.\n";
  } else if (const auto undo = HowToUndo(session.catalog, command, request); !undo.empty()) {
    session.err << undo << "\n";
  }
  PrintWhereToGoOn(session, request, response);
  PrintWhoMustApprove(session, command, response);
  PrintBookedSoFar(session, command, request, response);
  if (command.items == nullptr) return;
  const std::string next =
      GetText(response, *response.GetDescriptor()->FindFieldByName("next_page_token"));
  if (!next.empty()) session.err << "There are more; go on with --page-token " << next << "\n";
}

// Of an answer that is no error.
int ExitCodeOf(const Session& session, const Command& command, const Message& request,
               const Message& response) {
  const std::string* refused = FindRow(session.catalog.refused_when, command);
  if (refused != nullptr && IsTrue(response, *refused)) return kExitRefused;
  const bool waits =
      LeavesWaiting(session.catalog, session.contract, *command.method, request, response);
  return waits ? kExitWaits : kExitOk;
}

bool IsEmptyList(const Command& command, const Message& response) {
  return command.items != nullptr &&
         response.GetReflection()->FieldSize(response, command.items) == 0;
}

}  // namespace

absl::StatusOr<int> RunCommand(Session& session, const Command& command,
                               const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto choice, ReadChoice(session, command, arguments));
  ASSIGN_OR_RETURN(const auto site, ReadSite(arguments));
  if (IsForSeveral(command, arguments)) return RunSeveral(session, command, arguments, choice);
  // What an update changes, as it was before.
  std::unique_ptr<Message> before;
  const ReadResource read =
      [&](const std::string& name) -> absl::StatusOr<std::unique_ptr<Message>> {
    ASSIGN_OR_RETURN(auto resource, GetResource(session, name));
    before.reset(resource->New());
    before->CopyFrom(*resource);
    return resource;
  };
  RequestNotes notes;
  auto built = BuildRequest(session.contract, session.catalog, command, arguments,
                            ReadAtFor(session.options), read, &notes);
  // Whoever is refused wants to know what was asked for.
  PrintTimes(session, notes);
  ASSIGN_OR_RETURN(auto request, std::move(built));
  if (AsksForUpcoming(session, command, arguments)) {
    ASSIGN_OR_RETURN(const int limit, LimitFor(session, command, arguments));
    return PrintUpcoming(session, *request, command.flags(), limit);
  }
  RETURN_IF_ERROR(AskWhetherToGoOn(session, command, arguments, arguments.positionals, *request));
  const bool writes = !IsTrue(*request, "validate_only");
  const std::string id = client::EnsureRequestId(client::Environment::System(), request.get());
  auto response = Call(session, command, arguments, request.get());
  if (!response.ok()) {
    auto refusal = WithFreeInstead(session, {command, arguments}, command.method->name(), *request,
                                   response.status());
    return WithRequestId(std::move(refusal), writes ? id : "");
  }
  if (IsEmptyList(command, **response)) {
    RETURN_IF_ERROR(CheckNamesExist(session, *request, command.flags()));
  }
  if (command.items != nullptr) {
    RETURN_IF_ERROR(SortItems(AllColumns(session, command), *command.items, choice, **response));
  }
  RETURN_IF_ERROR(PrintAnswer(session, command, choice, site, **response, !writes));
  PrintChanges(session, notes.changes);
  if (session.options.format == Format::kText) {
    PrintDifferences(session, ChangedBy(command, before.get(), **response), notes.changes, !writes);
  }
  PrintNotes(session, command, *request, **response);
  return ExitCodeOf(session, command, *request, **response);
}

}  // namespace taqvim::cli
