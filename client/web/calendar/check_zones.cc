#include "client/web/calendar/check_zones.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "client/web/calendar/parsed_time.h"
#include "client/web/calendar/parsed_zone.h"
#include "client/web/calendar/written_hours.h"

namespace taqvim::web {
namespace {

// What it takes to compare grows with both.
constexpr size_t kMostOnsets = 300;
constexpr int kMostCompared = 2'000;

constexpr FindingKind kMissing = {Severity::kBroken, "zone-missing", "Outlook, Thunderbird"};
constexpr FindingKind kNotIana = {Severity::kWrong, "zone-not-iana", "Apple, Google"};
constexpr FindingKind kTwice = {Severity::kNote, "zone-doubled", "all"};
constexpr FindingKind kIncomplete = {Severity::kBroken, "zone-incomplete", "Outlook"};
constexpr FindingKind kNoStandard = {Severity::kWrong, "zone-without-standard", "Outlook"};
constexpr FindingKind kDates = {Severity::kWrong, "zone-with-dates", "Outlook"};
constexpr FindingKind kRuleEnds = {Severity::kNote, "zone-rule-ends", "khal"};
constexpr FindingKind kSeconds = {Severity::kWrong, "zone-offset-of-seconds", "Google, Outlook"};
constexpr FindingKind kDiffers = {Severity::kWrong, "zone-differs", "Outlook, Thunderbird"};
constexpr FindingKind kChanged = {Severity::kNote, "zone-changed", "all"};

using Zones = std::map<std::string, std::vector<ParsedObservance>>;

void CheckObservance(const ParsedComponent& observance, Findings* findings) {
  const std::optional<ParsedTime> onset = TimeOf(observance.Find("DTSTART"));
  const std::optional<int> before = ParseOffset(observance.Value("TZOFFSETFROM"));
  const std::optional<int> offset = ParseOffset(observance.Value("TZOFFSETTO"));
  if (!onset || onset->is_day || onset->utc || !before || !offset) {
    findings->Add(kIncomplete, observance.number);
  }
  if (before.value_or(0) % 60 != 0 || offset.value_or(0) % 60 != 0) {
    findings->Add(kSeconds, observance.number);
  }
  const ParsedLine* const dates = observance.Find("RDATE");
  if (dates != nullptr) findings->Add(kDates, dates->number);
  const ParsedLine* const rule = observance.Find("RRULE");
  if (rule != nullptr && absl::StrContains(rule->value, "UNTIL")) {
    findings->Add(kRuleEnds, rule->number);
  }
}

// Its observances; none where it says something that is not compared.
std::vector<ParsedObservance> CheckZone(const ParsedComponent& zone, Findings* findings) {
  std::vector<ParsedObservance> observances;
  bool standard = false, comparable = true;
  size_t onsets = 0;
  for (const ParsedComponent& observance : zone.components) {
    CheckObservance(observance, findings);
    standard = standard || observance.name == "STANDARD";
    const std::optional<ParsedObservance> parsed = ParseObservance(observance);
    comparable = comparable && parsed.has_value();
    if (!comparable) continue;
    observances.push_back(*parsed);
    onsets += parsed->onsets.size();
    comparable = onsets <= kMostOnsets;
  }
  if (zone.Value("TZID").empty() || zone.components.empty()) {
    findings->Add(kIncomplete, zone.number);
  } else if (!standard) {
    findings->Add(kNoStandard, zone.number);
  }
  return comparable ? observances : std::vector<ParsedObservance>();
}

Zones CheckedZones(const ParsedComponent& calendar, Findings* findings) {
  Zones zones;
  for (const ParsedComponent& component : calendar.components) {
    if (component.name != "VTIMEZONE") continue;
    std::vector<ParsedObservance> observances = CheckZone(component, findings);
    if (!zones.emplace(component.Value("TZID"), std::move(observances)).second) {
      findings->Add(kTwice, component.number);
    }
  }
  return zones;
}

// Whether the clocks were set for good within five years before the time.
bool HasChanged(const absl::TimeZone& zone, absl::CivilSecond local) {
  const absl::Time end = zone.At(local).pre;
  absl::Time time = end - absl::Hours(24 * 365 * 5);
  absl::TimeZone::CivilTransition change;
  while (zone.NextTransition(time, &change)) {
    const absl::Time at = zone.At(change.to).trans;
    if (at > end) return false;
    const absl::TimeZone::CivilInfo before = zone.At(at - absl::Seconds(1)), after = zone.At(at);
    if (before.offset != after.offset && !before.is_dst && !after.is_dst) return true;
    time = at;
  }
  return false;
}

// Goes through the times of entries, and compares so many of them.
class TimesCheck {
 public:
  TimesCheck(const Zones& zones, Findings* findings) : zones_(zones), findings_(findings) {}

  void Check(const ParsedLine& line, const std::string& uid) {
    const std::string name = line.Parameter("TZID");
    const std::optional<ParsedTime> time = ParseTime(line.value);
    if (name.empty() || !time || time->is_day || time->utc) return;
    const auto observances = zones_.find(name);
    if (observances == zones_.end()) findings_->Add(kMissing, line.number, uid);
    const auto zone = KnownZone(name);
    if (!zone.ok()) {
      findings_->Add(kNotIana, line.number, uid);
      return;
    }
    if (++compared_ > kMostCompared) return;
    if (HasChanged(*zone, time->time)) findings_->Add(kChanged, line.number, uid);
    if (observances == zones_.end()) return;
    const std::optional<int> offset = OffsetAt(observances->second, time->time);
    const int known = zone->At(zone->At(time->time).pre).offset;
    if (offset && *offset != known) findings_->Add(kDiffers, line.number, uid);
  }

 private:
  const Zones& zones_;
  Findings* findings_;
  int compared_ = 0;
};

}  // namespace

void CheckZones(const ParsedComponent& calendar, Findings* findings) {
  const Zones zones = CheckedZones(calendar, findings);
  TimesCheck times(zones, findings);
  for (const ParsedComponent& component : calendar.components) {
    if (component.name != "VEVENT") continue;
    const std::string uid = component.Value("UID");
    for (const char* name : {"DTSTART", "DTEND"}) {
      const ParsedLine* const line = component.Find(name);
      if (line != nullptr) times.Check(*line, uid);
    }
  }
}

}  // namespace taqvim::web
