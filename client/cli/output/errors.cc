#include "client/cli/output/errors.h"

#include <algorithm>
#include <ostream>
#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/fields/columns.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/output/cell.h"
#include "client/cli/output/error_object.h"
#include "client/cli/output/error_words.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/output/output.h"
#include "client/cli/text/style.h"
#include "client/cli/text/text.h"
#include "client/cli/text/usage_error.h"
#include "client/error.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {
namespace {

constexpr size_t kMostRemaining = 3;

class ErrorText {
 public:
  ErrorText(const absl::Status& status, const client::RemoteError& error,
            const ErrorContext& context)
      : error_(error),
        free_instead_(AttachedFreeInstead(status)),
        context_(context),
        words_(status, error, context),
        style_(context.options.color),
        showing_(ShowingFor(context.options, context.catalog)) {}

  std::string Text() const {
    std::string text = absl::StrCat(style_.Red("Error:"), " ", words_.Sentence(), "\n");
    if (error_.conflicts.has_value()) {
      const std::string hints = Hints();
      return absl::StrCat(text, Conflicts(*error_.conflicts), FreeInsteadText(),
                          hints.empty() ? "" : "\n", hints);
    }
    for (size_t i = words_.TellsFirstViolation() ? 1 : 0; i < error_.field_violations.size(); ++i) {
      absl::StrAppend(&text, "  ", words_.Violation(error_.field_violations[i]), "\n");
    }
    for (const auto& violation : error_.precondition_violations) {
      if (absl::StrContains(error_.message, violation.description)) continue;
      absl::StrAppend(&text, "  ", Printable(violation.subject + ": " + violation.description),
                      "\n");
    }
    return text + Hints();
  }

 private:
  std::string Hints() const {
    std::string text;
    for (const std::string& hint : words_.Hints()) absl::StrAppend(&text, hint, "\n");
    return text;
  }

  // What refuses, and apart from it what is advice.
  std::string Conflicts(const v1::ConflictReport& report) const {
    v1::ConflictReport refusing, advising;
    for (const v1::Conflict& conflict : report.conflicts()) {
      *(Refuses(conflict) ? refusing : advising).add_conflicts() = conflict;
    }
    const std::string all =
        absl::StrCat(report.total_is_lower_bound() ? "at least " : "", report.total());
    const bool complete = report.total() <= report.conflicts_size();
    const std::string of =
        complete
            ? ""
            : absl::StrCat(" of ", all, advising.conflicts().empty() ? "" : ", advice included");
    return absl::StrCat(TableOfConflicts("Conflicts", refusing, of),
                        TableOfConflicts("Advice", advising, ""));
  }

  std::string TableOfConflicts(const char* title, const v1::ConflictReport& report,
                               const std::string& of) const {
    if (report.conflicts().empty()) return "";
    const auto& field = *report.GetDescriptor()->FindFieldByName("conflicts");
    const auto columns = ColumnsFor(context_.catalog, "refusal", *field.message_type());
    return absl::StrCat(
        "\n", style_.Bold(title), " (", report.conflicts_size(), of, ")\n",
        Render(TableOf(report, field, columns, showing_), style_, context_.options.width));
  }

  // What could be booked instead, if anything is known, each with the line that does it.
  std::string FreeInsteadText() const {
    if (free_instead_.empty()) return "";
    std::set<std::string> events, bookings;
    for (const FreeInstead& one : free_instead_) {
      events.insert(one.event);
      bookings.insert(absl::StrCat(one.event, " ", one.suggestion.booking()));
    }
    std::string text = absl::StrCat("\n", style_.Bold("Free instead"), "\n");
    for (const FreeInstead& one : free_instead_) {
      std::vector<std::string> about;
      if (events.size() > 1 && !one.event.empty()) about.push_back(one.event);
      if (bookings.size() > events.size()) about.push_back(one.suggestion.booking());
      about.push_back(one.suggestion.message());
      absl::StrAppend(&text, Wrapped(absl::StrJoin(about, ": "), 2), Taking(one));
    }
    return text;
  }

  std::string Taking(const FreeInstead& one) const {
    std::string text;
    for (const std::string& entry : one.entries) {
      absl::StrAppend(&text, "    ", Printable(entry), "\n");
    }
    if (!one.commands.empty()) {
      absl::StrAppend(&text, "    ", LineToPaste(one), "\n");
    }
    const size_t shown = std::min(one.remaining.size(), kMostRemaining);
    for (size_t i = 0; i < shown; ++i) {
      absl::StrAppend(&text, Wrapped("Still in the way then: " + one.remaining[i], 4));
    }
    if (one.remaining.size() > shown) {
      absl::StrAppend(&text, "    And ", one.remaining.size() - shown, " more.\n");
    }
    return text;
  }

  // Fits the terminal; in a pipe one line.
  std::string Wrapped(const std::string& text, int indent) const {
    const int width = context_.options.width;
    return width > 0
               ? Wrap(Printable(text), indent, width)
               : absl::StrCat(std::string(static_cast<size_t>(indent), ' '), Printable(text), "\n");
  }

  const client::RemoteError& error_;
  const std::vector<FreeInstead> free_instead_;
  const ErrorContext& context_;
  const ErrorWords words_;
  const Style style_;
  const Showing showing_;
};

// As blocks, a line each, and not as the JSON that it was read from.
void PutInBlocks(YAML::Node node) {
  node.SetStyle(YAML::EmitterStyle::Block);
  for (auto part : node) PutInBlocks(node.IsMap() ? part.second : YAML::Node(part));
}

std::string AsYaml(const std::string& json) {
  YAML::Node node = YAML::Load(json);
  PutInBlocks(node);
  return EmitYaml(node);
}

}  // namespace

void PrintError(const absl::Status& status, const ErrorContext& context, std::ostream& err) {
  const Format format = context.options.format;
  if (format == Format::kJson || format == Format::kYaml) {
    const std::string object = ErrorObject(status, context);
    err << (format == Format::kJson ? object + "\n" : AsYaml(object));
    return;
  }
  const client::RemoteError error = client::DecodeError(status);
  err << ErrorText(status, error, context).Text();
  if (const std::string id = RequestIdOf(status);
      !id.empty() && ExitCodeFor(status) == kExitUnreachable) {
    err << "If it was sent, it may have been written; to be sure, run it again with --request-id "
        << id << "\n";
  }
}

}  // namespace taqvim::cli
