#include "server/schedule/rules/culture_days_rule.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "proto/status_macros.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/event/culture_days.h"
#include "server/schedule/event/precedence.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::ResourceId;

// The owners of others, and the topics where each is met.
using Met = std::map<ResourceId, std::set<std::string>>;

absl::StatusOr<Met> FindOthers(Judging& judging) {
  Met met;
  for (const TopicDays& topic : TopicsOf(judging.event.after.culture_days())) {
    ASSIGN_OR_RETURN(auto atom, judging.write.drafts.FindTopic(topic.topic));
    if (atom == 0) continue;
    RETURN_IF_ERROR(judging.write.claims.ForEachOverlapping(
        atom, IntervalOfDays(topic.days), ClaimKind::kCultureDays, [&](const Claim& other) {
          if (other.owner != judging.event.id) met[other.owner].insert(topic.topic);
          return absl::OkStatus();
        }));
  }
  return met;
}

// Of which countries they are is not said of those that are closed.
std::string_view WhereTheyMeet(const Counterpart& other, const std::set<std::string>& topics) {
  if (other.closed) return "in the same city or of the same countries";
  const bool city = topics.begin()->rfind("city/", 0) == 0;
  return city ? "in the same city" : "of the same countries";
}

// Whether the write leaves the days as they were judged before.
bool IsAsBefore(const JudgedEvent& event) {
  return event.before.has_culture_days() && !event.confirming &&
         SameTopics(event.before.culture_days(), event.after.culture_days());
}

void StandBeside(Standing& standing, v1::ConflictKind kind, const v1::Event& other) {
  Breach breach{.counterpart = other.name()};
  if (standing.lookups.rights().SeesAllOf(other)) breach.counterpart_title = &other.title();
  breach.called = Named(breach.counterpart_title != nullptr ? *breach.counterpart_title : Texts(),
                        other.name());
  standing.Add(kind, std::move(breach));
}

// Unless the other was confirmed later, or the one or the other has accepted it.
absl::Status StandContested(Standing& standing, ResourceId owner) {
  ASSIGN_OR_RETURN(auto party, standing.lookups.PartyOf(owner));
  const v1::Event& event = *standing.event.event;
  const v1::Event& other = *party->event;
  const v1::ConflictRule rule = standing.rule.name;
  if (ConfirmedBefore(event, standing.event.resource.id, other, owner) ||
      WaiverFor(event, rule, "", other.name()) != nullptr ||
      WaiverFor(other, rule, "", event.name()) != nullptr) {
    return absl::OkStatus();
  }
  StandBeside(standing, v1::CONFLICT_KIND_CONTESTED, other);
  return absl::OkStatus();
}

absl::Status StandContested(Standing& standing) {
  std::set<ResourceId> met;
  for (const Claim& claim : standing.event.claims) {
    if (claim.kind != ClaimKind::kCultureDays) continue;
    ASSIGN_OR_RETURN(auto others,
                     standing.lookups.snapshot().ClaimsOverlapping(
                         claim.atom, claim.interval, ClaimKind::kCultureDays, kMostClaimsMet));
    for (const Claim& other : others) {
      if (other.owner != standing.event.resource.id) met.insert(other.owner);
    }
  }
  for (ResourceId owner : met) {
    RETURN_IF_ERROR(StandContested(standing, owner));
  }
  return absl::OkStatus();
}

bool ShareDays(const v1::CultureDays& a, const v1::CultureDays& b) {
  for (const TopicDays& mine : TopicsOf(a)) {
    for (const TopicDays& theirs : TopicsOf(b)) {
      if (mine.topic == theirs.topic && mine.days.Overlaps(theirs.days)) return true;
    }
  }
  return false;
}

absl::Status StandChanged(Standing& standing) {
  const StandingEvent& event = standing.event;
  if (!event.confirmed() || event.claims.empty()) return absl::OkStatus();
  for (const v1::Waiver& waiver : event.event->waivers()) {
    if (waiver.rule() != standing.rule.name) continue;
    ASSIGN_OR_RETURN(auto other, standing.lookups.EventOf(waiver.counterpart()));
    if (!other || other->state() != v1::EVENT_STATE_CONFIRMED) continue;
    if (FingerprintOf(*other) == waiver.counterpart_etag()) continue;
    if (!ShareDays(event.event->culture_days(), other->culture_days())) continue;
    StandBeside(standing, v1::CONFLICT_KIND_WAIVER_ENDED, *other);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status JudgeCultureDays(Judging& judging) {
  const JudgedEvent& event = judging.event;
  if (!event.after.has_culture_days() || IsAsBefore(event)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Met others, FindOthers(judging));
  for (const auto& [owner, topics] : others) {
    ASSIGN_OR_RETURN(auto other, judging.write.counterparts.Find(owner));
    judging.Add({.counterpart = other->name,
                 .counterpart_title = &other->title,
                 .called = Named(other->title, other->name),
                 .details = {std::string(WhereTheyMeet(*other, topics))}},
                other->fingerprint);
  }
  return absl::OkStatus();
}

absl::Status StandCultureDays(Standing& standing) {
  if (standing.event.closed) return absl::OkStatus();
  if (standing.WantsAny({v1::CONFLICT_KIND_CONTESTED})) {
    RETURN_IF_ERROR(StandContested(standing));
  }
  if (standing.WantsAny({v1::CONFLICT_KIND_WAIVER_ENDED})) {
    RETURN_IF_ERROR(StandChanged(standing));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
