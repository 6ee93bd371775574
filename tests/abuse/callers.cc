// Of whoever may call: what the contract allows, and costs the most.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/abuse/attack.h"
#include "tests/support/bookings.h"

namespace taqvim::abuse {
namespace {

constexpr int kDays = 200;

// Series take what lies ahead of now alone.
std::string FirstDay(int later = 0) {
  return absl::FormatCivilTime(absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 2 + later);
}

// Two hours in every room on so many days.
v1::Event Course(int days, int hour) {
  const std::string day = FirstDay();
  v1::Event event =
      testing::Concert("Course", testing::Space("room0"),
                       absl::StrCat(day, " ", absl::Dec(hour, absl::kZeroPad2), ":00"),
                       absl::StrCat(day, " ", absl::Dec(hour + 1, absl::kZeroPad2), ":00"));
  event.clear_bookings();
  for (int i = 0; i < Scene::kRooms; ++i) {
    event.add_bookings()->set_space(testing::Space(absl::StrCat("room", i)));
  }
  event.mutable_recurrence()->set_rule(absl::StrCat("FREQ=DAILY;COUNT=", days));
  return event;
}

// So many series that are checked as if they were confirmed, at the same hour or each at
// its own. Twenty have 100,000 claims, as many as one request may have.
std::string Check(int series, bool equal) {
  v1::BatchWriteEventsRequest batch;
  for (int i = 0; i < series; ++i) {
    testing::AddBooked(batch, absl::StrCat("course", i), Course(kDays, equal ? 18 : i));
  }
  v1::CheckEventsRequest check;
  *check.mutable_writes() = batch.writes();
  check.set_page_size(1000);
  return check.SerializeAsString();
}

Saying CheckEqual(Scene& scene) {
  return {.headers = scene.Show("organizer"), .message = Check(4, true)};
}

Saying CheckTooCostly(Scene& scene) {
  return {.headers = scene.Show("organizer"), .message = Check(20, true)};
}

Saying CheckMany(Scene& scene) {
  return {.headers = scene.Show("organizer"), .message = Check(20, false)};
}

Saying WriteAsViewer(Scene& scene) {
  const auto request = testing::FromText<v1::CreateOrganizationRequest>(R"(
    organization_id: "museum"
    organization { title { key: "en" value: "The museum" } country: "KZ" })");
  return {.headers = scene.Show("viewer"), .message = request.SerializeAsString()};
}

Saying WriteUnread(Scene& scene) {
  Saying saying = WriteAsViewer(scene);
  scene.LeaveTheLogUnread();
  return saying;
}

// Every room is taken at every hour that a search looks at, so that it finds nothing.
void TakeEveryRoom(client::Client& client) {
  constexpr int kYear = 400, kFirstHour = 9, kEndHour = 22;
  for (int hour = kFirstHour; hour < kEndHour; ++hour) {
    v1::Event event = Course(kYear, 0);
    auto& timed = *event.mutable_period()->mutable_timed();
    timed.mutable_start()->set_hours(hour);
    *timed.mutable_end() = timed.start();
    timed.mutable_end()->set_minutes(59);
    const auto booked = testing::Book(client, absl::StrCat("course", hour), event);
    if (!booked.ok()) ADD_FAILURE() << booked.status();
  }
}

Saying LookForSlots(Scene& scene) {
  TakeEveryRoom(scene.server().client());
  auto request = testing::FromText<v1::FindSlotsRequest>("step { seconds: 900 } page_size: 1000");
  *request.mutable_window()->mutable_first_day() = testing::Day(FirstDay());
  *request.mutable_window()->mutable_last_day() = testing::Day(FirstDay(365));
  for (int i = 0; i < 10; ++i) {
    v1::SlotItem& item = *request.add_items();
    item.mutable_duration()->set_seconds(1800);
    for (int room = 0; room < Scene::kRooms; ++room) {
      item.add_spaces(testing::Space(absl::StrCat("room", room)));
    }
  }
  return {.headers = scene.Show("organizer"), .message = request.SerializeAsString()};
}

// One event a day, each so large that a page holds no more than half of them.
void FillTheLibrary(Scene& scene) {
  constexpr int kEvents = 600, kBatch = 50;
  const absl::CivilDay first(2032, 1, 1);
  for (int i = 0; i < kEvents; i += kBatch) {
    v1::BatchWriteEventsRequest batch;
    while (batch.writes_size() < kBatch) {
      const int number = i + batch.writes_size();
      const std::string day = absl::FormatCivilTime(first + number);
      v1::Event event = testing::Exhibition("Exhibition", testing::Space("room1"), day, day);
      (*event.mutable_description())["en"] = std::string(4000, 'x');
      *batch.add_writes()->mutable_create() =
          testing::CreateRequest(absl::StrCat("show-", number), event);
    }
    const auto written = scene.server().client().Call<v1::BatchWriteEventsResponse>(batch);
    if (!written.ok()) ADD_FAILURE() << written.status();
  }
}

Saying List(Scene& scene) {
  FillTheLibrary(scene);
  v1::ListEventsRequest request;
  request.set_page_size(1000);
  return {.headers = scene.Show("viewer"), .message = request.SerializeAsString()};
}

Saying AskForOccupancy(Scene& scene) {
  const auto booked = testing::Book(scene.server().client(), "course", Course(400, 18));
  if (!booked.ok()) ADD_FAILURE() << booked.status();
  v1::QueryOccupancyRequest request;
  request.add_resources("venues/library");
  *request.mutable_window()->mutable_first_day() = testing::Day(FirstDay());
  *request.mutable_window()->mutable_last_day() = testing::Day(FirstDay(3659));
  request.set_page_size(1000);
  return {.headers = scene.Show("viewer"), .message = request.SerializeAsString()};
}

void CallCheck(Attacker& attacker) {
  CallWithoutEnd(attacker, "/taqvim.v1.EventService/CheckEvents", 1);
}

void CallCreate(Attacker& attacker) {
  CallWithoutEnd(attacker, "/taqvim.v1.DirectoryService/CreateOrganization", 50);
}

void CallSlots(Attacker& attacker) {
  CallWithoutEnd(attacker, "/taqvim.v1.ScheduleService/FindSlots", 1);
}

void CallList(Attacker& attacker) {
  CallWithoutEnd(attacker, "/taqvim.v1.EventService/ListEvents", 4);
}

void CallOccupancy(Attacker& attacker) {
  CallWithoutEnd(attacker, "/taqvim.v1.ScheduleService/QueryOccupancy", 4);
}

}  // namespace

std::vector<Attack> AttacksOfCallers() {
  const std::vector<std::string> answered = {"OK"};
  const std::vector<std::string> refused = {"PERMISSION_DENIED"};
  return {
      {.name = "equal-series",
       .about = "checks of 4 equal series in 25 rooms: more than 10,000 conflicts",
       .attackers = 1,
       .direct = answered,
       .edge = answered,
       .prepare = CheckEqual,
       .run = CallCheck},
      {.name = "too-costly",
       .about = "checks of 20 equal series in 25 rooms, which would meet millions of conflicts",
       .attackers = 1,
       .direct = {"RESOURCE_EXHAUSTED"},
       .edge = {"RESOURCE_EXHAUSTED"},
       .prepare = CheckTooCostly,
       .run = CallCheck},
      {.name = "many-claims",
       .about = "checks of 100,000 claims that are free of each other",
       .attackers = 1,
       .direct = answered,
       .edge = answered,
       .prepare = CheckMany,
       .run = CallCheck},
      {.name = "refusals",
       .about = "writes of a viewer, at full speed",
       .direct = refused,
       .edge = refused,
       .prepare = WriteAsViewer,
       .run = CallCreate},
      {.name = "unread-log",
       .about = "the same while nobody reads the log",
       .direct = refused,
       .edge = refused,
       .prepare = WriteUnread,
       .run = CallCreate},
      {.name = "slots",
       .about = "searches of a year in 25 rooms that are never free",
       .attackers = 2,
       .direct = answered,
       .edge = answered,
       .prepare = LookForSlots,
       .run = CallSlots},
      {.name = "lists",
       .about = "pages of 2 MiB",
       .attackers = 2,
       .direct = answered,
       .edge = answered,
       .prepare = List,
       .run = CallList},
      {.name = "occupancy",
       .about = "pages of 1,000 out of ten years",
       .attackers = 2,
       .direct = answered,
       .edge = answered,
       .prepare = AskForOccupancy,
       .run = CallOccupancy},
  };
}

}  // namespace taqvim::abuse
