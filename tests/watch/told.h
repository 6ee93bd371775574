// What a watcher is told, held against the log: no gap, no repetition, nothing that is not
// so. Each check says what is wrong, first of all, if something is.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "tests/watch/history.h"
#include "tests/watch/watcher.h"

namespace taqvim::watching {

// What a watcher of that interest must be told of a history. Immutable.
class Expected {
 public:
  Expected(const History& history, const Interest& interest) : told_(history.ToldTo(interest)) {}

  // The revision of that number, as it is to be told; nullptr when nothing of it is.
  const v1::Revision* Find(int64_t number) const;
  // The index of the first whose number is greater.
  size_t After(int64_t number) const;
  size_t size() const { return told_.size(); }
  int64_t number(size_t index) const { return told_[index].number(); }

 private:
  const std::vector<v1::Revision> told_;
};

// That at each token all that matches up to it was told, once and in order, and nothing
// beyond it. What was told before ended at the revision `after`; without one the segment may
// begin anywhere, as a snapshot does.
::testing::AssertionResult IsWithoutGaps(const Expected& expected, const Segment& segment,
                                         const History& history,
                                         std::optional<int64_t> after = std::nullopt);

// That each revision which was told is what the log has of it.
::testing::AssertionResult IsAsLogged(const Expected& expected, const Segment& segment);

// Puts over the state what the response tells.
void Apply(const v1::WatchChangesResponse& told, State* state);

// That both hold the same resources, and the same of each.
::testing::AssertionResult IsSame(const State& told, const State& wanted);

}  // namespace taqvim::watching
