#include "client/cli/apply/apply_report.h"

#include <algorithm>
#include <array>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/cli/fields/message_json.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/difference_text.h"
#include "client/cli/output/error_object.h"
#include "client/cli/output/move_text.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/text/style.h"
#include "client/cli/text/text.h"
#include "client/markup/json.h"

namespace taqvim::cli {
namespace {

using markup::JsonText;

constexpr char kAwaits[] = "awaits approval";
// Of one rule so much advice is told, and of the rest how much it is.
constexpr int kNotesOfARule = 5;

const char* WordFor(ApplyAction action) {
  switch (action) {
    case ApplyAction::kCreate:
      return "created";
    case ApplyAction::kUpdate:
      return "updated";
    case ApplyAction::kCancel:
      return "cancelled";
    case ApplyAction::kDelete:
      return "deleted";
    default:
      return "unchanged";
  }
}

bool Awaits(const ApplyReport& report, const ApplyStep& step) {
  return report.awaiting.count(step.wanted->name) > 0;
}

// Whether it was to be deleted and is left.
bool Stays(const ApplyReport& report, const ApplyStep& step) {
  return report.stays.count(step.wanted->name) > 0;
}

bool Confirms(const ApplyReport& report, const ApplyStep& step) {
  return step.confirm && !Awaits(report, step);
}

// The move of the event that waits; nullptr when the step makes none.
const v1::Event* MoveOf(const ApplyReport& report, const ApplyStep& step) {
  const auto found = report.moving.find(step.wanted->name);
  return found == report.moving.end() || !step.ask_approval ? nullptr : &found->second;
}

std::string Done(const ApplyReport& report, const ApplyStep& step) {
  std::vector<std::string> done;
  const bool asks = MoveOf(report, step) != nullptr;
  if (asks) {
    done.emplace_back("asked to move");
  } else if (step.action != ApplyAction::kUnchanged) {
    done.emplace_back(WordFor(step.action));
  }
  if (step.confirm) done.emplace_back(Awaits(report, step) ? kAwaits : "confirmed");
  return absl::StrJoin(done, ", ");
}

// Of a dry run, what would be done.
std::string Describe(const ApplyReport& report, const ApplyStep& step) {
  const std::string done = Done(report, step);
  if (!report.dry_run) return done;
  return done == kAwaits ? "would await approval" : absl::StrCat("would be ", done);
}

// Whether it is of what waits where an event asks to be moved.
bool IsOfMove(const FieldDifference& difference) {
  const std::string field = difference.field.substr(0, difference.field.find('.'));
  return v1::EventMove::descriptor()->FindFieldByName(field) != nullptr;
}

std::string Line(const ApplyReport& report, const ApplyStep& step, const Style& style) {
  const std::string action = PadToWidth(Describe(report, step), report.dry_run ? 29 : 20);
  const Tone tone = step.Goes()                           ? Tone::kRed
                    : step.action == ApplyAction::kCreate ? Tone::kGreen
                                                          : Tone::kYellow;
  std::string text = absl::StrCat(style.In(tone, action), " ", step.wanted->name, "\n");
  const v1::Event* move = MoveOf(report, step);
  for (const FieldDifference& difference : step.differences) {
    // What is asked for is shown below, beside what is.
    if (move != nullptr && IsOfMove(difference)) continue;
    absl::StrAppend(&text, "    ", DifferenceText(difference, kLongestValue), "\n");
  }
  return move == nullptr ? text
                         : absl::StrCat(text, MoveText(*move, style, {}, report.width), "\n");
}

std::string StaysLines(const ApplyReport& report, const Style& style) {
  std::string text;
  for (const auto& [name, why] : report.stays) {
    absl::StrAppend(&text, style.Yellow("stays     "), name, ": ", Printable(why), "\n");
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
  for (const auto& [event, booked] : report.booked_so_far) {
    const std::string& place = places.emplace(event, event).first->second;
    absl::StrAppend(&text, style.Yellow("note      "), place, ": ", booked, "\n");
  }
  for (const FreeInstead& one : report.free_instead) {
    const std::string& place = places.emplace(one.event, one.event).first->second;
    absl::StrAppend(&text, style.Green("instead   "), place, place.empty() ? "" : ": ",
                    Printable(one.suggestion.message()), "\n");
    for (const std::string& entry : one.entries) {
      absl::StrAppend(&text, "  write   ", Printable(entry), "\n");
    }
    if (!one.remaining.empty()) {
      absl::StrAppend(
          &text, "  still   ", Printable(one.remaining.front()),
          one.remaining.size() > 1 ? absl::StrCat(" And ", one.remaining.size() - 1, " more.") : "",
          "\n");
    }
  }
  return text;
}

// How many of a kind are created, updated, confirmed, cancelled, deleted and unchanged.
using Counts = std::array<int, 6>;

Counts Count(const ApplyReport& report, const ApplyKind* kind) {
  Counts counts{};
  for (const ApplyStep& step : *report.plan) {
    if (kind != nullptr && step.wanted->kind != kind) continue;
    counts[0] += step.action == ApplyAction::kCreate ? 1 : 0;
    counts[1] += step.action == ApplyAction::kUpdate ? 1 : 0;
    counts[2] += Confirms(report, step) ? 1 : 0;
    counts[3] += step.action == ApplyAction::kCancel ? 1 : 0;
    counts[4] += step.action == ApplyAction::kDelete && !Stays(report, step) ? 1 : 0;
    counts[5] += step.IsDone() ? 1 : 0;
  }
  return counts;
}

std::string TableRow(const ApplyReport& report, const std::string& label, const Counts& counts) {
  std::string row = absl::StrFormat("%-15s%9d%9d%11d", label, counts[0], counts[1], counts[2]);
  if (report.prunes) absl::StrAppendFormat(&row, "%11d%9d", counts[3], counts[4]);
  return absl::StrFormat("%s%11d\n", row, counts[5]);
}

std::string Table(const ApplyReport& report, const Style& style) {
  std::string heads = absl::StrFormat("%-15s%9s%9s%11s", report.dry_run ? "WOULD BE" : "",
                                      "CREATED", "UPDATED", "CONFIRMED");
  if (report.prunes) absl::StrAppendFormat(&heads, "%11s%9s", "CANCELLED", "DELETED");
  std::string text = style.Bold(absl::StrFormat("%s%11s", heads, "UNCHANGED")) + "\n";
  for (const ApplyKind& kind : ApplyKinds()) {
    const Counts counts = Count(report, &kind);
    if (std::any_of(counts.begin(), counts.end(), [](int count) { return count > 0; })) {
      text += TableRow(report, kind.key, counts);
    }
  }
  return text + TableRow(report, "all", Count(report, nullptr));
}

std::string DifferencesJson(const ApplyStep& step) {
  return absl::StrJoin(step.differences, ",",
                       [](std::string* out, const FieldDifference& difference) {
                         absl::StrAppend(out, R"({"field":)", JsonText(difference.field),
                                         R"(,"before":)", JsonText(difference.before),
                                         R"(,"after":)", JsonText(difference.after), "}");
                       });
}

const char* Boolean(bool value) { return value ? "true" : "false"; }

std::string StepJson(const ApplyReport& report, const ApplyStep& step) {
  return absl::StrCat(R"({"name":)", JsonText(step.wanted->name), R"(,"action":")",
                      WordFor(step.action), R"(","confirmed":)", Boolean(Confirms(report, step)),
                      R"(,"awaits_approval":)", Boolean(Awaits(report, step)), R"(,"awaits_move":)",
                      Boolean(MoveOf(report, step) != nullptr), R"(,"differences":[)",
                      DifferencesJson(step), "]}");
}

std::string ConflictJson(const v1::Conflict& conflict) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  return MessageJson(conflict, options).value_or("{}");
}

