#include "client/cli/apply/apply_report.h"

#include <algorithm>
#include <array>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/shown_time.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/text/style.h"
#include "client/cli/text/text.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/wrappers.pb.h"

namespace taqvim::cli {
namespace {

constexpr int kLongestValue = 60;
// Of one rule so much advice is told, and of the rest how much it is.
constexpr int kNotesOfARule = 5;

const char* WordFor(ApplyAction action) {
  switch (action) {
    case ApplyAction::kCreate:
      return "created";
    case ApplyAction::kUpdate:
      return "updated";
    default:
      return "unchanged";
  }
}

bool Awaits(const ApplyReport& report, const ApplyStep& step) {
  return report.awaiting.count(step.wanted->name) > 0;
}

bool Confirms(const ApplyReport& report, const ApplyStep& step) {
  return step.confirm && !Awaits(report, step);
}

std::string Describe(const ApplyReport& report, const ApplyStep& step) {
  const char* confirmed = Awaits(report, step) ? "awaits approval" : "confirmed";
  if (step.action == ApplyAction::kUnchanged) return step.confirm ? confirmed : "unchanged";
  return step.confirm ? absl::StrCat(WordFor(step.action), ", ", confirmed) : WordFor(step.action);
}

std::string Value(const std::string& text) {
  if (text.empty()) return "(nothing)";
  return CutToWidth(Printable(ShownLocalTime(text, "", {}).text), kLongestValue);
}

std::string Line(const ApplyReport& report, const ApplyStep& step, const Style& style) {
  const std::string action = PadToWidth(Describe(report, step), 20);
  const bool is_new = step.action == ApplyAction::kCreate;
  std::string text = absl::StrCat(is_new ? style.Green(action) : style.Yellow(action), " ",
                                  step.wanted->name, "\n");
  for (const FieldDifference& difference : step.differences) {
    absl::StrAppend(&text, "    ", difference.field, ": ", Value(difference.before), " -> ",
                    Value(difference.after), "\n");
  }
  return text;
}

std::string ConflictLines(const ApplyReport& report, const Style& style) {
  // Where the entries are that are in conflict; what stands in no file has its name.
  std::map<std::string, std::string> places;
  for (const ApplyStep& step : *report.plan) places[step.wanted->name] = step.wanted->Where();
  std::map<v1::ConflictRule, int> notes;
  std::string text;
  for (const v1::Conflict& conflict : report.conflicts) {
    const bool advises = conflict.severity() == v1::CONFLICT_SEVERITY_ADVISORY;
    if (advises && ++notes[conflict.rule()] > kNotesOfARule) continue;
    const auto place = places.emplace(conflict.event(), conflict.event()).first;
    absl::StrAppend(&text, advises ? style.Yellow("note      ") : style.Red("conflict  "),
                    place->second, ": ", Printable(conflict.message()), "\n");
  }
  for (const auto& [rule, count] : notes) {
    if (count <= kNotesOfARule) continue;
    const std::string word = EnumWord(*v1::ConflictRule_descriptor()->FindValueByNumber(rule));
    absl::StrAppend(&text, style.Yellow("note      "), count - kNotesOfARule, " more of ", word,
                    "; -o json has them all\n");
  }
  for (const v1::Suggestion& suggestion : report.free_instead.suggestions()) {
    const std::string& event = EventOf(suggestion);
    const std::string& place = places.emplace(event, event).first->second;
    absl::StrAppend(&text, style.Green("instead   "), place, place.empty() ? "" : ": ",
                    Printable(suggestion.message()), "\n");
  }
  return text;
}

// How many of a kind are created, updated, confirmed and unchanged.
using Counts = std::array<int, 4>;

Counts Count(const ApplyReport& report, const ApplyKind* kind) {
  Counts counts{};
  for (const ApplyStep& step : *report.plan) {
    if (kind != nullptr && step.wanted->kind != kind) continue;
    counts[0] += step.action == ApplyAction::kCreate ? 1 : 0;
    counts[1] += step.action == ApplyAction::kUpdate ? 1 : 0;
    counts[2] += Confirms(report, step) ? 1 : 0;
    counts[3] += step.IsDone() ? 1 : 0;
  }
  return counts;
}

std::string TableRow(const std::string& label, const Counts& counts) {
  return absl::StrFormat("%-15s%9d%9d%11d%11d\n", label, counts[0], counts[1], counts[2],
                         counts[3]);
}

std::string Table(const ApplyReport& report, const Style& style) {
  std::string text = style.Bold(absl::StrFormat("%-15s%9s%9s%11s%11s", "", "CREATED", "UPDATED",
                                                "CONFIRMED", "UNCHANGED")) +
                     "\n";
  for (const ApplyKind& kind : ApplyKinds()) {
    const Counts counts = Count(report, &kind);
    if (std::any_of(counts.begin(), counts.end(), [](int count) { return count > 0; })) {
      text += TableRow(kind.key, counts);
    }
  }
  return text + TableRow("all", Count(report, nullptr));
}

// A text as JSON, with its quotation marks.
std::string Quoted(const std::string& text) {
  google::protobuf::StringValue value;
  value.set_value(text);
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(value, &json).ok()) return "\"\"";
  return json;
}

std::string DifferencesJson(const ApplyStep& step) {
  return absl::StrJoin(
      step.differences, ",", [](std::string* out, const FieldDifference& difference) {
        absl::StrAppend(out, R"({"field":)", Quoted(difference.field), R"(,"before":)",
                        Quoted(difference.before), R"(,"after":)", Quoted(difference.after), "}");
      });
}

const char* Boolean(bool value) { return value ? "true" : "false"; }

std::string StepJson(const ApplyReport& report, const ApplyStep& step) {
  return absl::StrCat(R"({"name":)", Quoted(step.wanted->name), R"(,"action":")",
                      WordFor(step.action), R"(","confirmed":)", Boolean(Confirms(report, step)),
                      R"(,"awaits_approval":)", Boolean(Awaits(report, step)),
                      R"(,"differences":[)", DifferencesJson(step), "]}");
}

