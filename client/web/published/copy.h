// The copy in memory of what the public sees, for those who show it: how it is, and how current.
#pragma once

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "client/web/published/schedule.h"

namespace taqvim::web {

// For so long after the server confirmed it last a copy is shown as it is; after that with the
// time of which it is, and then not at all.
inline constexpr absl::Duration kCurrentFor = absl::Seconds(60);
inline constexpr absl::Duration kShownFor = absl::Minutes(15);

// What a reader sees while it reads.
struct CopyView {
  const Schedule& schedule;
  // Another one after each change, and never one that was before in this process.
  uint64_t version;
  // When the server confirmed last that this is all there is.
  absl::Time confirmed;
  // Whether that is so recent that nothing need be said of it.
  bool is_current;
};

// How a copy is, for whoever runs the site.
struct CopyState {
  // Whether all was read.
  bool complete = false;
  int64_t events = 0;
  // As CopyView::confirmed.
  absl::Time confirmed = absl::InfinitePast();
};

// Thread-safe; one thread writes. Readers do not wait for one another.
class Copy {
 public:
  // Calls back with what there is, which does not change meanwhile. UNAVAILABLE, with a sentence
  // for readers, while nothing was read yet, and where what there is was confirmed too long ago.
  absl::Status Read(absl::Time now, absl::FunctionRef<void(const CopyView&)> reader) const;

  // Calls back with the schedule, however old and though it be not shown; for the writer.
  void Inspect(absl::FunctionRef<void(const Schedule&)> reader) const;
  CopyState state() const;
  // Shows nothing until there is a whole schedule again.
  void Clear();
  void Replace(Schedule schedule, absl::Time now);
  void Change(absl::FunctionRef<void(Schedule&)> change);
  // That there is nothing else at that time.
  void Confirm(absl::Time now);

 private:
  mutable absl::Mutex mutex_;
  Schedule schedule_ ABSL_GUARDED_BY(mutex_);
  bool complete_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t version_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time confirmed_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace taqvim::web
