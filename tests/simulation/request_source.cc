#include "tests/simulation/request_source.h"

#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/support/bookings.h"

namespace taqvim::simulation {
namespace {

std::string DayText(int day) { return absl::StrFormat("2026-06-%02d", day); }

v1::Event RandomEvent(std::mt19937_64& random, const std::string& title) {
  const std::string hall = testing::Space(kHalls[random() % std::size(kHalls)]);
  const int day = 1 + static_cast<int>(random() % 20);
  if (random() % 6 == 0) {
    const int days = static_cast<int>(random() % 4);
    return testing::Exhibition(title, hall, DayText(day), DayText(day + days));
  }
  const int hour = 9 + static_cast<int>(random() % 10);
  const int hours = 1 + static_cast<int>(random() % 4);
  v1::Event event = testing::Concert(title, hall, absl::StrFormat("%s %02d:00", DayText(day), hour),
                                     absl::StrFormat("%s %02d:00", DayText(day), hour + hours));
  if (random() % 8 == 0) event.mutable_bookings(0)->set_venue("venues/library");
  if (random() % 4 == 0) event.mutable_bookings(0)->mutable_set_up()->set_seconds(1800);
  return event;
}

}  // namespace

v1::BatchWriteEventsRequest RequestSource::Next(std::mt19937_64& random) {
  v1::BatchWriteEventsRequest request;
  const int writes = 1 + static_cast<int>(random() % 3);
  for (int i = 0; i < writes; ++i) {
    switch (next_event_ == 0 ? 0 : random() % 8) {
      case 6:
        request.add_writes()->mutable_confirm()->set_name(EarlierEvent(random));
        break;
      case 7:
        request.add_writes()->mutable_cancel()->set_name(EarlierEvent(random));
        break;
      default:
        AddCreate(random, request);
    }
  }
  return request;
}

void RequestSource::AddCreate(std::mt19937_64& random, v1::BatchWriteEventsRequest& request) {
  const std::string id = absl::StrCat("event-", next_event_++);
  const v1::Event event = RandomEvent(random, id);
  if (random() % 3 == 0) {
    *request.add_writes()->mutable_create() = testing::CreateRequest(id, event);
  } else {
    testing::AddBooked(request, id, event);
  }
}

std::string RequestSource::EarlierEvent(std::mt19937_64& random) const {
  return absl::StrCat("events/event-", random() % next_event_);
}

}  // namespace taqvim::simulation