std::string ConflictJson(const v1::Conflict& conflict) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(conflict, &json, options).ok()) return "{}";
  return json;
}

template <class Items, class ToJson>
std::string JsonList(const Items& items, ToJson to_json) {
  return absl::StrJoin(items, ",\n  ", [&](std::string* out, const auto& item) {
    absl::StrAppend(out, to_json(item));
  });
}

}  // namespace

std::string ApplyText(const ApplyReport& report, bool color) {
  const Style style(color);
  std::string text;
  for (const ApplyStep& step : *report.plan) {
    if (!step.IsDone()) text += Line(report, step, style);
  }
  if (!text.empty()) text += "\n";
  const std::string conflicts = ConflictLines(report, style);
  if (!conflicts.empty()) absl::StrAppend(&text, conflicts, "\n");
  text += Table(report, style);
  if (report.dry_run) {
    text += report.blocked ? "This is a dry run; the events would be refused.\n"
                           : "This is a dry run; nothing was written.\n";
  }
  return text;
}

std::string ApplyJson(const ApplyReport& report) {
  const auto step_json = [&](const ApplyStep& step) { return StepJson(report, step); };
  return absl::StrCat(R"({"dry_run":)", Boolean(report.dry_run), R"(,"blocked":)",
                      Boolean(report.blocked), ",\n \"results\":[\n  ",
                      JsonList(*report.plan, step_json), "],\n \"conflicts\":[\n  ",
                      JsonList(report.conflicts, ConflictJson), "]}\n");
}

std::string ApplyNames(const ApplyReport& report) {
  std::string text;
  for (const ApplyStep& step : *report.plan) {
    if (!step.IsDone()) absl::StrAppend(&text, step.wanted->name, "\n");
  }
  return text;
}

}  // namespace taqvim::cli