std::string StayJson(const std::pair<const std::string, std::string>& stay) {
  return absl::StrCat(R"({"name":)", JsonText(stay.first), R"(,"reason":)", JsonText(stay.second),
                      "}");
}

// What became of the steps, without those that were to be deleted and stay.
std::vector<const ApplyStep*> Results(const ApplyReport& report) {
  std::vector<const ApplyStep*> results;
  for (const ApplyStep& step : *report.plan) {
    if (!Stays(report, step)) results.push_back(&step);
  }
  return results;
}

template <class Items, class ToJson>
std::string LinesOf(const Items& items, ToJson to_json) {
  return absl::StrJoin(items, ",\n  ", [&](std::string* out, const auto& item) {
    absl::StrAppend(out, to_json(item));
  });
}

}  // namespace

std::string ApplyText(const ApplyReport& report, bool color) {
  const Style style(color);
  std::string text;
  for (const ApplyStep* step : Results(report)) {
    if (!step->IsDone()) text += Line(report, *step, style);
  }
  text += StaysLines(report, style);
  if (!text.empty() && !absl::EndsWith(text, "\n\n")) text += "\n";
  const std::string conflicts = ConflictLines(report, style);
  if (!conflicts.empty()) absl::StrAppend(&text, conflicts, "\n");
  text += Table(report, style);
  if (report.dry_run) {
    text += report.blocked ? "This is a dry run; the events would be refused.\n"
                           : "This is a dry run; nothing was written.\n";
  }
  return text;
}

bool Waits(const ApplyReport& report) {
  return std::any_of(report.plan->begin(), report.plan->end(), [&](const ApplyStep& step) {
    return (step.confirm && Awaits(report, step)) || MoveOf(report, step) != nullptr;
  });
}

std::string ApplyJson(const ApplyReport& report) {
  const auto step_json = [&](const ApplyStep* step) { return StepJson(report, *step); };
  return absl::StrCat(R"({"dry_run":)", Boolean(report.dry_run), R"(,"blocked":)",
                      Boolean(report.blocked), ",\n \"results\":[\n  ",
                      LinesOf(Results(report), step_json), "],\n \"stays\":[\n  ",
                      LinesOf(report.stays, StayJson), "],\n \"conflicts\":[\n  ",
                      LinesOf(report.conflicts, ConflictJson), "],\n \"suggestions\":[\n  ",
                      LinesOf(report.free_instead, FreeInsteadObject), "]}\n");
}

std::string ApplyNames(const ApplyReport& report) {
  std::string text;
  for (const ApplyStep* step : Results(report)) {
    if (!step->IsDone()) absl::StrAppend(&text, step->wanted->name, "\n");
  }
  return text;
}

}  // namespace taqvim::cli
