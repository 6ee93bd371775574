#include "server/rpc/calls/call_counters.h"

#include <set>
#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "server/base/error_details.h"
#include "taqvim/v1/conflict.pb.h"
#include "taqvim/v1/errors.pb.h"

namespace taqvim::rpc {
namespace {

constexpr std::string_view kRulePrefix = "CONFLICT_RULE_";

std::vector<metrics::CallMetrics::MethodName> NamesOf(const std::vector<Method>& methods) {
  std::vector<metrics::CallMetrics::MethodName> names;
  for (const Method& method : methods) names.push_back({method.name, method.watches});
  return names;
}

std::string RuleName(v1::ConflictRule rule) {
  return std::string(schedule::WithoutPrefix(v1::ConflictRule_Name(rule), kRulePrefix));
}

std::vector<std::string> Reasons() {
  std::vector<std::string> names;
  const auto* reasons = v1::ErrorReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<v1::ErrorReason>(reasons->value(i)->number());
    if (reason != v1::ERROR_REASON_UNSPECIFIED) names.push_back(schedule::ReasonName(reason));
  }
  return names;
}

std::vector<std::string> Rules() {
  std::vector<std::string> names;
  const auto* rules = v1::ConflictRule_descriptor();
  for (int i = 0; i < rules->value_count(); ++i) {
    const auto rule = static_cast<v1::ConflictRule>(rules->value(i)->number());
    if (rule != v1::CONFLICT_RULE_UNSPECIFIED) names.push_back(RuleName(rule));
  }
  return names;
}

}  // namespace

CallCounters::CallCounters(metrics::Metrics& metrics, const std::vector<Method>& methods)
    : calls_(metrics, "taqvim", NamesOf(methods)),
      reasons_(metrics, "taqvim_refusals_total",
               "Calls and streams that ended with an error, by the reason that was told.", "reason",
               Reasons()),
      rules_(metrics, "taqvim_rule_refusals_total",
             "Writes that were refused for conflicts, by each rule that blocked them.", "rule",
             Rules()) {}

void CallCounters::Ended(const Method& method, const absl::Status& told, absl::Duration took) {
  calls_.Ended(method.name, told.code(), took);
  if (told.ok()) return;
  const v1::ErrorReason reason = schedule::ReasonOf(told);
  reasons_.Count(schedule::ReasonName(reason));
  if (reason == v1::ERROR_REASON_SCHEDULE_CONFLICT) CountRules(told);
}

void CallCounters::CountRules(const absl::Status& told) {
  v1::ConflictReport report;
  if (!schedule::GetDetail(told, &report)) return;
  std::set<v1::ConflictRule> rules;
  for (const v1::Conflict& conflict : report.conflicts()) {
    if (conflict.severity() != v1::CONFLICT_SEVERITY_ADVISORY) rules.insert(conflict.rule());
  }
  for (const v1::ConflictRule rule : rules) rules_.Count(RuleName(rule));
}

}  // namespace taqvim::rpc
