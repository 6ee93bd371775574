#include "server/schedule/facts/breach.h"

#include <algorithm>

#include "absl/strings/substitute.h"
#include "server/base/strings.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using storage::Interval;

void SetInterval(const Interval& interval, v1::Conflict& conflict) {
  conflict.mutable_start_time()->set_seconds(interval.start);
  if (interval.end != Interval::kForever) {
    conflict.mutable_end_time()->set_seconds(interval.end);
  }
}

std::string SentenceOf(const Breach& breach, std::string_view pattern) {
  const std::string when =
      breach.interval ? FormatInterval(*breach.interval, breach.zone) : std::string();
  const std::string& called = breach.called.empty() ? breach.counterpart : breach.called;
  return absl::Substitute(absl::string_view(pattern.data(), pattern.size()), breach.resource,
                          called, when, breach.details[0], breach.details[1]);
}

}  // namespace

v1::Conflict MakeConflict(const Rule& rule, const v1::Event& event, const Breach& breach,
                          std::string_view sentence) {
  v1::Conflict conflict;
  conflict.set_event(event.name());
  if (breach.booking >= 0 && breach.booking < event.bookings_size()) {
    conflict.set_booking(event.bookings(breach.booking).id());
    conflict.set_time_zone(event.bookings(breach.booking).time_zone());
  }
  conflict.set_rule(rule.name);
  conflict.set_resource(breach.resource);
  conflict.set_counterpart(breach.counterpart);
  if (breach.counterpart_title != nullptr) {
    *conflict.mutable_counterpart_title() = *breach.counterpart_title;
  }
  conflict.set_counterpart_booking(breach.counterpart_booking);
  if (breach.interval) SetInterval(*breach.interval, conflict);
  if (breach.day) *conflict.mutable_occurrence_day() = ToDate(*breach.day);
  conflict.set_message(SentenceOf(breach, sentence));
  return conflict;
}

std::string Named(const Texts& title, std::string_view name) {
  const std::string text = TextOf(title);
  return Cat(text.empty() ? "" : Cat("“", text, "” "), "(", name, ")");
}

std::string TextOf(const Texts& title) {
  if (auto english = title.find("en"); english != title.end()) return english->second;
  if (title.empty()) return "";
  return std::min_element(title.begin(), title.end(),
                          [](const auto& a, const auto& b) { return a.first < b.first; })
      ->second;
}

}  // namespace taqvim::schedule
