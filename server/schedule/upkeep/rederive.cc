#include "server/schedule/upkeep/rederive.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "proto/status_macros.h"
#include "server/base/request_limits.h"
#include "server/base/strings.h"
#include "server/schedule/stored/referrers.h"
#include "server/schedule/stored/zone_topics.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/upkeep/time_moves.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::LinkRole;
using storage::Resource;
using storage::ResourceId;

// What one revision looks at, and about what it moves at most.
constexpr int kMaxRederivedLookedAt = 1000;
constexpr size_t kMaxRederived = 100;
constexpr size_t kMaxRederivedBytes = 1 << 20;

// What ended longer ago is over by whatever rules: no clock is set by more than a
// day.
constexpr absl::Duration kRederivesBack = absl::Hours(48);

// A zone in use, and what is to be done about it.
struct ZoneInUse {
  Resource topic;
  ZoneState state;
  // By its rules of today; unset when it is not known any more.
  std::optional<std::string> fingerprint;

  bool changed() const {
    return fingerprint && (state.begun() || state.fingerprint != *fingerprint);
  }
};

absl::StatusOr<std::vector<ZoneInUse>> ListZones(storage::Snapshot& snapshot) {
  constexpr int kRederivedPage = 1000;
  storage::ListQuery query{
      .kind = Kind::kTopic, .name_prefix = std::string(kZoneTopicPrefix), .limit = kRederivedPage};
  std::vector<ZoneInUse> zones;
  for (;;) {
    ASSIGN_OR_RETURN(auto topics, snapshot.List(query));
    for (Resource& topic : topics) {
      query.after = topic.id;
      ASSIGN_OR_RETURN(auto state, ParseZoneState(topic.body));
      auto zone = FindZone(ZoneOfTopic(topic.name));
      ZoneInUse& in_use = zones.emplace_back();
      in_use.topic = std::move(topic);
      in_use.state = std::move(state);
      if (zone.ok()) in_use.fingerprint = FingerprintOf(*zone);
    }
    if (topics.size() < kRederivedPage) return zones;
  }
}

// The venues and events that refer to a zone, and what depends on those, in
// order of ids from one on, a stretch at a time.
class Dependents {
 public:
  explicit Dependents(storage::Snapshot& snapshot) : snapshot_(snapshot) {}

  // The next `limit` events and resources of venues after that one.
  absl::StatusOr<std::vector<ResourceId>> After(ResourceId topic, ResourceId after, int limit);

 private:
  absl::Status Gather(ResourceId target, LinkRole role, ResourceId after, int limit);

  storage::Snapshot& snapshot_;
  std::set<ResourceId> next_;
};

// Keeps of all that it is given the `limit` least ids.
absl::Status Dependents::Gather(ResourceId target, LinkRole role, ResourceId after, int limit) {
  ASSIGN_OR_RETURN(auto ids, snapshot_.Referrers(target, {role}, after, limit));
  next_.insert(ids.begin(), ids.end());
  while (next_.size() > static_cast<size_t>(limit)) next_.erase(std::prev(next_.end()));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ResourceId>> Dependents::After(ResourceId topic, ResourceId after,
                                                          int limit) {
  next_.clear();
  ASSIGN_OR_RETURN(auto direct, AllReferrers(snapshot_, topic, {LinkRole::kZone}));
  for (ResourceId id : direct) {
    ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(id));
    if (resource->kind != Kind::kVenue) continue;
    ASSIGN_OR_RETURN(auto inside, AllReferrers(snapshot_, id, {LinkRole::kVenue}));
    RETURN_IF_ERROR(Gather(id, LinkRole::kVenue, after, limit));
    RETURN_IF_ERROR(Gather(id, LinkRole::kBooked, after, limit));
    for (ResourceId space : inside) {
      RETURN_IF_ERROR(Gather(space, LinkRole::kBooked, after, limit));
    }
  }
  RETURN_IF_ERROR(Gather(topic, LinkRole::kZone, after, limit));
  return std::vector<ResourceId>(next_.begin(), next_.end());
}

class Rederivation {
 public:
  Rederivation(storage::Transaction& transaction, const access::Rights& rights)
      : transaction_(transaction),
        dependents_(transaction),
        moves_(transaction, rights, kRederivesBack) {}

