#include "tests/property/slots/slots_model.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "server/schedule/time/civil.h"

namespace taqvim::property {
namespace {

constexpr int64_t kHour = 3600;

// A start in a place, whether or not it is free.
struct Candidate {
  v1::SlotPlacement placement;
  absl::CivilDay last_day;
  storage::Interval interval;

  auto Rank() const {
    const int seats = placement.seats() == 0 ? std::numeric_limits<int>::max() : placement.seats();
    return std::tuple(StartOf(placement), StartsAgain(placement), seats, placement.resource());
  }
};

google::type::DateTime Shown(absl::Time time, const absl::TimeZone& zone) {
  const absl::CivilSecond local = zone.At(time).cs;
  google::type::DateTime shown;
  shown.set_year(static_cast<int32_t>(local.year()));
  shown.set_month(local.month());
  shown.set_day(local.day());
  shown.set_hours(local.hour());
  shown.set_minutes(local.minute());
  if (zone.At(local).kind == absl::TimeZone::TimeInfo::REPEATED) {
    shown.mutable_utc_offset()->set_seconds(zone.At(time).offset);
  }
  return shown;
}

int WeekdayOf(absl::CivilDay day) { return static_cast<int>(absl::GetWeekday(day)) + 1; }

class Model {
 public:
  Model(SlotsWorld& world, const v1::FindSlotsRequest& request)
      : world_(world), request_(request), now_(absl::ToUnixSeconds(world.schedule().now)) {}

  std::vector<v1::Slot> All() {
    for (const std::string& venue : world_.venues()) {
      places_[venue] = {world_.VenueNamed(venue), world_.SpacesOf(venue)};
    }
    for (const v1::SlotItem& item : request_.items()) items_.push_back(Free(item));
    std::vector<v1::Slot> slots;
    for (const Candidate& first : items_[0]) {
      if (auto slot = Complete(first)) slots.push_back(*std::move(slot));
    }
    return slots;
  }

 private:
  // What could be booked, the other items aside, in order.
  std::vector<Candidate> Free(const v1::SlotItem& item);
  std::vector<Candidate> Conceivable(const v1::SlotItem& item);
  void AddTimed(const v1::SlotItem& item, absl::CivilDay day, std::vector<Candidate>& all);
  void AddDated(const v1::SlotItem& item, absl::CivilDay day, std::vector<Candidate>& all);
  struct Places {
    v1::Venue venue;
    std::vector<v1::Space> spaces;
  };
  // In every place of the venue that the item may be in.
  static void Add(const v1::SlotItem& item, const Places& places, const v1::Period& period,
                  absl::CivilDay last_day, std::vector<Candidate>& all);
  std::optional<v1::Slot> Complete(const Candidate& first);
  bool CanBeBooked(const v1::Slot& slot);
  // The local times of a day between which an item starts, and by which it ends.
  struct Hours {
    int64_t first;
    std::optional<int64_t> last;
  };
  Hours HoursOf(const v1::Venue& venue, absl::CivilDay day, int64_t length) const;

