#include "tests/soak/trouble.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/schedule_service.pb.h"

namespace taqvim::soak {
namespace {

using ::testing::HasSubstr;

// Beyond what holds last, two weeks, and requests are kept, a week.
constexpr absl::Duration kLongWrong = absl::Hours(24 * 40);

// After so long something was not done, and never will be.
constexpr absl::Duration kPatience = absl::Minutes(1);

void Nothing(Machine& /*machine*/) {}

void Cut(Machine& machine) { machine.wire().Cut(); }

void Kill(Machine& machine) {
  machine.Kill();
  machine.Start();
}

void Stop(Machine& machine) {
  machine.Stop();
  machine.Start();
}

void FailDisk(Machine& machine) {
  machine.LetDiskFail();
  machine.Start();
}

void FillDisk(Machine& machine) { machine.disk().Fill(); }

void MakeRoom(Machine& machine) {
  EXPECT_THAT(machine.LogSinceMark(), HasSubstr("The disk that holds the data file is full"));
  EXPECT_FALSE(machine.server().process().Ended()) << "a full disk ended the server";
  machine.disk().MakeRoom();
}

void SetClockAhead(Machine& machine) { machine.clock().Set(kLongWrong); }

void SetClockBack(Machine& machine) { machine.clock().Set(-kLongWrong); }

void SetClockRight(Machine& machine) { machine.clock().Set(absl::ZeroDuration()); }

// The clock of the library that servers look at follows the machine's within some seconds, and
// it is looked at with each call.
void NoticeAndSetClockRight(Machine& machine) {
  const std::string noticed = "The clock has jumped from";
  const absl::Time last = absl::Now() + kPatience;
  while (!absl::StrContains(machine.LogSinceMark(), noticed) && absl::Now() < last) {
    const auto some = machine.server().client().Call<v1::ListOrganizationsResponse>(
        v1::ListOrganizationsRequest());
    EXPECT_TRUE(some.ok()) << some.status();
  }
  EXPECT_THAT(machine.LogSinceMark(), HasSubstr(noticed));
  SetClockRight(machine);
}

void StartWithClockAhead(Machine& machine) {
  machine.Stop();
  SetClockAhead(machine);
  machine.Start();
}

void RepairClock(Machine& machine) {
  machine.Stop();
  SetClockRight(machine);
  machine.RepairClock();
  machine.Start();
}

void StartWithOtherZones(Machine& machine) {
  machine.Stop();
  machine.SwitchZones();
  machine.Start();
}

void RederiveByCommand(Machine& machine) {
  machine.SwitchZones();
  for (bool remains = true; remains;) {
    const auto some =
        machine.server().client().Call<v1::RederiveTimesResponse>(v1::RederiveTimesRequest());
    EXPECT_TRUE(some.ok()) << some.status();
    remains = some.ok() && some->remaining_time_zones_size() > 0;
  }
}

const Trouble kTroubles[] = {
    {.name = "none", .befalls = Nothing},
    {.name = "wires cut", .befalls = Cut},
    {.name = "kill", .befalls = Kill, .cuts_off = true, .restarts = true},
    {.name = "stop", .befalls = Stop, .cuts_off = true, .restarts = true},
    {.name = "disk fails", .befalls = FailDisk, .cuts_off = true, .restarts = true},
    {.name = "zones at start",
     .befalls = StartWithOtherZones,
     .cuts_off = true,
     .moves_events = true,
     .restarts = true},
    {.name = "zones by command", .befalls = RederiveByCommand, .moves_events = true},
};

const Trouble kFullDisk = {.name = "full disk",
                           .befalls = FillDisk,
                           .is_mended = MakeRoom,
                           .cuts_off = true,
                           .stops_writes = true};

const Trouble kClockTroubles[] = {
    {.name = "clock ahead", .befalls = SetClockAhead, .is_mended = NoticeAndSetClockRight},
    {.name = "clock back", .befalls = SetClockBack, .is_mended = SetClockRight},
    {.name = "ahead at start",
     .befalls = StartWithClockAhead,
     .is_mended = RepairClock,
     .cuts_off = true,
     .moves_events = true,
     .restarts = true},
};

}  // namespace

const Trouble kRestore = {.name = "restore", .befalls = Nothing, .restarts = true};

std::vector<const Trouble*> TroublesOf(const Machine& machine) {
  std::vector<const Trouble*> troubles;
  for (const Trouble& trouble : kTroubles) troubles.push_back(&trouble);
  if (machine.disk_status().ok()) troubles.push_back(&kFullDisk);
  if (Clock::IsAvailable()) {
    for (const Trouble& trouble : kClockTroubles) troubles.push_back(&trouble);
  }
  return troubles;
}

Plan::Plan(std::vector<const Trouble*> troubles, uint64_t seed)
    : troubles_(std::move(troubles)), random_(seed) {
  std::shuffle(troubles_.begin(), troubles_.end(), random_);
}

const Trouble& Plan::Next() {
  if (next_ < troubles_.size()) return *troubles_[next_++];
  const bool restarts = random_() % 4 == 0;
  while (true) {
    const Trouble& trouble = *troubles_[random_() % troubles_.size()];
    if (trouble.restarts == restarts) return trouble;
  }
}

}  // namespace taqvim::soak
