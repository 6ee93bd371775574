// Topics of culture days (a city, a pair of countries) with their days: what confirmed
// ones claim, so that others on the same days are found. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/schedule/time/civil.h"
#include "storage/claim.h"
#include "taqvim/v1/event_kind.pb.h"

namespace taqvim::schedule {

// Whether they are of one country in another, and not a festival or a season.
bool NamesCountries(const v1::CultureDays& culture_days);

// A topic for which only one programme should exist at a time, on some days.
struct TopicDays {
  // `city/astana`, or `countries/AZ-KZ` for guest and host.
  std::string topic;
  CivilDays days;
  // Which stop, counted from 0.
  int stop = 0;
};

// The topics of culture days, two for each stop; none of those that name no countries,
// which may be beside others. Cities are compared by their folded
// names (folding.h).
std::vector<TopicDays> TopicsOf(const v1::CultureDays& culture_days);

// Whether both have the same topics on the same days, stop by stop.
bool SameTopics(const v1::CultureDays& a, const v1::CultureDays& b);

// The interval of the days in UTC: culture days compare as civil dates whatever the
// zone.
storage::Interval IntervalOfDays(const CivilDays& days);

// The stops of culture days, prepared for many look-ups.
class Stops {
 public:
  explicit Stops(const v1::CultureDays& culture_days);

  // Whether the days, in the city of that folded name, meet one of the stops; an empty
  // city meets every city.
  bool Meet(std::string_view folded_city, const CivilDays& days) const;
  int size() const { return static_cast<int>(stops_.size()); }

 private:
  struct Stop {
    std::string folded_city;
    CivilDays days;
  };
  std::vector<Stop> stops_;
};

}  // namespace taqvim::schedule
