#include "client/cli/output/watch_lines.h"

#include <algorithm>
#include <optional>
#include <ostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/cli/fields/message_json.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"
#include "client/error.h"
#include "proto/status_macros.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {
namespace {

constexpr char kGap[] = "  ";

// The columns are those of what the catalog calls so.
constexpr char kCatalogKey[] = "watched";

void AddParts(const v1::Revision& revision, bool with_token,
              std::vector<v1::WatchChangesResponse>* parts) {
  for (int i = 0; i < revision.changes_size(); ++i) {
    v1::WatchChangesResponse& part = parts->emplace_back();
    v1::Revision& only = *part.add_revisions();
    only.set_number(revision.number());
    if (revision.has_create_time()) *only.mutable_create_time() = revision.create_time();
    only.set_principal(revision.principal());
    *only.add_changes() = revision.changes(i);
    if (i + 1 < revision.changes_size() || !with_token) continue;
    only.set_revision_token(revision.revision_token());
    part.set_revision_token(revision.revision_token());
  }
}

// The resource's name, whatever its type.
std::string NameOf(const v1::Resource& resource) {
  const auto* type = resource.GetReflection()->GetOneofFieldDescriptor(
      resource, v1::Resource::descriptor()->oneof_decl(0));
  if (type == nullptr) return "";
  const auto& held = resource.GetReflection()->GetMessage(resource, type);
  return held.GetReflection()->GetString(held, held.GetDescriptor()->FindFieldByName("name"));
}

// A line is shown as if it were a revision of one change; what a snapshot has was
// changed by none. nullopt for a part without content.
std::optional<v1::Revision> RowOf(const v1::WatchChangesResponse& part) {
  if (part.revisions_size() > 0) return part.revisions(0);
  if (part.resources().empty()) return std::nullopt;
  v1::Revision row;
  v1::Change& change = *row.add_changes();
  change.set_name(NameOf(part.resources(0)));
  *change.mutable_after() = part.resources(0);
  return row;
}

}  // namespace

std::vector<v1::WatchChangesResponse> Parts(const v1::WatchChangesResponse& response) {
  std::vector<v1::WatchChangesResponse> parts;
  for (const v1::Resource& resource : response.resources()) {
    *parts.emplace_back().add_resources() = resource;
  }
  const bool with_token = !response.revision_token().empty();
  for (const v1::Revision& revision : response.revisions()) AddParts(revision, with_token, &parts);
  if (parts.empty() || parts.back().revision_token() != response.revision_token())
    parts.emplace_back();
  parts.back().set_revision_token(response.revision_token());
  parts.back().set_snapshot_complete(response.snapshot_complete());
  return parts;
}

WatchPrinter::WatchPrinter(const GlobalOptions& options, const Catalog& catalog, std::ostream& out,
                           std::ostream& err)
    : format_(options.format),
      style_(options.color),
      columns_(ColumnsFor(catalog, kCatalogKey, *v1::Revision::descriptor())),
      showing_(ShowingFor(options, catalog)),
      out_(out),
      err_(err) {}

absl::Status WatchPrinter::Print(const client::Delivery& told) {
  if (told.begins_snapshot && !told.reason.ok()) {
    RETURN_IF_ERROR(PrintStartOver(told.reason));
  }
  const auto parts = Parts(told.response);
  absl::Status status;
  if (format_ == Format::kText) {
    PrintText(parts);
  } else if (format_ == Format::kName) {
    PrintNames(parts);
  } else {
    status = PrintForPrograms(parts);
  }
  if (!status.ok()) return status;
  return FinishOutput(out_);
}

absl::Status WatchPrinter::PrintForPrograms(const std::vector<v1::WatchChangesResponse>& parts) {
  for (const v1::WatchChangesResponse& part : parts) {
    if (format_ == Format::kYaml) {
      out_ << "---\n" << EmitYaml(ToYaml(part));
      continue;
    }
    ASSIGN_OR_RETURN(auto json, MessageJson(part, {}));
    out_ << json << "\n";
  }
  return absl::OkStatus();
}

absl::Status WatchPrinter::PrintStartOver(const absl::Status& reason) {
  if (format_ != Format::kJson) {
    err_ << "Starting over with all that is there: " << reason.message() << "\n";
    return absl::OkStatus();
  }
  google::rpc::Status status = client::ToRpcStatus(reason);
  auto json = MessageJson(status, {});
  if (!json.ok()) {
    // A newer server may send details of types that are not known here.
    status.clear_details();
    json = MessageJson(status, {});
  }
  if (!json.ok()) return json.status();
  out_ << "{\"startOver\":" << *json << "}\n";
  return absl::OkStatus();
}

void WatchPrinter::PrintNames(const std::vector<v1::WatchChangesResponse>& parts) {
  for (const v1::WatchChangesResponse& part : parts) {
    if (const auto row = RowOf(part)) out_ << row->changes(0).name() << "\n";
  }
}

// The lines to come are not known, so a column is as wide as it has ever been.
void WatchPrinter::PrintText(const std::vector<v1::WatchChangesResponse>& parts) {
  std::vector<Line> lines;
  for (const v1::WatchChangesResponse& part : parts) {
    const auto row = RowOf(part);
    if (!row) continue;
    Line& line = lines.emplace_back();
    line.kind = row->changes(0).kind();
    for (const Column& column : columns_) {
      line.cells.push_back(Printable(CellText(*row, column, showing_)));
    }
  }
  if (widths_.empty() && !lines.empty()) {
    widths_.resize(columns_.size());
    Line headers;
    for (const Column& column : columns_) headers.cells.push_back(column.title);
    lines.insert(lines.begin(), headers);
  }
  for (const Line& line : lines) {
    for (size_t i = 0; i < line.cells.size(); ++i) {
      widths_[i] = std::max(widths_[i], DisplayWidth(line.cells[i]));
    }
  }
  for (const Line& line : lines) PrintLine(line);
  if (parts.back().snapshot_complete()) {
    out_.flush();
    err_ << "That is all that is there; what changes follows.\n";
  }
}

void WatchPrinter::PrintLine(const Line& line) {
  std::string text;
  for (size_t i = 0; i < line.cells.size(); ++i) {
    absl::StrAppend(&text, PadToWidth(line.cells[i], widths_[i]), kGap);
  }
  absl::StripTrailingAsciiWhitespace(&text);
  const bool comes = line.kind == v1::CHANGE_KIND_CREATED || line.kind == v1::CHANGE_KIND_ENTERED;
  const bool goes = line.kind == v1::CHANGE_KIND_DELETED || line.kind == v1::CHANGE_KIND_LEFT;
  out_ << (comes ? style_.Green(text) : goes ? style_.Red(text) : text) << "\n";
}

}  // namespace taqvim::cli
