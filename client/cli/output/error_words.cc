#include "client/cli/output/error_words.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/connection_problem.h"
#include "client/cli/output/field_words.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/session/similar_names.h"
#include "client/cli/text/style.h"
#include "client/cli/text/text.h"
#include "client/cli/text/time_forms.h"

namespace taqvim::cli {
namespace {

// What is behind the first `count` steps of a path such as `event.bookings[1].space`.
absl::string_view Behind(absl::string_view field, size_t count) {
  for (; count > 0 && !field.empty(); --count) {
    const size_t dot = field.find('.');
    field = dot == absl::string_view::npos ? "" : field.substr(dot + 1);
  }
  return field;
}

// ` (number 2)` for the second of a list; nothing for the first, which may be the only one.
std::string Number(absl::string_view field, size_t steps) {
  const std::vector<absl::string_view> all = absl::StrSplit(field, '.');
  if (steps == 0 || steps > all.size()) return "";
  absl::string_view step = all[steps - 1];
  const size_t bracket = step.find('[');
  int index = 0;
  if (bracket == absl::string_view::npos || !absl::ConsumeSuffix(&step, "]") ||
      !absl::SimpleAtoi(step.substr(bracket + 1), &index) || index == 0) {
    return "";
  }
  return absl::StrCat(" (number ", index + 1, ")");
}

}  // namespace

std::string ErrorWords::Sentence() const {
  if (IsConnectionProblem(status_)) return ConnectionSentence(status_, context_.options);
  if (!TellsFirstViolation()) return WithReadableTimes(Printable(error_.message));
  const auto& [field, description] = error_.field_violations[0];
  const std::string told = absl::StrCat(field, ": ", description);
  const bool names_field = absl::StrContains(error_.message, told);
  const std::string& part = names_field ? told : description;
  // What the command line says besides stays: how far it came, where a text is kept.
  const absl::string_view message = error_.message;
  const size_t at = message.find(part);
  absl::string_view rest = message.substr(at + part.size());
  // How many more there are is said before the first.
  if (absl::StartsWith(rest, " (and ")) rest.remove_prefix(rest.find(')') + 1);
  const size_t count = error_.field_violations.size();
  return absl::StrCat(WithReadableTimes(Printable(message.substr(0, at))),
                      count == 1 ? "" : absl::StrCat(count, " fields are wrong; the first: "),
                      Violation(error_.field_violations[0]), WithReadableTimes(Printable(rest)));
}

bool ErrorWords::TellsFirstViolation() const {
  if (error_.field_violations.empty()) return false;
  const auto& [field, description] = error_.field_violations[0];
  if (!absl::StrContains(error_.message, description)) return false;
  return error_.field_violations.size() == 1 || absl::StartsWith(error_.message, field);
}

const std::vector<Flag>& ErrorWords::Flags() const {
  static const auto* none = new std::vector<Flag>;
  if (context_.command != nullptr) return context_.command->flags();
  return context_.special != nullptr ? context_.special->flags : *none;
}

// Of the write that a batch takes from flags: without the list that it stands in.
std::string ErrorWords::OwnField(const std::string& field) const {
  if (context_.command == nullptr || context_.command->one_write == nullptr) return field;
  const FieldPath& write = context_.command->one_write_path;
  const bool within = absl::StartsWith(WithoutIndexes(field), PathText(write) + ".");
  return within ? std::string(Behind(field, write.size())) : field;
}

// The one that sets the field, or what the field is in.
const Flag* ErrorWords::FindFlagFor(const std::string& field) const {
  if (context_.command == nullptr) return nullptr;
  const std::string path = WithoutIndexes(field);
  const Flag* best = nullptr;
  size_t longest = 0;
  for (const Flag& flag : context_.command->flags()) {
    const std::string own = PathText(flag.path);
    const bool covers = path == own || absl::StartsWith(path, own + ".");
    if (own.size() > longest && covers) {
      best = &flag;
      longest = own.size();
    }
  }
  return best;
}

std::string ErrorWords::FlagOf(const std::string& field) const {
  const Flag* flag = FindFlagFor(OwnField(field));
  return flag == nullptr ? "" : FlagText(*flag);
}

std::string ErrorWords::Violation(const client::FieldViolation& told) const {
  const client::FieldViolation violation{OwnField(told.field), told.description};
  const Command* command = context_.command;
  if (command != nullptr && command->resource != nullptr &&
      violation.field == command->resource->name()) {
    return absl::StrCat("The ", violation.field, " ", Description(violation));
  }
  return Place(violation.field) + Description(violation);
}

std::string ErrorWords::Place(const std::string& field) const {
  const Flag* flag = FindFlagFor(field);
  if (flag == nullptr) return field.empty() ? "" : Printable(field) + ": ";
  const Style style(context_.options.color);
  const absl::string_view within = Behind(field, flag->path.size());
  return absl::StrCat(
      style.Bold(FlagText(*flag)), Number(field, flag->path.size()),
      within.empty() ? "" : absl::StrCat(", ", ToKebab(Printable(within))),
      context_.from_file ? absl::StrCat(" (", Printable(field), " in the file)") : "", ": ");
}

// In terms of flags where the command has them, and of commands for kinds.
std::string ErrorWords::Description(const client::FieldViolation& violation) const {
  return KindsAsCommands(
      WithReadableTimes(WithFlags(Printable(violation.description), violation.field, Flags())));
}

// `set one of exhibition, activity` as the commands that create such events.
std::string ErrorWords::KindsAsCommands(std::string sentence) const {
  const std::string set = "set one of ";
  const size_t at = sentence.find(set);
  if (at == std::string::npos || context_.command == nullptr) return sentence;
  std::vector<std::string> commands;
  for (absl::string_view word :
       absl::StrSplit(absl::string_view(sentence).substr(at + set.size()), ", ")) {
    const auto kind = std::find_if(context_.catalog.kinds.begin(), context_.catalog.kinds.end(),
                                   [&](const Kind& one) { return one.field == word; });
    if (kind == context_.catalog.kinds.end()) return sentence;
    commands.push_back(absl::StrCat("`taqvim ", kind->group, " ", context_.command->verb, "`"));
  }
  return absl::StrCat(sentence.substr(0, at), "use one of ", absl::StrJoin(commands, ", "), ".");
}

std::vector<std::string> ErrorWords::Hints() const {
  if (error_.conflicts.has_value()) return HintsOfConflicts(*error_.conflicts);
  if (const std::string similar = SimilarNameOf(status_); !similar.empty()) {
    return {absl::StrCat("Did you mean \"", similar, "\"?")};
  }
  if (IsConnectionProblem(status_)) return {ConnectionAdvice(status_, context_.options)};
  if (error_.code == absl::StatusCode::kUnauthenticated) return {HowToBeKnown()};
  if (error_.code == absl::StatusCode::kPermissionDenied) {
    return {
        "`taqvim context whoami` shows as whom you call and which roles you have; an admin "
        "gives others with `taqvim grants create`."};
  }
  return {};
}

std::vector<std::string> ErrorWords::HintsOfConflicts(const v1::ConflictReport& report) const {
  std::vector<std::string> hints;
  for (std::string hint : {RemedyFor(report), Override(report), FullReport()}) {
    if (!hint.empty()) hints.push_back(std::move(hint));
  }
  return hints;
}

// How to accept the conflicts, when all of them can be.
std::string ErrorWords::Override(const v1::ConflictReport& report) const {
  const bool complete = report.total() == report.conflicts_size() && !report.total_is_lower_bound();
  if (!complete || FindFlag(Flags(), "override") == nullptr) return "";
  std::set<std::string> flags;
  for (const v1::Conflict& conflict : report.conflicts()) {
    if (conflict.severity() == v1::CONFLICT_SEVERITY_BLOCKING) return "";
    const auto* rule = v1::ConflictRule_descriptor()->FindValueByNumber(conflict.rule());
    const bool blocks = conflict.severity() == v1::CONFLICT_SEVERITY_OVERRIDABLE;
    if (blocks && rule != nullptr) flags.insert("--override " + EnumWord(*rule));
  }
  if (flags.empty()) return "";
  return absl::StrCat("To accept it all the same, add ", absl::StrJoin(flags, " "), ".");
}

// What helps against all that refuses, where the command has the flag for it.
std::string ErrorWords::RemedyFor(const v1::ConflictReport& report) const {
  const Remedy* remedy = nullptr;
  for (const v1::Conflict& conflict : report.conflicts()) {
    if (!Refuses(conflict)) continue;
    const auto* rule = v1::ConflictRule_descriptor()->FindValueByNumber(conflict.rule());
    if (rule == nullptr) return "";
    const auto found = context_.catalog.remedies.find(EnumWord(*rule));
    if (found == context_.catalog.remedies.end()) return "";
    if (remedy != nullptr && remedy != &found->second) return "";
    remedy = &found->second;
  }
  const bool helps = remedy != nullptr && FindFlag(Flags(), remedy->flag) != nullptr;
  return helps ? remedy->says : "";
}

// Where more is told of the conflicts than an error holds, if anywhere.
std::string ErrorWords::FullReport() const {
  if (context_.special != nullptr) return context_.special->full_report;
  if (context_.command == nullptr) return "";
  const auto& checked_as = context_.catalog.checked_as;
  if (!checked_as.contains(context_.command->method->name())) return "";
  return "Run `taqvim events check` with the same writes for the full report.";
}

std::string ErrorWords::HowToBeKnown() const {
  const std::string& context = context_.options.context;
  if (context.empty()) {
    return absl::StrCat(
        "Ask an admin for a token, and keep it in a context: `taqvim context create NAME "
        "--address ",
        context_.options.server,
        " --token-file -`. Whoever runs the server needs none: the operator's socket is beside its "
        "data file, `taqvim context create operator --address unix:DATA-FILE.socket`.");
  }
  return absl::StrCat("The server does not know you by what the context \"", context,
                      "\" shows: a token or certificate expires, and can be revoked. Ask an "
                      "admin for another token, and put it in with `taqvim context update ",
                      context, " --token-file -`.");
}

}  // namespace taqvim::cli
