// Where and when a round takes place: zones, and a day on which their clocks, or
// their calendar, are set.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace taqvim::property {

struct Scene {
  // The first two are those of venues.
  std::array<const char*, 4> zones;
  // The day on which they are set, and about what time: in seconds after midnight.
  int year, month, day;
  int64_t time_of_day;
};

// Consecutive rounds take them in turn.
const std::vector<Scene>& Scenes();

}  // namespace taqvim::property