  SlotsWorld& world_;
  const v1::FindSlotsRequest& request_;
  const int64_t now_;
  std::map<std::string, Places> places_;
  std::vector<std::vector<Candidate>> items_;
};

Model::Hours Model::HoursOf(const v1::Venue& venue, absl::CivilDay day, int64_t length) const {
  Hours hours{9 * kHour, std::nullopt};
  std::set<int64_t> openings;
  for (const v1::OpeningHours& open : venue.opening_hours()) {
    if (open.day() == WeekdayOf(day)) openings.insert(open.open().hours() * kHour);
  }
  if (!openings.empty()) hours.first = *openings.begin();
  if (request_.has_earliest_start()) hours.first = request_.earliest_start().hours() * kHour;
  if (request_.has_latest_end()) {
    hours.last = request_.latest_end().hours() * kHour;
  } else if (venue.opening_hours().empty() && hours.first + length <= 22 * kHour) {
    hours.last = 22 * kHour;
  }
  return hours;
}

void Model::Add(const v1::SlotItem& item, const Places& places, const v1::Period& period,
                absl::CivilDay last_day, std::vector<Candidate>& all) {
  const v1::Venue& venue = places.venue;
  const auto add = [&](v1::Booking booking, const std::string& resource, int seats) {
    Candidate& candidate = all.emplace_back();
    v1::SlotPlacement& placement = candidate.placement;
    placement.set_resource(resource);
    placement.set_time_zone(venue.time_zone());
    *placement.mutable_period() = period;
    placement.set_seats(seats);
    if (item.has_set_up()) *booking.mutable_set_up() = item.set_up();
    if (item.has_tear_down()) *booking.mutable_tear_down() = item.tear_down();
    booking.set_set_up_days(item.set_up_days());
    booking.set_tear_down_days(item.tear_down_days());
    *placement.add_bookings() = booking;
    for (const std::string& participant : item.participants()) {
      placement.add_bookings()->set_participant(participant);
    }
    for (v1::Booking& part : *placement.mutable_bookings()) {
      *part.mutable_period() = period;
      part.set_time_zone(venue.time_zone());
    }
    candidate.last_day = last_day;
    candidate.interval = IntervalOf(placement);
  };
  v1::Booking booking;
  if (item.whole_venue()) {
    booking.set_venue(venue.name());
    return add(booking, venue.name(), /*seats=*/0);
  }
  for (const v1::Space& space : places.spaces) {
    booking.set_space(space.name());
    booking.set_expected_attendance(item.expected_attendance());
    add(booking, space.name(), space.seats());
  }
}

void Model::AddTimed(const v1::SlotItem& item, absl::CivilDay day, std::vector<Candidate>& all) {
  const absl::Duration length = absl::Seconds(item.duration().seconds());
  const int64_t step = request_.has_step() ? request_.step().seconds() : 30 * 60;
  for (const std::string& name : item.venues()) {
    const Places& places = places_.at(name);
    const absl::TimeZone zone = *schedule::FindZone(places.venue.time_zone());
    const Hours hours = HoursOf(places.venue, day, item.duration().seconds());
    for (int64_t at = hours.first; at < 24 * kHour; at += step) {
      const auto info = zone.At(absl::CivilSecond(day) + at);
      if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) continue;
      for (absl::Time start : std::set<absl::Time>{info.pre, info.post}) {
        const absl::CivilSecond end = zone.At(start + length).cs;
        if (hours.last && end - absl::CivilSecond(day) > *hours.last) continue;
        v1::Period period;
        *period.mutable_timed()->mutable_start() = Shown(start, zone);
        *period.mutable_timed()->mutable_end() = Shown(start + length, zone);
        Add(item, places, period, absl::CivilDay(end - 1), all);
      }
    }
  }
}

void Model::AddDated(const v1::SlotItem& item, absl::CivilDay day, std::vector<Candidate>& all) {
  const absl::CivilDay last = day + item.days() - 1;
  v1::Period period;
  *period.mutable_dated()->mutable_first_day() = schedule::ToDate(day);
  *period.mutable_dated()->mutable_last_day() = schedule::ToDate(last);
  for (const std::string& name : item.venues()) {
    Add(item, places_.at(name), period, last, all);
  }
}

std::vector<Candidate> Model::Conceivable(const v1::SlotItem& item) {
  std::vector<Candidate> all;
  const absl::CivilDay last = schedule::ToCivilDay(request_.window().last_day());
  for (auto day = schedule::ToCivilDay(request_.window().first_day()); day <= last; ++day) {
    const auto& weekdays = request_.weekdays();
    const bool wanted = weekdays.empty() || std::find(weekdays.begin(), weekdays.end(),
                                                      WeekdayOf(day)) != weekdays.end();
    if (!wanted) continue;
    item.has_days() ? AddDated(item, day, all) : AddTimed(item, day, all);
  }
  return all;
}

bool Model::CanBeBooked(const v1::Slot& slot) {
  return request_.avoid_holds() ? world_.Book(slot).ok() : world_.BookAsOne(slot).ok();
}

std::vector<Candidate> Model::Free(const v1::SlotItem& item) {
  const absl::CivilDay last = schedule::ToCivilDay(request_.window().last_day());
  std::vector<Candidate> free;
  for (Candidate& candidate : Conceivable(item)) {
    v1::Slot slot;
    *slot.add_placements() = candidate.placement;
    const bool fits = candidate.interval.start >= now_ && candidate.last_day <= last;
    if (fits && CanBeBooked(slot)) free.push_back(std::move(candidate));
  }
  std::sort(free.begin(), free.end(),
            [](const Candidate& a, const Candidate& b) { return a.Rank() < b.Rank(); });
  return free;
}

std::optional<v1::Slot> Model::Complete(const Candidate& first) {
  absl::CivilDay last_day = schedule::ToCivilDay(request_.window().last_day());
  if (request_.within_days() > 0) {
    last_day =
        std::min(last_day, absl::CivilDay(StartOf(first.placement)) + request_.within_days() - 1);
  }
  v1::Slot slot;
  *slot.add_placements() = first.placement;
  if (first.last_day > last_day) return std::nullopt;
  int64_t free_from = first.interval.end + request_.min_break().seconds();
  for (size_t i = 1; i < items_.size(); ++i) {
    v1::SlotPlacement& next = *slot.add_placements();
    const auto found =
        std::find_if(items_[i].begin(), items_[i].end(), [&](const Candidate& candidate) {
          if (candidate.interval.start < free_from || candidate.last_day > last_day) return false;
          next = candidate.placement;
          return CanBeBooked(slot);
        });
    if (found == items_[i].end()) return std::nullopt;
    free_from = found->interval.end + request_.min_break().seconds();
  }
  return slot;
}

}  // namespace

absl::CivilSecond StartOf(const v1::SlotPlacement& placement) {
  const v1::Period& period = placement.period();
  return period.has_timed() ? schedule::ToCivilSecond(period.timed().start())
                            : absl::CivilSecond(schedule::ToCivilDay(period.dated().first_day()));
}

storage::Interval IntervalOf(const v1::SlotPlacement& placement) {
  return schedule::IntervalOf(placement.period(), *schedule::FindZone(placement.time_zone()));
}

bool StartsAgain(const v1::SlotPlacement& placement) {
  const auto info = schedule::FindZone(placement.time_zone())->At(StartOf(placement));
  return placement.period().has_timed() && info.kind == absl::TimeZone::TimeInfo::REPEATED &&
         absl::ToUnixSeconds(info.post) == IntervalOf(placement).start;
}

std::vector<v1::Slot> AllSlots(SlotsWorld& world, const v1::FindSlotsRequest& request) {
  return Model(world, request).All();
}

}  // namespace taqvim::property
