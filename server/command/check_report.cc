#include "server/command/check_report.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "client/markup/json.h"
#include "storage/finding.h"

namespace taqvim::command {
namespace {

using markup::JsonObject;
using storage::Finding;

constexpr int kAreaWidth = 11;
constexpr int kRepairWidth = 8;
constexpr int kLeastText = 40;

absl::string_view TextView(std::string_view text) { return {text.data(), text.size()}; }

bool IsRepairable(const Finding& finding) { return finding.repair != storage::Repair::kNone; }

// The words in lines of at most that width, each but the first behind the indent.
std::string Wrapped(const std::string& text, int width, int indent) {
  std::string wrapped;
  int column = 0;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const int size = static_cast<int>(word.size());
    if (column > 0 && column + 1 + size > width) {
      absl::StrAppend(&wrapped, "\n", std::string(indent, ' '));
      column = 0;
    }
    absl::StrAppend(&wrapped, column > 0 ? " " : "", word);
    column += size + (column > 0 ? 1 : 0);
  }
  return wrapped;
}

void AppendTable(const std::vector<Finding>& findings, int width, std::string& text) {
  constexpr int kIndent = kAreaWidth + kRepairWidth;
  const int left = std::max(width - kIndent, kLeastText);
  absl::StrAppend(&text, absl::StrFormat("%-*s%-*s%s\n", kAreaWidth, "AREA", kRepairWidth, "REPAIR",
                                         "WHAT IS WRONG, AND WHAT TO DO"));
  for (const Finding& finding : findings) {
    const std::string sentences = absl::StrCat(WithNames(finding), " ", finding.advice);
    absl::StrAppend(&text,
                    absl::StrFormat("%-*s%-*s", kAreaWidth, std::string(NameOf(finding.area)),
                                    kRepairWidth, IsRepairable(finding) ? "yes" : "no"),
                    Wrapped(sentences, left, kIndent), "\n");
  }
}

void AppendLines(const std::vector<Finding>& findings, std::string& text) {
  for (const Finding& finding : findings) {
    absl::StrAppend(&text, TextView(NameOf(finding.area)), ": ", WithNames(finding), " ",
                    finding.advice, "\n");
  }
}

std::string Outcome(const CheckReport& report, const std::string& data) {
  int64_t resources = 0;
  for (const auto& [kind, count] : report.counts.resources) resources += count;
  const std::string what =
      absl::StrCat(data, report.server_runs ? ", as it was while its server ran," : "", " with ",
                   resources, " resources, ", report.counts.claims, " claims and ",
                   report.counts.revisions, " revisions in its log");
  if (report.well()) return absl::StrCat("Nothing is wrong with ", what, ".\n");
  const auto& all = report.findings.all();
  const auto repairable = std::count_if(all.begin(), all.end(), IsRepairable);
  const int64_t untold = report.findings.count() - static_cast<int64_t>(all.size());
  return absl::StrCat(
      report.findings.count(), " findings in ", what, ".",
      untold > 0 ? absl::StrCat(" ", untold, " of them are not listed.") : "",
      repairable > 0 ? absl::StrCat(" ", repairable, " of those listed can be repaired.") : "",
      report.schedule_checked ? "" : " The schedule could not be looked at.", "\n");
}

std::string FindingJson(const Finding& finding, bool names) {
  JsonObject object;
  object.AddText("area", TextView(NameOf(finding.area)));
  object.AddText("problem", names ? WithNames(finding) : WithNumbers(finding));
  object.AddText("advice", finding.advice);
  std::vector<std::string> about;
  for (const storage::About& one : finding.about) about.push_back(names ? one.name : one.number);
  object.AddTexts("about", about);
  object.Add("repairable", IsRepairable(finding) ? "true" : "false");
  return object.Text();
}

std::string Json(const CheckReport& report, const std::string& data, bool names) {
  JsonObject object;
  object.AddText("file", data);
  object.Add("well", report.well() ? "true" : "false");
  object.Add("serverRuns", report.server_runs ? "true" : "false");
  object.Add("scheduleChecked", report.schedule_checked ? "true" : "false");
  object.Add("schema", absl::StrCat(report.counts.schema));
  object.Add("bytes", absl::StrCat(report.counts.bytes));
  JsonObject resources;
  for (const auto& [kind, count] : report.counts.resources) {
    resources.Add(TextView(NameOf(kind)), absl::StrCat(count));
  }
  object.Add("resources", resources.Text());
  object.Add("claims", absl::StrCat(report.counts.claims));
  JsonObject log;
  log.Add("revisions", absl::StrCat(report.counts.revisions));
  log.Add("first", absl::StrCat(report.counts.first_revision));
  log.Add("newest", absl::StrCat(report.counts.newest_revision));
  log.Add("bytes", absl::StrCat(report.counts.log_bytes));
  object.Add("log", log.Text());
  JsonObject counts;
  for (const auto& [area, count] : report.findings.counts()) {
    counts.Add(TextView(NameOf(area)), absl::StrCat(count));
  }
  object.Add("counts", counts.Text());
  std::vector<std::string> findings;
  for (const Finding& finding : report.findings.all()) {
    findings.push_back(FindingJson(finding, names));
  }
  object.Add("findings", markup::JsonList(findings));
  return object.Text() + "\n";
}

}  // namespace

std::string ToText(const CheckReport& report, const std::string& data, int width) {
  std::string text;
  const auto& findings = report.findings.all();
  if (!findings.empty() && width > 0) AppendTable(findings, width, text);
  if (width == 0) AppendLines(findings, text);
  return text + Outcome(report, data);
}

std::string ToJson(const CheckReport& report, const std::string& data) {
  return Json(report, data, /*names=*/true);
}

std::string ToNamelessJson(const CheckReport& report) { return Json(report, "", /*names=*/false); }

}  // namespace taqvim::command
