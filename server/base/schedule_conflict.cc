#include "server/base/schedule_conflict.h"

#include <algorithm>

#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/base/strings.h"
#include "server/base/texts.h"

namespace taqvim::schedule {
namespace {

constexpr size_t kReportBytes = 4096;
constexpr size_t kMessageBytes = 240;
constexpr int kViolations = 3;

// A conflict that alone would not fit loses the counterpart's titles and the
// end of its sentence.
v1::Conflict Shortened(const v1::Conflict& conflict) {
  v1::Conflict shortened = conflict;
  shortened.clear_counterpart_title();
  shortened.set_message(std::string(Truncated(conflict.message(), 1000)));
  return shortened;
}

v1::ConflictReport Cut(const v1::ConflictReport& report) {
  v1::ConflictReport cut;
  cut.set_total(std::max(report.total(), report.conflicts_size()));
  cut.set_total_is_lower_bound(report.total_is_lower_bound());
  size_t bytes = cut.ByteSizeLong();
  for (const v1::Conflict& conflict : report.conflicts()) {
    // A tag and a length of at most two bytes come before each.
    bytes += conflict.ByteSizeLong() + 3;
    if (bytes > kReportBytes) break;
    *cut.add_conflicts() = conflict;
  }
  if (cut.conflicts().empty() && !report.conflicts().empty()) {
    *cut.add_conflicts() = Shortened(report.conflicts(0));
  }
  return cut;
}

bool Blocks(const v1::Conflict& conflict) {
  return conflict.severity() != v1::CONFLICT_SEVERITY_ADVISORY;
}

google::rpc::PreconditionFailure FirstFew(const v1::ConflictReport& report) {
  google::rpc::PreconditionFailure detail;
  for (const v1::Conflict& conflict : report.conflicts()) {
    if (!Blocks(conflict)) continue;
    auto* violation = detail.add_violations();
    violation->set_type(
        std::string(WithoutPrefix(v1::ConflictRule_Name(conflict.rule()), "CONFLICT_RULE_")));
    violation->set_subject(conflict.counterpart());
    violation->set_description(std::string(Truncated(conflict.message(), kMessageBytes)));
    if (detail.violations_size() == kViolations) break;
  }
  return detail;
}

std::string Summary(const v1::ConflictReport& report) {
  const auto& told = report.conflicts();
  // What is not told counts as a conflict; what is told and advises does not.
  const auto advice = static_cast<int>(std::count_if(
      told.begin(), told.end(), [](const v1::Conflict& one) { return !Blocks(one); }));
  const int total = std::max(report.total(), report.conflicts_size()) - advice;
  const auto first = std::find_if(told.begin(), told.end(), Blocks);
  const std::string count = Cat(report.total_is_lower_bound() ? "at least " : "", total,
                                total == 1 ? " conflict" : " conflicts");
  if (first == told.end()) return count;
  return Cat(count,
             total == 1 ? ": " : ", the first: ", Truncated(first->message(), kMessageBytes));
}

}  // namespace

absl::Status ScheduleConflict(const v1::ConflictReport& report) {
  absl::Status status = MakeStatus(absl::StatusCode::kFailedPrecondition,
                                   v1::ERROR_REASON_SCHEDULE_CONFLICT, Summary(report));
  AddDetail(status, Cut(report));
  AddDetail(status, FirstFew(report));
  return status;
}

}  // namespace taqvim::schedule
