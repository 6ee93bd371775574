#include "tests/crash/writer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "client/error.h"
#include "tests/support/bookings.h"

namespace taqvim::crash {
namespace {

// About how many bid for one slot.
constexpr int kBidders = 6;

v1::Event InSlot(int slot, const std::string& title, const std::string& space) {
  const auto text = [](absl::CivilMinute minute) {
    return absl::StrFormat("%04d-%02d-%02d %02d:%02d", minute.year(), minute.month(), minute.day(),
                           minute.hour(), minute.minute());
  };
  const absl::CivilMinute start = absl::CivilMinute(2026, 1, 1) + 30 * slot;
  return testing::Concert(title, testing::Space(space), text(start), text(start + 30));
}

void AddHold(int number, const std::string& title, v1::BatchWriteEventsRequest& request) {
  *request.add_writes()->mutable_create() =
      testing::CreateRequest("", InSlot(number, title, kHalls.front()));
}

void AddTrio(int number, const std::string& title, v1::BatchWriteEventsRequest& request) {
  for (const std::string& hall : kHalls) {
    const std::string own_title = &hall == &kHalls.front() ? title : absl::StrCat(title, hall);
    testing::AddBooked(request, absl::StrCat("trio-", number, "-", hall),
                       InSlot(number, own_title, hall));
  }
}

}  // namespace

bool Write::unknown() const {
  return !status.ok() && client::DecodeError(status).reason != "SCHEDULE_CONFLICT";
}

const std::string& Write::title() const {
  return request.writes(0).create().event().title().at("en");
}

Write NewWrite(Numbers& numbers, std::mt19937_64& random) {
  Write write;
  const int number = numbers.write++;
  const std::string title = absl::StrCat("Concert ", number);
  write.request.set_request_id(absl::StrCat("request-", number));
  switch (random() % 3) {
    case 0:
      AddHold(number, title, write.request);
      break;
    case 1:
      AddTrio(number, title, write.request);
      break;
    default:
      write.contested = true;
      testing::AddBooked(write.request, absl::StrCat("bid-", number),
                         InSlot(numbers.contest++ / kBidders, title, kStage));
  }
  return write;
}

void Send(client::Client& client, Write& write) {
  auto response = client.Call<v1::BatchWriteEventsResponse>(write.request);
  write.status = response.status();
  if (response.ok()) write.response = *std::move(response);
}

std::vector<Write> WriteUntilLost(client::Client& client, Numbers& numbers, uint64_t seed,
                                  const std::function<void()>& acknowledged) {
  std::mt19937_64 random(seed);
  std::vector<Write> writes;
  do {
    writes.push_back(NewWrite(numbers, random));
    Send(client, writes.back());
    if (writes.back().acknowledged()) acknowledged();
  } while (!writes.back().unknown());
  return writes;
}

}  // namespace taqvim::crash
