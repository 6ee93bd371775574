// How findings are told to the caller: a part of server/schedule/judge/judge.h.
#include <algorithm>
#include <limits>
#include <utility>

#include "server/base/strings.h"
#include "server/schedule/event/conflict_order.h"
#include "server/schedule/judge/conflict_page.h"
#include "server/schedule/judge/judge.h"

namespace taqvim::schedule {
namespace {

v1::Conflict Told(Finding finding) {
  v1::Conflict& conflict = finding.conflict;
  if (finding.hides_counterpart) {
    conflict.clear_counterpart();
    conflict.clear_counterpart_title();
    conflict.clear_counterpart_booking();
  }
  if (finding.hides_booking) {
    conflict.clear_booking();
    conflict.clear_resource();
    conflict.clear_start_time();
    conflict.clear_end_time();
    conflict.clear_time_zone();
    conflict.clear_occurrence_day();
    conflict.clear_hold_rank();
    conflict.set_message(Cat(conflict.event(),
                             ", which this write would move, books something else that is taken "
                             "then; ask its owner."));
  }
  return std::move(conflict);
}

int64_t EndOf(const v1::Conflict& conflict) {
  return conflict.has_end_time() ? conflict.end_time().seconds()
                                 : std::numeric_limits<int64_t>::max();
}

// Two conflicts that are alike to the caller: the longer one, if one of them
// blocks a blocking one.
void Merge(v1::Conflict other, v1::Conflict& conflict) {
  const auto severity = std::max(conflict.severity(), other.severity());
  if (EndOf(other) > EndOf(conflict)) conflict = std::move(other);
  conflict.set_severity(severity);
}

}  // namespace

std::vector<v1::Conflict> Tell(std::vector<Finding> findings) {
  const bool hides = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.hides_counterpart || finding.hides_booking;
  });
  std::vector<v1::Conflict> told;
  told.reserve(findings.size());
  for (Finding& finding : findings) told.push_back(Told(std::move(finding)));
  if (!hides) return told;
  std::stable_sort(told.begin(), told.end(), ConflictBefore);
  std::vector<v1::Conflict> distinct;
  for (v1::Conflict& conflict : told) {
    if (distinct.empty() || !AreAlikeUpToTheEnd(distinct.back(), conflict)) {
      distinct.push_back(std::move(conflict));
    } else {
      Merge(std::move(conflict), distinct.back());
    }
  }
  return distinct;
}

}  // namespace taqvim::schedule
