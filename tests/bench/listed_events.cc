#include "tests/bench/listed_events.h"

#include "absl/strings/str_cat.h"
#include "tests/bench/programme.h"

namespace taqvim::bench {
namespace {

constexpr int kTalksADay = ListedEvents::kATalkADay * Programme::kSpaces;

void SetListedDate(absl::CivilDay day, google::type::Date& date) {
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
}

v1::Event& Create(const std::string& id, v1::BatchWriteEventsRequest& batch) {
  v1::CreateEventRequest& create = *batch.add_writes()->mutable_create();
  create.set_event_id(id);
  return *create.mutable_event();
}

}  // namespace

std::string ListedEvents::OwnerName(int owner) {
  return absl::StrCat("organizations/owner-", owner % kOwners);
}

std::string ListedEvents::ProgrammeName(int programme) {
  return absl::StrCat("events/programme-", programme % kProgrammes);
}

absl::CivilDay ListedEvents::DayOf(int talk) {
  return absl::CivilDay(2027, 1, 1) + talk / kTalksADay;
}

void ListedEvents::AddProgramme(int programme, v1::BatchWriteEventsRequest& batch) {
  v1::Event& event = Create(absl::StrCat("programme-", programme), batch);
  (*event.mutable_title())["en"] = absl::StrCat("Days of culture, no. ", programme);
  event.set_owner(OwnerName(programme));
  event.mutable_culture_days()->set_guest_country("AZ");
  event.mutable_culture_days()->set_host_country("UZ");
  v1::Stop& stop = *event.mutable_culture_days()->add_stops();
  stop.set_city("Tashkent");
  SetListedDate(absl::CivilDay(2027, 1, 1) + 10 * programme, *stop.mutable_first_day());
  SetListedDate(absl::CivilDay(2027, 1, 3) + 10 * programme, *stop.mutable_last_day());
}

void ListedEvents::AddTalk(int talk, v1::BatchWriteEventsRequest& batch) {
  v1::Event& event = Create(absl::StrCat("talk-", talk), batch);
  (*event.mutable_title())["en"] = absl::StrCat("A talk in the reading hall, no. ", talk);
  (*event.mutable_title())["uz"] = absl::StrCat("O‘qish zalidagi suhbat, ", talk);
  event.set_owner(OwnerName(talk));
  event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
  (*event.mutable_external_ids())["website"] = absl::StrCat(talk);
  if (talk % 20 == 0) event.set_programme(ProgrammeName(talk / 20));
  const int within = talk % kTalksADay;
  const absl::CivilMinute start =
      absl::CivilMinute(DayOf(talk)) + 60 * (10 + 4 * (within / Programme::kSpaces));
  SetTime(start, *event.mutable_period()->mutable_timed()->mutable_start());
  SetTime(start + 90, *event.mutable_period()->mutable_timed()->mutable_end());
  event.add_bookings()->set_space(Programme::SpaceName(within % Programme::kSpaces));
  const std::string name = absl::StrCat("events/talk-", talk);
  if (talk % 3 == 0) batch.add_writes()->mutable_confirm()->set_name(name);
  if (talk % 7 == 1) batch.add_writes()->mutable_cancel()->set_name(name);
}

void ListedEvents::AddCommemoration(int commemoration, v1::BatchWriteEventsRequest& batch) {
  v1::Event& event = Create(absl::StrCat("commemoration-", commemoration), batch);
  (*event.mutable_title())["en"] = absl::StrCat("In memory of poet no. ", commemoration);
  event.set_owner(OwnerName(commemoration));
  event.mutable_commemoration()->add_honourees(absl::StrCat("Poet no. ", commemoration));
  v1::DatedPeriod& dated = *event.mutable_period()->mutable_dated();
  const absl::CivilDay day = absl::CivilDay(1992, 1, 1) + commemoration % 366;
  SetListedDate(day, *dated.mutable_first_day());
  SetListedDate(day, *dated.mutable_last_day());
  event.mutable_recurrence()->set_rule("FREQ=YEARLY");
}

}  // namespace taqvim::bench
