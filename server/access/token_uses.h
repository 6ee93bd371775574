// Notes of when access tokens were used, until the store knows it: on which day, and until
// when that puts a session off.
//
// Whoever calls must not cost a write each time: so only the first use of a day is noted, and
// one that puts a session off, which it does once an hour. What is noted is taken now and
// then and written at once.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace taqvim::access {

// Thread-safe. Holds the last use of each token that was used today, and of each session that
// was and has not ended.
class TokenUses {
 public:
  struct Use {
    absl::CivilDay day;
    // Of a session: when it ends, as it was used then.
    absl::Time end = absl::InfinitePast();
    friend bool operator==(const Use&, const Use&) = default;
  };
  // By the token's resource name.
  using Uses = std::map<std::string, Use>;

  // Notes a use of the token of that name, unless one is noted of that day or a later one,
  // and of that end or a later one.
  void Note(std::string_view token, Use use);
  // The latest end of the session that was noted; the infinite past when none was.
  absl::Time EndOf(std::string_view token) const;
  // Takes what was noted since the last time, and forgets what needs not be known any more:
  // uses on days before, and sessions that ended.
  Uses Take(absl::Time now);
  // Notes again what was taken and could not be written.
  void PutBack(const Uses& uses);

 private:
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Use> last_ ABSL_GUARDED_BY(mutex_);
  Uses news_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::access