  absl::StatusOr<v1::RederiveTimesResponse> Run(const v1::RederiveTimesRequest& request);

 private:
  bool full() const {
    return looked_at_ >= kMaxRederivedLookedAt || moves_.count() >= kMaxRederived ||
           moves_.bytes() >= kMaxRederivedBytes;
  }
  // Takes in what depends on the zone, as far as there is room.
  absl::Status Advance(ZoneInUse& zone);
  absl::Status Take(ResourceId id);
  absl::Status Keep(const ZoneInUse& zone);

  storage::Transaction& transaction_;
  Dependents dependents_;
  TimeMoves moves_;
  int looked_at_ = 0;
};

absl::Status Rederivation::Take(ResourceId id) {
  ++looked_at_;
  ASSIGN_OR_RETURN(auto resource, transaction_.FindById(id));
  if (!resource) return absl::OkStatus();
  if (resource->kind == Kind::kClosure) return moves_.AddClosure(*resource);
  if (resource->kind == Kind::kEvent) return moves_.AddEvent(*resource).status();
  return absl::OkStatus();
}

absl::Status Rederivation::Advance(ZoneInUse& zone) {
  if (zone.state.target != *zone.fingerprint) {
    zone.state.target = *zone.fingerprint;
    zone.state.reached = 0;
  }
  ASSIGN_OR_RETURN(auto next,
                   dependents_.After(zone.topic.id, zone.state.reached, kMaxRederivedLookedAt));
  for (ResourceId id : next) {
    if (full()) return absl::OkStatus();
    RETURN_IF_ERROR(Take(id));
    zone.state.reached = id;
  }
  if (next.size() == kMaxRederivedLookedAt) return absl::OkStatus();
  zone.state = {.fingerprint = *zone.fingerprint};
  return absl::OkStatus();
}

absl::Status Rederivation::Keep(const ZoneInUse& zone) {
  storage::Mutation mutation;
  mutation.puts.push_back({.id = zone.topic.id,
                           .kind = Kind::kTopic,
                           .name = zone.topic.name,
                           .body = ToText(zone.state)});
  return transaction_.Apply(std::move(mutation));
}

absl::StatusOr<v1::RederiveTimesResponse> Rederivation::Run(
    const v1::RederiveTimesRequest& request) {
  ASSIGN_OR_RETURN(auto zones, ListZones(transaction_));
  const std::set<std::string> asked(request.time_zones().begin(), request.time_zones().end());
  std::erase_if(zones, [&](const ZoneInUse& zone) {
    const bool named = asked.count(ZoneOfTopic(zone.topic.name)) != 0;
    return !zone.fingerprint || !(named || zone.changed());
  });
  v1::RederiveTimesResponse response;
  for (ZoneInUse& zone : zones) {
    if (!full()) {
      RETURN_IF_ERROR(Advance(zone));
    } else if (!zone.state.begun()) {
      zone.state.target = *zone.fingerprint;
    }
    RETURN_IF_ERROR(Keep(zone));
    *(zone.state.begun() ? response.add_remaining_time_zones()
                         : response.add_rederived_time_zones()) = ZoneOfTopic(zone.topic.name);
  }
  ASSIGN_OR_RETURN(auto moved, moves_.Apply());
  response.mutable_moved_events()->Assign(moved.events.begin(), moved.events.end());
  response.mutable_moved_closures()->Assign(moved.closures.begin(), moved.closures.end());
  *response.mutable_conflicts() = std::move(moved.conflicts);
  return response;
}

}  // namespace

absl::StatusOr<ZonesInUse> CheckZonesInUse(storage::Snapshot& snapshot) {
  ASSIGN_OR_RETURN(auto zones, ListZones(snapshot));
  ZonesInUse in_use;
  for (const ZoneInUse& zone : zones) {
    if (!zone.fingerprint) in_use.unknown.push_back(ZoneOfTopic(zone.topic.name));
    if (zone.changed()) in_use.changed.push_back(ZoneOfTopic(zone.topic.name));
  }
  return in_use;
}

absl::StatusOr<v1::RederiveTimesResponse> Rederive(storage::Transaction& transaction,
                                                   const access::Rights& rights,
                                                   const v1::RederiveTimesRequest& request) {
  return Rederivation(transaction, rights).Run(request);
}

}  // namespace taqvim::schedule
