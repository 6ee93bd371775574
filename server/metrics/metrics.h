// The numbers that a process tells of itself, in the form that Prometheus reads.
#pragma once

#include <prometheus/registry.h>

#include <functional>
#include <list>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/metrics/sheet.h"

namespace taqvim::metrics {

// One object a process, handed to whoever has something to tell. What happens is counted where it
// happens, by counters of `registry()`; what is so at the moment is asked when somebody reads it,
// of sources. No label has the name of a caller, of an address or of anything on the schedule, so
// how many series there are does not depend on who calls. Thread-safe.
class Metrics {
 public:
  // Writes down what is so now. Called on the thread that reads the metrics, for one reader at a
  // time; should be done in milliseconds.
  using Gather = std::function<void(Sheet&)>;

 private:
  using Sources = std::list<Gather>;

 public:
  // That a source is asked, until this is destroyed; which waits until it is not being asked.
  // Must not outlive the metrics.
  class Source {
   public:
    Source() = default;
    Source(Source&& other) noexcept { *this = std::move(other); }
    Source& operator=(Source&& other) noexcept;
    ~Source() { Leave(); }
    void Leave();

   private:
    friend class Metrics;
    Source(Metrics* metrics, Sources::iterator place) : metrics_(metrics), place_(place) {}

    Metrics* metrics_ = nullptr;
    Sources::iterator place_;
  };

  // Of what is counted lasting as long as this; for prometheus::BuildCounter and the like.
  prometheus::Registry& registry() { return registry_; }

  Source Add(Gather gather);

  // All there is, as text: Prometheus's text format, version 0.0.4.
  std::string Text();

 private:
  prometheus::Registry registry_;
  absl::Mutex mutex_;
  Sources sources_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::metrics
