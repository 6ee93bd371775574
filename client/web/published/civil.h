// Days and local times of the contract as those of Abseil.
#pragma once

#include "absl/time/civil_time.h"
#include "google/type/date.pb.h"
#include "google/type/datetime.pb.h"

namespace taqvim::web {

inline absl::CivilDay DayOf(const google::type::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

// The offset and the zone that may be in it are left aside.
inline absl::CivilSecond SecondOf(const google::type::DateTime& time) {
  return absl::CivilSecond(time.year(), time.month(), time.day(), time.hours(), time.minutes(),
                           time.seconds());
}

}  // namespace taqvim::web
