// Notes of the days on which access tokens were used, until the store knows them.
//
// Whoever calls must not cost a write each time: so only the first use of a day is noted, and
// what is noted is taken now and then and written at once.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"

namespace taqvim::access {

// Thread-safe. Holds a day for each token that was used.
class TokenUses {
 public:
  // By the token's resource name.
  using Days = std::map<std::string, absl::CivilDay>;

  // Notes that the token of that name was used on that day, unless a later one is noted.
  void Note(std::string_view token, absl::CivilDay day);
  // Takes what was noted since the last time.
  Days Take();
  // Notes again what was taken and could not be written.
  void PutBack(const Days& days);

 private:
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, absl::CivilDay> last_ ABSL_GUARDED_BY(mutex_);
  Days news_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::access
