#include "tests/property/generator/scenes.h"

namespace taqvim::property {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kMinute = 60;

}  // namespace

const std::vector<Scene>& Scenes() {
  static const auto* const scenes = new std::vector<Scene>{
      // An hour is skipped: in Beirut at midnight, and in Dublin where winter time is
      // summer time less an hour.
      {{"Europe/Dublin", "Europe/Berlin", "Asia/Beirut", "Asia/Tashkent"},
       2025,
       3,
       30,
       kHour + 30 * kMinute},
      // Samoa skips the day.
      {{"Pacific/Apia", "Pacific/Auckland", "Asia/Baku", "Asia/Tashkent"},
       2011,
       12,
       30,
       10 * kHour},
      // Half an hour is skipped.
      {{"Australia/Lord_Howe", "Asia/Baku", "Australia/Lord_Howe", "Europe/Berlin"},
       2025,
       10,
       5,
       2 * kHour + 15 * kMinute},
      // Midnight is skipped.
      {{"Africa/Cairo", "Asia/Baku", "Asia/Tashkent", "Europe/Berlin"}, 2025, 4, 25, 30 * kMinute},
      // An hour is shown twice, in Beirut the one before midnight.
      {{"Europe/Berlin", "Europe/Berlin", "Asia/Beirut", "Europe/Dublin"},
       2025,
       10,
       26,
       2 * kHour + 30 * kMinute},
      // Kwajalein skips the day.
      {{"Pacific/Kwajalein", "Asia/Baku", "Europe/Berlin", "Asia/Tashkent"},
       1993,
       8,
       21,
       18 * kHour},
      // The hour before midnight is skipped.
      {{"America/Nuuk", "Asia/Tashkent", "Asia/Beirut", "Europe/Berlin"},
       2025,
       3,
       30,
       -30 * kMinute},
      // An hour is skipped, in Havana at midnight.
      {{"America/Havana", "America/New_York", "Asia/Tashkent", "Asia/Baku"}, 2025, 3, 9, kHour},
      // The hour after midnight is shown twice.
      {{"America/Havana", "America/Havana", "Asia/Tashkent", "Europe/Berlin"},
       2025,
       11,
       2,
       30 * kMinute},
      // Nothing is set.
      {{"Asia/Tashkent", "Asia/Baku", "Europe/Berlin", "Europe/Dublin"}, 2025, 6, 3, 2 * kHour}};
  return *scenes;
}

}  // namespace taqvim::property
