// The system's time zone data, as it was read last.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace taqvim::schedule {

// The IANA name of a zone that ZoneData gave.
std::string NameOf(const absl::TimeZone& zone);

// Of the folder that TZDIR names, else of /usr/share/zoneinfo. Thread-safe. Zones
// stay valid for ever: they are never freed, and only those whose data was
// replaced take memory again.
class ZoneData {
 public:
  using Names = absl::flat_hash_set<std::string>;
  // What was read at one time.
  struct Reading {
    Names names;
    absl::flat_hash_map<std::string, absl::TimeZone> zones;
  };

  // That of this process.
  static ZoneData& Get();

  // The zone of that name, which is read when somebody first asks for it. Nothing
  // when the data does not have it.
  std::optional<absl::TimeZone> Find(std::string_view name);
  // The names of all zones of places, and UTC.
  Names names() const;

  // Reads again what was read before, and returns what that was. Whoever asks for
  // a zone from now on gets the rules that are installed now.
  Reading ReadAgain();
  // Goes back to what was read before.
  void Restore(Reading before);

 private:
  struct Content {
    std::string bytes;
    std::optional<absl::TimeZone> zone;
  };

  ZoneData();
  std::optional<absl::TimeZone> Load(const std::string& name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  Reading reading_ ABSL_GUARDED_BY(mutex_);
  // By name, all contents that its file ever had.
  std::map<std::string, std::vector<Content>> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::schedule
