// A small schedule for tests of pages: culture days with a concert, in a hall of a venue.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/pages/context.h"

namespace taqvim::web {

// The day of all of it, and of who looks.
inline const absl::CivilDay kWorldToday(2035, 5, 10);

// A schedule all of whose texts are made by the function.
class World {
 public:
  template <class Text>
  explicit World(const Text& text) {
    const auto say = [&](auto* map) { (*map)["en"] = text(); };
    v1::Resource resource;
    resource.mutable_organization()->set_name("organizations/o");
    say(resource.mutable_organization()->mutable_title());
    schedule.Put(resource);
    auto& venue = *resource.mutable_venue();
    venue.set_name("venues/v");
    say(venue.mutable_title());
    say(venue.mutable_accessibility());
    venue.set_city(text());
    venue.set_address(text());
    schedule.Put(resource);
    resource.mutable_space()->set_name("venues/v/spaces/s");
    say(resource.mutable_space()->mutable_title());
    schedule.Put(resource);
    AddProgramme(text, say);
    AddConcert(text, say);
  }

  PageContext Context() const {
    return {.schedule = schedule,
            .site = site,
            .language = "en",
            .languages = {"en"},
            .today = kWorldToday,
            .as_of = std::nullopt};
  }

  Schedule schedule;
  FeedSite site{"https://schedule.example", "schedule.example", {"media.example"}};

 private:
  template <class Text, class Say>
  void AddProgramme(const Text& text, const Say& say) {
    v1::Event days;
    days.set_name("events/days");
    days.set_owner("organizations/o");
    days.set_state(v1::EVENT_STATE_CONFIRMED);
    days.mutable_culture_days();
    say(days.mutable_title());
    say(days.mutable_description());
    days.add_partners()->set_name(text());
    Occurrence stop{.day = kWorldToday, .city = text(), .stop = 1};
    *stop.period.mutable_dated() = Dated();
    schedule.PutEvent(days, {stop});
  }

  template <class Text, class Say>
  void AddConcert(const Text& text, const Say& say) {
    v1::Event event;
    event.set_name("events/concert");
    event.set_owner("organizations/o");
    event.set_programme("events/days");
    event.set_state(v1::EVENT_STATE_CANCELLED);
    event.mutable_activity()->set_form(v1::ACTIVITY_FORM_CONCERT);
    event.add_bookings()->set_space("venues/v/spaces/s");
    say(event.mutable_title());
    say(event.mutable_description());
    say(event.mutable_cancel_reason());
    event.set_web_address(absl::StrCat("https://e.example/", text()));
    event.mutable_admission()->set_kind(v1::ADMISSION_KIND_TICKETED);
    event.mutable_admission()->set_address(absl::StrCat("https://t.example/", text()));
    event.mutable_contact()->set_name(text());
    event.mutable_contact()->set_email(text());
    event.mutable_contact()->set_telephone(text());
    event.add_labels(text());
    event.add_spoken_languages(text());
    v1::Picture& picture = *event.add_pictures();
    picture.set_address(absl::StrCat("https://media.example/", PercentEncoded(text())));
    say(picture.mutable_text());
    v1::Work& work = *event.add_works();
    say(work.mutable_title());
    work.set_creator(text());
    Occurrence evening{.day = kWorldToday, .time_zone = "Asia/Almaty"};
    *evening.period.mutable_dated() = Dated();
    schedule.PutEvent(event, {evening});
  }

  static v1::DatedPeriod Dated() {
    v1::DatedPeriod dated;
    for (auto* day : {dated.mutable_first_day(), dated.mutable_last_day()}) {
      day->set_year(2035);
      day->set_month(5);
      day->set_day(10);
    }
    return dated;
  }
};

}  // namespace taqvim::web
