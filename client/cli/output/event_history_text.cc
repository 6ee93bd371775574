#include "client/cli/output/event_history_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "client/cli/fields/apply_differences.h"
#include "client/cli/output/shown_time.h"
#include "client/cli/text/local_time.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

// What two values and their field may take to stand on one line.
constexpr int kLongestPair = 70;

// Fields that say which element of a list it is, that follow from others, or that
// say once more who it was and when.
bool Repeats(const FieldDifference& difference) {
  constexpr std::array kTop = {"ask_time", "confirm_time"};
  constexpr std::array kInLists = {
      ".id",        ".booking",     ".arrive_time", ".counterpart_etag",
      ".principal", ".create_time", ".decide_time"};
  return std::find(kTop.begin(), kTop.end(), difference.field) != kTop.end() ||
         std::any_of(kInLists.begin(), kInLists.end(),
                     [&](const char* suffix) { return absl::EndsWith(difference.field, suffix); });
}

// `confirm event` of `taqvim.v1.EventService.ConfirmEvent`.
std::string WordsFor(const std::string& method) {
  const size_t dot = method.rfind('.');
  const std::string last = dot == std::string::npos ? method : method.substr(dot + 1);
  return absl::StrReplaceAll(ToKebab(last), {{"-", " "}});
}

// How an entry is written: in which zone its own time is, and how values are.
struct Look {
  const Style& style;
  std::string zone;
  WriteValue write;
};

std::string When(const v1::EventRevision& revision, const Look& look) {
  if (!revision.has_create_time()) return "(when is not shown)";
  return LocalTime(absl::FromUnixSeconds(revision.create_time().seconds()), look.zone);
}

// That in which times are shown, or where the event was last known to be.
std::string ZoneOf(const v1::ListEventRevisionsResponse& history, const Showing& showing) {
  if (showing.all_here) return showing.here.name();
  for (const v1::EventRevision& revision : history.event_revisions()) {
    for (const v1::Event* event : {&revision.after(), &revision.before()}) {
      std::string zone = ZoneBeside({event});
      if (!zone.empty()) return zone;
    }
  }
  return "";
}

std::string Heading(const v1::EventRevision& revision, const Look& look) {
  const Style& style = look.style;
  std::vector<std::string> parts = {style.Bold(When(revision, look))};
  if (!revision.principal().empty()) parts.push_back(style.Bold(Printable(revision.principal())));
  if (!revision.method().empty()) parts.push_back(Printable(WordsFor(revision.method())));
  if (!revision.has_after()) parts.push_back(style.Red("deleted"));
  if (revision.number() != 0) {
    parts.push_back(style.Dim(absl::StrCat("(revision ", revision.number(), ")")));
  }
  return absl::StrCat(absl::StrJoin(parts, "  "), "\n");
}

// The top fields of the paths, each once.
std::vector<std::string> TopFields(const v1::EventRevision& revision) {
  std::vector<std::string> fields;
  for (const std::string& path : revision.changed_fields()) {
    std::string top = path.substr(0, path.find('.'));
    if (fields.empty() || fields.back() != top) fields.push_back(std::move(top));
  }
  return fields;
}

std::vector<FieldDifference> Created(const v1::Event& event, const WriteValue& write) {
  std::vector<std::string> fields;
  for (int i = 0; i < event.GetDescriptor()->field_count(); ++i) {
    const std::string& name = event.GetDescriptor()->field(i)->name();
    if (name != "name" && name != "etag") fields.push_back(name);
  }
  return Differences(v1::Event(), event, fields, Compared::kSetByCallers, write);
}

// Which event it is about, where a name was that of several.
std::string Which(const v1::EventRevision& revision) {
  const v1::Event& event = revision.has_after() ? revision.after() : revision.before();
  return event.uid().empty() ? "" : absl::StrCat("  uid: ", Printable(event.uid()), "\n");
}

std::string Value(const std::string& text) { return text.empty() ? "(nothing)" : Printable(text); }

std::string Line(const FieldDifference& difference, bool created, const Style& style) {
  const std::string field = Printable(difference.field);
  const std::string before = Value(difference.before), after = Value(difference.after);
  if (created) return absl::StrCat("  ", field, ": ", style.Green(after), "\n");
  if (DisplayWidth(field) + DisplayWidth(before) + DisplayWidth(after) <= kLongestPair) {
    return absl::StrCat("  ", field, ": ", style.Red(before), " -> ", style.Green(after), "\n");
  }
  return absl::StrCat("  ", field, ":\n    ", style.Red(absl::StrCat("- ", before)), "\n    ",
                      style.Green(absl::StrCat("+ ", after)), "\n");
}

std::string Entry(const v1::EventRevision& revision, const Look& look) {
  const bool created = !revision.has_before();
  if (!revision.has_after()) return absl::StrCat(Heading(revision, look), Which(revision));
  auto differences = created ? Created(revision.after(), look.write)
                             : Differences(revision.before(), revision.after(), TopFields(revision),
                                           Compared::kAll, look.write);
  std::erase_if(differences, Repeats);
  std::string text = Heading(revision, look);
  for (const FieldDifference& difference : differences) {
    text += Line(difference, created, look.style);
  }
  if (differences.empty() && !revision.changed_fields().empty()) {
    absl::StrAppend(&text, "  changed: ", absl::StrJoin(revision.changed_fields(), ", "), "\n");
  }
  return text;
}

}  // namespace

std::string HistoryText(const v1::ListEventRevisionsResponse& history, const Style& style,
                        const Showing& showing) {
  const Look look{style, ZoneOf(history, showing), ShownValues(showing)};
  std::vector<std::string> entries;
  for (const v1::EventRevision& revision : history.event_revisions()) {
    entries.push_back(Entry(revision, look));
  }
  std::string text = absl::StrJoin(entries, "\n");
  if (history.trimmed()) {
    absl::StrAppend(&text, entries.empty() ? "" : "\n",
                    style.Dim("What was before is no longer kept."), "\n");
  }
  const auto& revisions = history.event_revisions();
  const bool says_when = std::any_of(revisions.begin(), revisions.end(),
                                     [](const auto& one) { return one.has_create_time(); });
  if (says_when && !look.zone.empty()) {
    absl::StrAppend(&text, "\n", style.Dim(TimesAreOf(look.zone)), "\n");
  }
  return text;
}

}  // namespace taqvim::cli
