#include "server/schedule/stored/zone_topics.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "server/base/errors.h"
#include "server/base/strings.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr absl::CivilYear kFirstYear(1900);
constexpr absl::CivilYear kEndYear(2200);

}  // namespace

std::string ZoneTopicOf(std::string_view zone) { return Cat(kZoneTopicPrefix, zone); }

std::string ZoneOfTopic(std::string_view topic) {
  return std::string(topic.substr(kZoneTopicPrefix.size()));
}

std::string FingerprintOf(const absl::TimeZone& zone) {
  const absl::Time end = absl::FromCivil(kEndYear, absl::UTCTimeZone());
  absl::Time time = absl::FromCivil(kFirstYear, absl::UTCTimeZone());
  std::string rules = absl::StrCat(zone.At(time).offset);
  absl::TimeZone::CivilTransition change;
  while (zone.NextTransition(time, &change)) {
    time = zone.At(change.to).trans;
    if (time >= end) break;
    if (change.from == change.to) continue;
    absl::StrAppend(&rules, " ", absl::ToUnixSeconds(time), ":", change.to - change.from);
  }
  return EtagOf(rules);
}

std::string ToText(const ZoneState& state) {
  if (!state.begun()) return state.fingerprint;
  return absl::StrCat(state.fingerprint, " ", state.target, " ", state.reached);
}

absl::StatusOr<ZoneState> ParseZoneState(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(AbslView(text), ' ');
  ZoneState state{.fingerprint = parts[0]};
  if (parts.size() == 1) return state;
  if (parts.size() == 3 && absl::SimpleAtoi(parts[2], &state.reached)) {
    state.target = parts[1];
    return state;
  }
  return DataLoss("what is stored of a time zone cannot be read");
}

std::string NewTopicBody(std::string_view topic) {
  if (!absl::StartsWith(AbslView(topic), AbslView(kZoneTopicPrefix))) return "";
  auto zone = FindZone(ZoneOfTopic(topic));
  return zone.ok() ? FingerprintOf(*zone) : "";
}

absl::Status UseZone(storage::Transaction& transaction, std::string_view zone) {
  std::string topic = ZoneTopicOf(zone);
  auto known = transaction.Find(Kind::kTopic, topic);
  if (!known.ok() || *known) return known.status();
  storage::Mutation mutation;
  mutation.puts.push_back({.id = transaction.NewId(),
                           .kind = Kind::kTopic,
                           .name = topic,
                           .body = NewTopicBody(topic)});
  return transaction.Apply(std::move(mutation));
}

}  // namespace taqvim::schedule
