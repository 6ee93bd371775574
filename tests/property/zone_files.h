// Time zone data of the test's own, of which one zone changes its rules.
//
// The rules that it gets are those of other places, so that all that is needed
// is a copy of their files.
#pragma once

#include <string>

#include "storage/testing/temporary_directory.h"

namespace taqvim::property {

// One at a time, and before the first zone is read. What programs find at TZDIR
// while it lives.
class ZoneFiles {
 public:
  // With the zones of all scenes (scenes.h).
  ZoneFiles();
  ~ZoneFiles();

  // Makes the zone that moves (civil_arithmetic.h) have the rules of that place,
  // as soon as the schedule reads the data again.
  void Install(const std::string& place);

 private:
  storage::testing::TemporaryDirectory directory_;
  std::string system_;
};

}  // namespace taqvim::property
