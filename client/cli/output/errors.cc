#include "client/cli/output/errors.h"

#include <ostream>
#include <set>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/cell.h"
#include "client/cli/output/field_words.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/output/output.h"
#include "client/cli/text/style.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"
#include "client/error.h"

namespace taqvim::cli {
namespace {

constexpr char kRequestIdPayload[] = "taqvim.cli/request-id";

// The field without indexes, as the flags of the command have it: of the write that a batch takes
// from flags, without the list that it stands in.
std::string OwnField(const Command& command, absl::string_view field) {
  std::string path = WithoutIndexes(field);
  if (command.one_write == nullptr) return path;
  return std::string(absl::StripPrefix(path, PathText(command.one_write_path) + "."));
}

// The flag that sets the field, or what the field is in; nullptr when there is none.
const Flag* FlagFor(const Command* command, absl::string_view field) {
  if (command == nullptr) return nullptr;
  const std::string path = OwnField(*command, field);
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
  ErrorText(const client::RemoteError& error, const v1::CheckEventsResponse& free_instead,
            const ErrorContext& context)
      : error_(error),
        free_instead_(free_instead),
        context_(context),
        style_(context.options.color),
        showing_(ShowingFor(context.options, context.catalog)) {}

  std::string Text() const {
    std::string text = absl::StrCat(style_.Red("Error:"), " ", Sentence(), "\n");
    if (error_.conflicts.has_value()) {
      return text + Conflicts(*error_.conflicts) + FreeInstead() + Hint();
    }
    for (const auto& violation : error_.field_violations) {
      const std::string line = Place(violation.field) + Description(violation);
      if (line != Sentence()) absl::StrAppend(&text, "  ", line, "\n");
    }
    for (const auto& violation : error_.precondition_violations) {
      if (absl::StrContains(error_.message, violation.description)) continue;
      absl::StrAppend(&text, "  ", Printable(violation.subject + ": " + violation.description),
                      "\n");
    }
    return text + Hint();
  }

 private:
  // A single wrong field says it better with its flag.
  std::string Sentence() const {
    const std::string message = Printable(error_.message);
    if (error_.field_violations.size() != 1) return message;
    const auto& violation = error_.field_violations[0];
    const bool repeats = absl::StrContains(error_.message, violation.description);
    return repeats ? Place(violation.field) + Description(violation) : message;
  }

  // What is wrong with the field, in terms of flags where the command has them.
  std::string Description(const client::FieldViolation& violation) const {
    const std::string field = context_.command == nullptr
                                  ? violation.field
                                  : OwnField(*context_.command, violation.field);
    return WithFlags(Printable(violation.description), field, Flags());
  }

  std::string Place(const std::string& field) const {
    const Flag* flag = FlagFor(context_.command, field);
    if (flag == nullptr) return field.empty() ? "" : Printable(field) + ": ";
    return absl::StrCat(style_.Bold(FlagText(*flag)), " (", Printable(field), "): ");
  }

  std::string Conflicts(const v1::ConflictReport& report) const {
    const auto& field = *report.GetDescriptor()->FindFieldByName("conflicts");
    const auto columns = ColumnsFor(context_.catalog, "refusal", *field.message_type());
    const std::string total =
        absl::StrCat(report.total_is_lower_bound() ? "at least " : "", report.total());
    const std::string count = report.total() > report.conflicts_size()
                                  ? absl::StrCat(report.conflicts_size(), " of ", total)
                                  : total;
    return absl::StrCat(
        "\n", style_.Bold("Conflicts"), " (", count, ")\n",
        Render(TableOf(report, field, columns, showing_), style_, context_.options.width));
  }

  // What could be booked instead, if anything is known.
  std::string FreeInstead() const {
    if (free_instead_.suggestions().empty()) return "";
    const auto& field = *free_instead_.GetDescriptor()->FindFieldByName("suggestions");
    const auto columns = ColumnsFor(context_.catalog, "", *field.message_type());
    return absl::StrCat(
        "\n", style_.Bold("Free instead"), "\n",
        Render(TableOf(free_instead_, field, columns, showing_), style_, context_.options.width));
  }

  // Those of the command, made from the contract or by hand.
  const std::vector<Flag>& Flags() const {
    static const auto* none = new std::vector<Flag>;
    if (context_.command != nullptr) return context_.command->flags;
    return context_.special != nullptr ? context_.special->flags : *none;
  }

  // How to accept the conflicts, when all of them can be.
  std::string OverrideHint(const v1::ConflictReport& report) const {
    const bool complete =
        report.total() == report.conflicts_size() && !report.total_is_lower_bound();
    if (!complete || FindFlag(Flags(), "override") == nullptr) return "";
    std::set<std::string> flags;
    for (const v1::Conflict& conflict : report.conflicts()) {
      if (conflict.severity() == v1::CONFLICT_SEVERITY_BLOCKING) return "";
      const auto* rule = v1::ConflictRule_descriptor()->FindValueByNumber(conflict.rule());
      const bool blocks = conflict.severity() == v1::CONFLICT_SEVERITY_OVERRIDABLE;
      if (blocks && rule != nullptr) flags.insert("--override " + EnumWord(*rule));
    }
    if (flags.empty()) return "";
    return absl::StrCat("To accept it all the same, add ", absl::StrJoin(flags, " "), ".\n");
  }

  // What helps against all that refuses, where the command has the flag for it.
  std::string RemedyHint(const v1::ConflictReport& report) const {
    const Remedy* remedy = nullptr;
    for (const v1::Conflict& conflict : report.conflicts()) {
      if (conflict.severity() == v1::CONFLICT_SEVERITY_ADVISORY) continue;
      const auto* rule = v1::ConflictRule_descriptor()->FindValueByNumber(conflict.rule());
      if (rule == nullptr) return "";
      const auto found = context_.catalog.remedies.find(EnumWord(*rule));
      if (found == context_.catalog.remedies.end()) return "";
      if (remedy != nullptr && remedy != &found->second) return "";
      remedy = &found->second;
    }
    if (remedy == nullptr || FindFlag(Flags(), remedy->flag) == nullptr) return "";
    return absl::StrCat(remedy->says, "\n");
  }

  // Where more is told of the conflicts than an error holds, if anywhere.
  std::string FullReport() const {
    if (context_.special != nullptr) {
      const std::string& says = context_.special->full_report;
      return says.empty() ? "" : absl::StrCat(says, "\n");
    }
    if (context_.command == nullptr) return "";
    const auto& checked_as = context_.catalog.checked_as;
    if (!checked_as.contains(context_.command->method->name())) return "";
    return "Run `taqvim events check` with the same writes for the full report.\n";
  }

  std::string Hint() const {
    if (error_.conflicts.has_value()) {
      const std::string hints = absl::StrCat(RemedyHint(*error_.conflicts),
                                             OverrideHint(*error_.conflicts), FullReport());
      return hints.empty() ? "" : absl::StrCat("\n", hints);
    }
    if (error_.code == absl::StatusCode::kUnavailable && error_.reason.empty()) {
      return absl::StrCat("No Taqvim server was reached at ", context_.options.server,
                          ". Is it running", TlsQuestion(),
                          "? --server or TAQVIM_SERVER names another.\n");
    }
    if (error_.code == absl::StatusCode::kUnauthenticated) return HowToBeKnown();
    if (error_.code == absl::StatusCode::kPermissionDenied) return HowToBeAllowed();
    return "";
  }

  // What else may be wrong where TLS is spoken.
  std::string TlsQuestion() const {
    if (absl::StartsWith(context_.options.server, "unix:")) return "";
    return ", and do you speak TLS as it does (--ca, --tls and --certificate of `taqvim context`)";
  }

  std::string HowToBeKnown() const {
    const std::string& context = context_.options.context;
    if (context.empty()) {
      return absl::StrCat(
          "Ask an admin for a token, and keep it in a context: `taqvim context create NAME "
          "--address ",
          context_.options.server,
          " --token-file -`. Whoever runs the server needs none: the operator's socket is beside "
          "its "
          "data file, `taqvim context create operator --address unix:DATA-FILE.socket`.\n");
    }
    return absl::StrCat("The server does not know you by what the context \"", context,
                        "\" shows: a token or certificate expires, and can be revoked. Ask an "
                        "admin for another token, and put it in with `taqvim context update ",
                        context, " --token-file -`.\n");
  }

  std::string HowToBeAllowed() const {
    return "`taqvim context whoami` shows as whom you call and which roles you have; an admin "
           "gives "
           "others with `taqvim grants create`.\n";
  }

  const client::RemoteError& error_;
  const v1::CheckEventsResponse& free_instead_;
  const ErrorContext& context_;
  const Style style_;
  const Showing showing_;
};

void PrintForPrograms(const absl::Status& status, std::ostream& err) {
  google::rpc::Status details = client::ToRpcStatus(status);
  auto json = ToJson(details);
  if (!json.ok()) {
    // A newer server may send details of types that are not known here.
    details.clear_details();
    json = ToJson(details);
  }
  err << "{\"error\": " << (json.ok() ? *json : "{}\n") << "}\n";
}

}  // namespace

absl::Status WithRequestId(absl::Status status, const std::string& request_id) {
  if (!request_id.empty() && ExitCodeFor(status) == kExitUnreachable) {
    status.SetPayload(kRequestIdPayload, absl::Cord(request_id));
  }
  return status;
}

void PrintError(const absl::Status& status, const ErrorContext& context, std::ostream& err) {
  if (context.options.format == Format::kJson) return PrintForPrograms(status, err);
  const client::RemoteError error = client::DecodeError(status);
  err << ErrorText(error, FreeInsteadOf(status), context).Text();
  if (auto request_id = status.GetPayload(kRequestIdPayload)) {
    err << "If it was sent, it may have been written; to be sure, run it again with --request-id "
        << std::string(*request_id) << "\n";
  }
}

}  // namespace taqvim::cli
