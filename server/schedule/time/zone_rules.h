// `ZoneRules`: the rules of all time zones, as they were read at one time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::schedule {

// The IANA name of a zone that ZoneRules gave.
std::string NameOf(const absl::TimeZone& zone);

// A value: what it has once said of a name it always says, whatever is installed since.
// From the folder that TZDIR names, else from /usr/share/zoneinfo. Thread-safe. Zones stay
// valid for ever: they are never freed, and only those whose data was replaced take memory
// again.
class ZoneRules {
 public:
  using Names = absl::flat_hash_set<std::string>;

  // Reads what is installed now: the names of all zones, and the rules of those that
  // `before` has given; those of others when somebody first asks for them. What cannot be
  // read, as it is just being installed, is as it was before.
  static std::shared_ptr<const ZoneRules> Read(const ZoneRules* before);

  // The zone of that name; nothing when there is none.
  std::optional<absl::TimeZone> Find(std::string_view name) const;
  // The names of all zones of places, and UTC.
  const Names& names() const { return names_; }

 private:
  explicit ZoneRules(Names names) : names_(std::move(names)) {}

  const Names names_;
  mutable absl::Mutex mutex_;
  mutable absl::flat_hash_map<std::string, absl::TimeZone> zones_ ABSL_GUARDED_BY(mutex_);
};

// By which rules this process judges what is not given others. Thread-safe.
class ZonesInForce {
 public:
  static std::shared_ptr<const ZoneRules> Get();
  // From now on these. What is under way goes on by those that it was given.
  static void Use(std::shared_ptr<const ZoneRules> rules);
  // What is installed now, which is not used by that.
  static std::shared_ptr<const ZoneRules> ReadInstalled() { return ZoneRules::Read(Get().get()); }
};

// What an operation is given: while it lives, its thread finds zones (civil.h) in these
// rules, and in no others. One inside another counts as long as it lives.
class GivenZoneRules {
 public:
  explicit GivenZoneRules(std::shared_ptr<const ZoneRules> rules);
  ~GivenZoneRules();
  GivenZoneRules(const GivenZoneRules&) = delete;
  GivenZoneRules& operator=(const GivenZoneRules&) = delete;

  // Those of this thread; where it was given none, those in force.
  static std::shared_ptr<const ZoneRules> OfThread();

 private:
  const std::shared_ptr<const ZoneRules> rules_;
  const GivenZoneRules* const outer_;
};

}  // namespace taqvim::schedule
