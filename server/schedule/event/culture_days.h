// Where and between whom culture days are: the topics that confirmed ones
// claim, so that others on the same days are found. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/schedule/time/civil.h"
#include "storage/claim.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Something of which there should be one at a time, on some days.
struct TopicDays {
  // `city/astana`, or `countries/AZ-KZ` for guest and host.
  std::string topic;
  CivilDays days;
  // Which stop, counted from 0.
  int stop = 0;
};

// The topics of culture days, two a stop. Cities are told apart by their folded
// names (folding.h).
std::vector<TopicDays> TopicsOf(const v1::CultureDays& culture_days);

// Whether both are between the same countries in the same cities on the same
// days: whether what is judged of culture days is the same.
bool SameTopics(const v1::CultureDays& a, const v1::CultureDays& b);

// Culture days compare as civil dates whatever the zone: days as if in UTC.
storage::Interval IntervalOfDays(const CivilDays& days);

// The stops of culture days, for who asks of much whether it meets them.
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
