#include "server/schedule/event/culture_days.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "server/base/folding.h"

namespace taqvim::schedule {
namespace {

int64_t SecondsOf(absl::CivilDay day) {
  return absl::ToUnixSeconds(absl::FromCivil(day, absl::UTCTimeZone()));
}

CivilDays DaysOfStop(const v1::Stop& stop) {
  return {ToCivilDay(stop.first_day()), ToCivilDay(stop.last_day())};
}

}  // namespace

bool NamesCountries(const v1::CultureDays& culture_days) {
  return !culture_days.guest_country().empty() && !culture_days.host_country().empty();
}

std::vector<TopicDays> TopicsOf(const v1::CultureDays& culture_days) {
  if (!NamesCountries(culture_days)) return {};
  const std::string countries =
      absl::StrCat("countries/", culture_days.guest_country(), "-", culture_days.host_country());
  std::vector<TopicDays> topics;
  for (int i = 0; i < culture_days.stops_size(); ++i) {
    const v1::Stop& stop = culture_days.stops(i);
    topics.push_back({absl::StrCat("city/", Folded(stop.city())), DaysOfStop(stop), i});
    topics.push_back({countries, DaysOfStop(stop), i});
  }
  return topics;
}

bool SameTopics(const v1::CultureDays& a, const v1::CultureDays& b) {
  const auto key = [](const TopicDays& topic) {
    return std::tie(topic.topic, topic.days.first, topic.days.last);
  };
  const std::vector<TopicDays> ours = TopicsOf(a), theirs = TopicsOf(b);
  return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                    [&](const TopicDays& x, const TopicDays& y) { return key(x) == key(y); });
}

storage::Interval IntervalOfDays(const CivilDays& days) {
  return {SecondsOf(days.first), days.last == absl::CivilDay::max() ? storage::Interval::kForever
                                                                    : SecondsOf(days.last + 1)};
}

Stops::Stops(const v1::CultureDays& culture_days) {
  for (const v1::Stop& stop : culture_days.stops()) {
    stops_.push_back({Folded(stop.city()), DaysOfStop(stop)});
  }
}

bool Stops::Meet(std::string_view folded_city, const CivilDays& days) const {
  return std::any_of(stops_.begin(), stops_.end(), [&](const Stop& stop) {
    return days.Overlaps(stop.days) && (folded_city.empty() || folded_city == stop.folded_city);
  });
}

}  // namespace taqvim::schedule
