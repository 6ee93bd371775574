#include "server/schedule/testing/festival.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/schedule/testing/from_text.h"

namespace taqvim::schedule {
namespace {

// The weekend, and the hours of an event: one after the other.
constexpr int kFirstDay = 4;
constexpr int kDays = 2;
constexpr int kHours = 5;  // of a day, at 9, 11, 13, 15, 17

std::string IdOfVenue(int venue) { return absl::StrCat("house-", venue); }
std::string SpaceOf(int venue) { return absl::StrCat("venues/", IdOfVenue(venue), "/spaces/hall"); }

void AddPlace(int venue, v1::Assumptions& places) {
  const std::string name = "venues/" + IdOfVenue(venue);
  *places.add_venues() = FromText<v1::Venue>(
      absl::StrCat("name: '", name, "' title { key: 'en' value: 'The house ", venue,
                   "' } country: 'KZ' city: 'Astana' time_zone: 'Asia/Almaty'"));
  *places.add_spaces() = FromText<v1::Space>(
      absl::StrCat("name: '", SpaceOf(venue), "' title { key: 'en' value: 'The hall' }"));
}

void SetTime(int day, int hour, int minute, google::type::DateTime& time) {
  time.set_year(2025);
  time.set_month(10);
  time.set_day(day);
  time.set_hours(hour);
  time.set_minutes(minute);
}

// An event of a venue: which of those there it is, and how often it has the same hour.
struct Place {
  int venue = 0;
  int turn = 0;
  int day() const { return kFirstDay + turn / kHours % kDays; }
  int hour() const { return 9 + 2 * (turn % kHours); }
};

v1::Event EventOf(const FestivalSize& size, int number, const Place& place, bool inside) {
  v1::Event event;
  event.set_owner("organizations/owner");
  event.set_programme("events/" + size.prefix + "-festival");
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
  for (const char* language : {"kk", "ru", "en"}) {
    (*event.mutable_title())[language] = absl::StrCat("An open house, number ", number);
    (*event.mutable_description())[language] = std::string(size.text, language[0]);
  }
  v1::TimedPeriod& period = *event.mutable_period()->mutable_timed();
  // What is inside lies in the middle.
  SetTime(place.day(), place.hour(), inside ? 30 : 0, *period.mutable_start());
  SetTime(place.day(), place.hour() + 1, inside ? 0 : 30, *period.mutable_end());
  event.add_bookings()->set_space(SpaceOf(place.venue));
  return event;
}

v1::EventWrite WholeOf(const FestivalSize& size) {
  v1::EventWrite write;
  v1::CreateEventRequest& create = *write.mutable_create();
  create.set_event_id(size.prefix + "-festival");
  create.set_confirm(true);
  *create.mutable_event() = FromText<v1::Event>(R"pb(
    owner: 'organizations/owner'
    title { key: 'en' value: 'The open-house weekend' }
    culture_days {
      stops {
        city: 'Astana'
        first_day { year: 2025 month: 10 day: 4 }
        last_day { year: 2025 month: 12 day: 31 }
      }
    }
  )pb");
  return write;
}

}  // namespace

Festival MakeFestival(const FestivalSize& size) {
  Festival festival;
  for (int venue = 0; venue < size.venues; ++venue) AddPlace(venue, festival.places);
  festival.writes.push_back(WholeOf(size));
  std::vector<Place> next(size.venues);
  for (int i = 0; i < size.events; ++i) {
    // Every tenth is inside the one before.
    const bool inside = i % 10 == 9;
    Place& there = next[(inside ? i - 1 : i) % size.venues];
    there.venue = (inside ? i - 1 : i) % size.venues;
    Place place = there;
    if (inside) --place.turn;
    if (!inside) ++there.turn;
    v1::EventWrite& write = festival.writes.emplace_back();
    v1::CreateEventRequest& create = *write.mutable_create();
    create.set_event_id(absl::StrCat(size.prefix, "-", i));
    create.set_confirm(true);
    *create.mutable_event() = EventOf(size, i, place, inside);
    if (inside) create.mutable_event()->set_host(absl::StrCat("events/", size.prefix, "-", i - 1));
    if (i % 10 == 5) create.mutable_event()->mutable_recurrence()->set_rule("FREQ=WEEKLY;COUNT=10");
  }
  return festival;
}

}  // namespace taqvim::schedule
