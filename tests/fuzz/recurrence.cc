// Rules that repeat: what is read of any text has its days in order, each of which it
// has, and all ways to ask for them agree.
#include "server/schedule/time/recurrence.h"

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "proto/check.h"
#include "tests/fuzz/input.h"

namespace schedule = taqvim::schedule;

namespace {

constexpr int kDays = 40;

std::vector<absl::CivilDay> FirstDays(const schedule::RecurrenceRule& rule, absl::CivilSecond start,
                                      absl::CivilDay through) {
  std::vector<absl::CivilDay> days;
  rule.ForEach(start, absl::CivilDay(start), through, [&](absl::CivilDay day) {
    days.push_back(day);
    return days.size() < kDays;
  });
  return days;
}

void CheckRule(const schedule::RecurrenceRule& rule, absl::CivilSecond start) {
  const absl::CivilDay first(start);
  const std::vector<absl::CivilDay> days = FirstDays(rule, start, first + 6 * 366);
  const std::optional<absl::CivilDay> last = rule.LastDay(start);
  for (size_t i = 0; i < days.size(); ++i) {
    CHECK(days[i] >= first);
    CHECK(rule.Has(start, days[i]));
    if (last.has_value()) CHECK(days[i] <= *last);
    if (i == 0) continue;
    CHECK(days[i - 1] < days[i]);
    CHECK(rule.NextAfter(start, days[i - 1]) == days[i]);
    CHECK(days[i] - days[i - 1] == 1 || !rule.Has(start, days[i] - 1));
  }
  if (last.has_value()) {
    CHECK(rule.Has(start, *last));
    CHECK(rule.NextAfter(start, *last) == std::nullopt);
  }
  CHECK(rule.IsAlikeButForEnd(rule, first));
  if (last.has_value()) CHECK(rule.EndsNoLater(rule, start));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  const absl::CivilSecond start(input.Within(1600, 2400), input.Within(1, 12), input.Within(1, 31),
                                input.Within(0, 23), input.Within(0, 59), 0);
  const std::string_view text = input.Rest();
  for (const auto source : {schedule::RuleSource::kRequest, schedule::RuleSource::kStored}) {
    const auto rule = schedule::RecurrenceRule::Parse(text, source);
    if (rule.ok()) CheckRule(*rule, start);
  }
  return 0;
}
