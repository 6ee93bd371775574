#include "tests/festival/festival_plan.h"

#include <array>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace taqvim::festival {
namespace {

constexpr std::array kLanguages = {"en", "kk", "ru"};

// What is said of one event.
struct Planned {
  int number = 0;
  // The number of the event whose place it has: its own, or that of its host.
  int place = 0;

  bool inside() const { return place != number; }
  bool repeats() const { return number % 10 == 5; }
  bool is_private() const { return number % 50 == 7; }
  int venue() const { return place % kVenues; }
  int start_hour() const { return 8 + 2 * (place / kVenues); }
  // What is inside lies in the middle.
  int start_minute() const { return inside() ? 30 : 0; }
  int end_hour() const { return start_hour() + 1; }
  int end_minute() const { return inside() ? 0 : 30; }
};

Planned PlannedAt(int number) {
  return {.number = number, .place = number % 10 == 9 ? number - 1 : number};
}

std::string IdOf(const FestivalPlan& plan, int number) {
  return absl::StrCat(plan.id, "-", number);
}

void WriteEvent(const FestivalPlan& plan, int number, std::ostream& file) {
  const Planned event = PlannedAt(number);
  file << "- {id: " << IdOf(plan, number) << ", confirm: true, owner: " << kOwner
       << ", programme: " << plan.id << ", activity: {form: talk}, title: {";
  for (const char* language : kLanguages) file << language << ": Open house " << number << ", ";
  file << "}, description: {";
  for (const char* language : kLanguages) {
    file << language << ": " << std::string(plan.text, language[0]) << ", ";
  }
  const std::string day = absl::FormatCivilTime(plan.first_day);
  file << "}, "
       << absl::StrFormat("start: %sT%02d:%02d, end: %sT%02d:%02d", day, event.start_hour(),
                          event.start_minute(), day, event.end_hour(), event.end_minute());
  if (event.is_private()) file << ", visibility: private";
  if (event.inside()) file << ", host: " << IdOf(plan, event.place);
  if (event.repeats()) file << ", recurrence: {rule: FREQ=WEEKLY;COUNT=10}";
  file << ", bookings: [{space: house-" << event.venue() << "/hall}]}\n";
}

void SetDay(absl::CivilDay day, auto& date) {
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
}

void SetTime(absl::CivilDay day, int hour, int minute, google::type::DateTime& time) {
  SetDay(day, time);
  time.set_hours(hour);
  time.set_minutes(minute);
}

void FillIn(const FestivalPlan& plan, int number, v1::CreateEventRequest& create) {
  const Planned planned = PlannedAt(number);
  create.set_event_id(IdOf(plan, number));
  create.set_confirm(true);
  v1::Event& event = *create.mutable_event();
  event.set_owner(absl::StrCat("organizations/", kOwner));
  event.set_programme("events/" + plan.id);
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
  for (const char* language : kLanguages) {
    (*event.mutable_title())[language] = absl::StrCat("Open house ", number);
    (*event.mutable_description())[language] = std::string(plan.text, language[0]);
  }
  v1::TimedPeriod& period = *event.mutable_period()->mutable_timed();
  SetTime(plan.first_day, planned.start_hour(), planned.start_minute(), *period.mutable_start());
  SetTime(plan.first_day, planned.end_hour(), planned.end_minute(), *period.mutable_end());
  if (planned.is_private()) event.set_visibility(v1::VISIBILITY_PRIVATE);
  if (planned.inside()) event.set_host("events/" + IdOf(plan, planned.place));
  if (planned.repeats()) event.mutable_recurrence()->set_rule("FREQ=WEEKLY;COUNT=10");
  event.add_bookings()->set_space(absl::StrCat("venues/house-", planned.venue(), "/spaces/hall"));
}

}  // namespace

void WriteFile(const FestivalPlan& plan, const std::string& path) {
  std::ofstream file(path);
  file << "organizations:\n";
  for (const char* organization : {kOwner, kOther}) {
    file << "- {id: " << organization << ", title: {en: An institution}, country: KZ}\n";
  }
  file << "venues:\n";
  for (int i = 0; i < kVenues; ++i) {
    file << "- {id: house-" << i << ", title: {en: House " << i
         << "}, country: KZ, city: Astana, time_zone: Asia/Almaty, "
         << "spaces: [{id: hall, title: {en: The hall}}]}\n";
  }
  if (plan.events == 0) return;
  file << "events:\n- {id: " << plan.id << ", confirm: true, owner: " << kOwner
       << ", title: {en: The open-house weekend}, culture_days: {stops: [{city: Astana, "
       << "first_day: " << absl::FormatCivilTime(plan.first_day)
       << ", last_day: " << absl::FormatCivilTime(plan.first_day + 90) << "}]}}\n";
  for (int i = 0; i < plan.events; ++i) WriteEvent(plan, i, file);
}

v1::BatchWriteEventsRequest RequestOf(const FestivalPlan& plan, const std::string& request_id) {
  v1::BatchWriteEventsRequest request;
  request.set_request_id(request_id);
  v1::CreateEventRequest& whole = *request.add_writes()->mutable_create();
  whole.set_event_id(plan.id);
  whole.set_confirm(true);
  whole.mutable_event()->set_owner(absl::StrCat("organizations/", kOwner));
  (*whole.mutable_event()->mutable_title())["en"] = "The open-house weekend";
  v1::Stop& stop = *whole.mutable_event()->mutable_culture_days()->add_stops();
  stop.set_city("Astana");
  SetDay(plan.first_day, *stop.mutable_first_day());
  SetDay(plan.first_day + 90, *stop.mutable_last_day());
  for (int i = 0; i < plan.events; ++i) FillIn(plan, i, *request.add_writes()->mutable_create());
  return request;
}

}  // namespace taqvim::festival
