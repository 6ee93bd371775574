#include "client/cli/apply/export.h"

#include <map>
#include <optional>
#include <ostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/apply/export_reader.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/apply_document.h"
#include "client/cli/session/progress.h"
#include "client/cli/text/usage_error.h"
#include "client/cli/text/write_file.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Message;

constexpr char kExportDescription[] =
    "Writes YAML that taqvim apply takes: culture days with the events that belong to them and "
    "those inside these, and the organizations, participants, agreements, venues and spaces that "
    "they refer to. A name is that of an event, or a full one such as venues/library. --all "
    "writes the whole schedule, with closures. Applied where it comes from, it changes nothing; "
    "applied to an empty schedule, it makes the same plans.\n\n"
    "Left out are events that were cancelled or have lapsed, unless others refer to them, what is "
    "closed to you, moves that wait for an approval, and what only a server says: since when "
    "something is published, who created it, approvals and waivers.";

// The file of the resource: events by their programme, what they refer to in another.
std::string FileOf(const Message& resource) {
  if (resource.GetDescriptor() != v1::Event::descriptor()) return "directory.yaml";
  const auto& event = static_cast<const v1::Event&>(resource);
  const std::string& programme = event.has_culture_days() ? event.name() : event.programme();
  if (programme.empty()) return "events.yaml";
  return absl::StrCat("programme-", programme.substr(programme.rfind('/') + 1), ".yaml");
}

absl::Status WriteFiles(Session& session, const std::string& folder,
                        const std::vector<const Message*>& resources) {
  std::map<std::string, ApplyDocument> documents;
  for (const Message* resource : resources) documents[FileOf(*resource)].Add(*resource);
  std::vector<std::string> words = {"taqvim apply"};
  for (const auto& [name, document] : documents) {
    RETURN_IF_ERROR(WriteFileBelow(folder, name, document.Text()));
    words.push_back(absl::StrCat("-f ", folder, "/", name));
  }
  session.err << "Wrote " << documents.size() << (documents.size() == 1 ? " file" : " files")
              << "; apply them together: " << absl::StrJoin(words, " ") << "\n";
  return absl::OkStatus();
}

void PrintNames(Session& session, const std::vector<const Message*>& resources) {
  for (const Message* resource : resources) {
    session.out << GetText(*resource, *FindString(*resource->GetDescriptor(), "name")) << "\n";
  }
}

void PrintDocument(Session& session, const std::vector<const Message*>& resources) {
  ApplyDocument document;
  for (const Message* resource : resources) document.Add(*resource);
  session.out << document.Text();
}

absl::Status Read(const Arguments& arguments, ExportReader* reader) {
  if (arguments.Find("all").value_or("false") != "false") {
    RETURN_IF_ERROR(reader->AddAll());
  }
  const std::string pattern = NamePattern(*v1::Event::descriptor());
  for (const std::string& name : arguments.positionals) {
    RETURN_IF_ERROR(reader->Add(ExpandName(pattern, name)));
  }
  return reader->AddReferences();
}

absl::Status CheckArguments(const Session& session, const Arguments& arguments) {
  const bool all = arguments.Find("all").value_or("false") != "false";
  if (all != arguments.positionals.empty()) {
    return UsageError("Say what to write: taqvim export PROGRAMME, or --all for the schedule.");
  }
  const Format format = session.options.format;
  if (format == Format::kJson) {
    return UsageError("-o json: taqvim export writes YAML; -o name prints names alone.");
  }
  if (format == Format::kName && arguments.Has("dir")) {
    return UsageError("-o name prints names alone, and --dir writes files; give one of them.");
  }
  return absl::OkStatus();
}

absl::StatusOr<int> RunExport(Session& session, const Arguments& arguments) {
  RETURN_IF_ERROR(CheckArguments(session, arguments));
  client::Client& client = session.client();
  std::optional<Progress> progress(std::in_place, session, 0);
  ExportReader reader({.get =
                           [&](const ApplyKind& kind, const std::string& name) {
                             progress->Say(name);
                             return GetResource(client, kind, name);
                           },
                       .list =
                           [&](const ApplyKind& kind, const ListFilter& filter) {
                             progress->Say(kind.key);
                             return ListResources(client, kind, filter);
                           }});
  RETURN_IF_ERROR(Read(arguments, &reader));
  progress.reset();
  const auto resources = reader.InOrder();
  if (const auto folder = arguments.Find("dir")) {
    RETURN_IF_ERROR(WriteFiles(session, *folder, resources));
  } else if (session.options.format == Format::kName) {
    PrintNames(session, resources);
  } else {
    PrintDocument(session, resources);
  }
  if (!reader.left_out().empty()) {
    session.err << "Left out, since you may not see it: " << absl::StrJoin(reader.left_out(), ", ")
                << ".\n";
  }
  return kExitOk;
}

std::vector<Flag> ExportFlags() {
  Flag all;
  all.name = "all";
  all.description = "Write the whole schedule: all that is planned, and the whole directory.";
  Flag dir;
  dir.name = "dir";
  dir.value_name = "DIR";
  dir.description =
      "Write files into this directory, which is made where it is missing: directory.yaml, "
      "programme-ID.yaml for each programme and events.yaml for events of none. Files of these "
      "names are replaced. Without it, all is printed as one document.";
  return {all, dir};
}

}  // namespace

SpecialCommand ExportCommand() {
  SpecialCommand command;
  command.name = "export";
  command.summary = "Writes a programme, or the whole schedule, as files that apply takes.";
  command.description = kExportDescription;
  command.arguments = "[NAME...]";
  command.completes = "EVENT";
  command.flags = ExportFlags();
  command.examples = {
      {"A programme with all that it refers to", "taqvim export astana-2035 > astana-2035.yaml"},
      {"The whole schedule, a file for each programme", "taqvim export --all --dir plans"},
  };
  command.run = RunExport;
  return command;
}

}  // namespace taqvim::cli
