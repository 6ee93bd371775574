// `Chores`: what a back end does between groups of writes.
#pragma once

#include "absl/functional/function_ref.h"

namespace taqvim::storage {

// On the writing thread, so that no group is open meanwhile.
class Chores {
 public:
  // Waits until all groups that were committed are known to last, or the store has failed.
  using Drain = absl::FunctionRef<void()>;

  virtual ~Chores() = default;

  // Whether Tend has something to do that is not to wait for the next writes.
  virtual bool due() const = 0;
  // After each group, which may not be known to last yet.
  virtual void AfterGroup(Drain drain) = 0;
  // Before the next writes are waited for: a little of what is due.
  virtual void Tend(Drain drain) = 0;
};

}  // namespace taqvim::storage
