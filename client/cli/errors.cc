#include "client/cli/errors.h"

#include <map>
#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/cell.h"
#include "client/cli/output.h"
#include "client/cli/style.h"
#include "client/cli/text.h"
#include "client/cli/usage_error.h"
#include "client/cli/values.h"
#include "client/error.h"

namespace taqvim::cli {
namespace {

// `event.bookings[0].space` without its indexes.
std::string WithoutIndexes(absl::string_view field) {
  std::string path;
  bool inside = false;
  for (char c : field) {
    if (c == '[') inside = true;
    if (!inside) path += c;
    if (c == ']') inside = false;
  }
  return path;
}

// The flag that sets the field, or what the field is in; nullptr when there is none.
const Flag* FlagFor(const Command* command, absl::string_view field) {
  if (command == nullptr) return nullptr;
  const std::string path = WithoutIndexes(field);
  const Flag* best = nullptr;
  size_t longest = 0;
  for (const Flag& flag : command->flags) {
    const std::string own = PathText(flag.path);
    const bool covers = path == own || absl::StartsWith(path, own + ".");
    if (own.size() > longest && covers) {
      best = &flag;
      longest = own.size();
    }
  }
  return best;
}

class ErrorText {
 public:
  ErrorText(const client::RemoteError& error, const ErrorContext& context)
      : error_(error), context_(context), style_(context.options.color) {}

  std::string Text() {
    std::string text = absl::StrCat(style_.Red("Error:"), " ", error_.message, "\n");
    for (const auto& violation : error_.field_violations) {
      absl::StrAppend(&text, "  ", Place(violation.field), violation.description, "\n");
    }
    if (error_.conflicts.has_value()) {
      absl::StrAppend(&text, Conflicts(*error_.conflicts));
    } else {
      for (const auto& violation : error_.precondition_violations) {
        absl::StrAppend(&text, "  ", violation.subject, ": ", violation.description, "\n");
      }
    }
    return text + Hint();
  }

 private:
  std::string Place(const std::string& field) const {
    const Flag* flag = FlagFor(context_.command, field);
    if (flag == nullptr) return field.empty() ? "" : field + ": ";
    const std::string name = flag->positional ? flag->placeholder : "--" + flag->name;
    return absl::StrCat(style_.Bold(name), " (", field, "): ");
  }

  std::string Conflicts(const v1::ConflictReport& report) {
    Table table{{"ITEM", "RULE", "WHERE", "WITH", "TITLE", "FROM", "TO"}, {}};
    bool several = false;
    for (const v1::Conflict& conflict : report.conflicts()) several |= conflict.item() > 0;
    for (const v1::Conflict& conflict : report.conflicts()) {
      table.rows.push_back(Row(conflict, several));
    }
    const std::string count = report.total() > report.conflicts_size()
                                  ? absl::StrCat(report.conflicts_size(), " of ", report.total())
                                  : absl::StrCat(report.total());
    return absl::StrCat("\n", style_.Bold("Conflicts"), " (", count, ")\n", Render(table, style_));
  }

  std::vector<std::string> Row(const v1::Conflict& conflict, bool several) {
    const Column title{"", {"counterpart_title"}, ""};
    const std::string zone = ZoneFor(conflict.resource());
    const auto* rule = v1::ConflictRule_descriptor()->FindValueByNumber(conflict.rule());
    return {several ? absl::StrCat(conflict.item()) : "",
            rule ? absl::StrReplaceAll(EnumWord(*rule), {{"conflict-rule-", ""}}) : "",
            conflict.resource(),
            conflict.counterpart(),
            CellText(conflict, title, context_.options.languages),
            conflict.has_start_time() ? When(conflict.start_time(), zone) : "",
            conflict.has_end_time() ? When(conflict.end_time(), zone) : ""};
  }

  static std::string When(const google::protobuf::Timestamp& time, const std::string& zone) {
    return LocalTime(absl::FromUnixSeconds(time.seconds()), zone);
  }

  std::string ZoneFor(const std::string& resource) {
    if (resource.empty() || !context_.zone_of) return "";
    const auto [zone, is_new] = zones_.try_emplace(resource);
    if (is_new) zone->second = context_.zone_of(resource);
    return zone->second;
  }

  std::string Hint() const {
    if (error_.conflicts.has_value()) {
      return "\nRun `taqvim events check` with the same writes for the full report.\n";
    }
    if (error_.code == absl::StatusCode::kUnavailable && error_.reason.empty()) {
      return absl::StrCat("No Taqvim server was reached at ", context_.options.server,
                          ". Is it running? --server or TAQVIM_SERVER names another.\n");
    }
    if (error_.reason == "ETAG_MISMATCH") return "It was changed meanwhile; read it and decide.\n";
    return "";
  }

  const client::RemoteError& error_;
  const ErrorContext& context_;
  const Style style_;
  std::map<std::string, std::string> zones_;
};

void PrintForPrograms(const absl::Status& status, std::ostream& err) {
  google::rpc::Status details = client::ToRpcStatus(status);
  auto json = ToJson(details);
  err << "{\"error\": " << (json.ok() ? *json : "{}\n") << "}\n";
}

}  // namespace

void PrintError(const absl::Status& status, const ErrorContext& context, std::ostream& err) {
  if (context.options.format == Format::kJson) return PrintForPrograms(status, err);
  const client::RemoteError error = client::DecodeError(status);
  err << ErrorText(error, context).Text();
}

}  // namespace taqvim::cli
