// Slots on random schedules: each can be booked, and none is missing.
//
// TAQVIM_SEED: the seed of the first schedule; the others follow from it.
// TAQVIM_ANSWERS: how many slots to book.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <tuple>

#include "gtest/gtest.h"
#include "server/schedule/civil.h"
#include "tests/property/slots_world.h"

namespace taqvim::property {
namespace {

constexpr int kQuestionsASchedule = 12;

int64_t Number(const char* variable, int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

// All pages of an answer.
std::vector<v1::Slot> Find(SlotsWorld& world, v1::FindSlotsRequest request, size_t most) {
  std::vector<v1::Slot> slots;
  do {
    auto page = world.schedule().Run(schedule::FindSlots, request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    slots.insert(slots.end(), page->slots().begin(), page->slots().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && slots.size() < most);
  return slots;
}

absl::CivilSecond StartOf(const v1::SlotPlacement& placement) {
  const v1::Period& period = placement.period();
  return period.has_timed() ? schedule::ToCivilSecond(period.timed().start())
                            : absl::CivilSecond(schedule::ToCivilDay(period.dated().first_day()));
}

// What the answer is ordered by.
auto RankOf(const v1::Slot& slot) {
  const v1::SlotPlacement& first = slot.placements(0);
  const int seats = first.seats() == 0 ? std::numeric_limits<int>::max() : first.seats();
  return std::tuple(StartOf(first), first.holds_ahead(), seats, first.resource());
}

storage::Interval IntervalOf(const v1::SlotPlacement& placement) {
  return schedule::IntervalOf(placement.period(), *schedule::FindZone(placement.time_zone()));
}

bool IsInOrder(const v1::Slot& slot, const v1::FindSlotsRequest& request) {
  for (int i = 1; i < slot.placements_size(); ++i) {
    const int64_t earliest = IntervalOf(slot.placements(i - 1)).end + request.min_break().seconds();
    if (IntervalOf(slot.placements(i)).start < earliest) return false;
  }
  const auto last = schedule::DaysOf(slot.placements().rbegin()->period()).last;
  const auto first = schedule::DaysOf(slot.placements(0).period()).first;
  return request.within_days() == 0 || last - first < request.within_days();
}

class Slots : public ::testing::Test {
 protected:
  Slots() { std::cout << "TAQVIM_SEED=" << seed_ << std::endl; }
  uint64_t seed_ = static_cast<uint64_t>(Number("TAQVIM_SEED", std::random_device()()));
};

TEST_F(Slots, OfRandomSchedulesCanAllBeBooked) {
  const int64_t wanted = Number("TAQVIM_ANSWERS", 10'000);
  int64_t booked = 0, items = 0;
  for (; booked < wanted; ++seed_) {
    SlotsWorld world(seed_);
    for (int i = 0; i < kQuestionsASchedule; ++i) {
      const v1::FindSlotsRequest request = world.Question();
      const auto slots = Find(world, request, 40);
      for (size_t s = 0; s < slots.size(); ++s, ++booked) {
        const v1::Slot& slot = slots[s];
        const std::string about = absl::StrCat("TAQVIM_SEED=", seed_, "\n", request.DebugString(),
                                               "\n", slot.DebugString());
        ASSERT_EQ(slot.placements_size(), request.items_size()) << about;
        ASSERT_TRUE(world.Book(slot).ok()) << world.Book(slot) << "\n" << about;
        ASSERT_TRUE(world.BookAsOne(slot).ok()) << world.BookAsOne(slot) << "\n" << about;
        ASSERT_TRUE(IsInOrder(slot, request)) << about;
        ASSERT_TRUE(s == 0 || RankOf(slots[s - 1]) < RankOf(slot)) << about;
        items += slot.placements_size();
      }
    }
  }
  std::cout << booked << " slots of " << items << " items were booked" << std::endl;
}

// Every start of one item that the question asks for, whether or not it is free.
std::vector<v1::Slot> Conceivable(const v1::FindSlotsRequest& request, const std::string& space,
                                  const std::string& zone_name) {
  const absl::TimeZone zone = *schedule::FindZone(zone_name);
  const v1::SlotItem& item = request.items(0);
  std::vector<v1::Slot> slots;
  const absl::CivilDay last = schedule::ToCivilDay(request.window().last_day());
  for (auto day = schedule::ToCivilDay(request.window().first_day()); day <= last; ++day) {
    const int64_t from = request.earliest_start().hours() * 3600;
    for (int64_t at = from; at < 86400; at += request.step().seconds()) {
      v1::Slot slot;
      v1::SlotPlacement& placement = *slot.add_placements();
      placement.set_resource(space);
      placement.set_time_zone(zone_name);
      const absl::CivilSecond start = absl::CivilSecond(day) + at;
      const absl::Time instant = absl::FromCivil(start, zone);
      const absl::CivilSecond end = zone.At(instant + absl::Seconds(item.duration().seconds())).cs;
      if (end - absl::CivilSecond(day) > request.latest_end().hours() * 3600) continue;
      const auto set = [](absl::CivilSecond time, google::type::DateTime* out) {
        out->set_year(static_cast<int32_t>(time.year()));
        out->set_month(time.month());
        out->set_day(time.day());
        out->set_hours(time.hour());
        out->set_minutes(time.minute());
      };
      set(start, placement.mutable_period()->mutable_timed()->mutable_start());
      set(end, placement.mutable_period()->mutable_timed()->mutable_end());
      v1::Booking& booking = *placement.add_bookings();
      booking.set_space(space);
      *booking.mutable_set_up() = item.set_up();
      booking.set_expected_attendance(item.expected_attendance());
      slots.push_back(slot);
    }
  }
  return slots;
}

std::string Line(const v1::SlotPlacement& placement) {
  return absl::StrCat(placement.resource(), " ", absl::FormatCivilTime(StartOf(placement)));
}

std::set<std::string> Lines(const std::vector<v1::Slot>& slots) {
  std::set<std::string> lines;
  for (const v1::Slot& slot : slots) {
    EXPECT_TRUE(lines.insert(Line(slot.placements(0))).second) << slot.DebugString();
  }
  return lines;
}

// The first of those lines that are alike up to the time of day.
std::set<std::string> FirstOfDays(const std::set<std::string>& lines) {
  std::map<std::string, std::string> first;
  for (const std::string& line : lines) first.try_emplace(line.substr(0, line.find('T')), line);
  std::set<std::string> firsts;
  for (const auto& [day, line] : first) firsts.insert(line);
  return firsts;
}

TEST_F(Slots, OfRandomSchedulesAreAllThatCanBeBooked) {
  const int64_t rounds = std::max<int64_t>(Number("TAQVIM_ANSWERS", 10'000) / 500, 1);
  for (int64_t round = 0; round < rounds; ++round, ++seed_) {
    SlotsWorld world(seed_);
    v1::FindSlotsRequest request;
    const auto first = world.OneIn(3) ? absl::CivilDay(2025, 3, 29) : world.Day();
    *request.mutable_window()->mutable_first_day() = schedule::ToDate(first);
    *request.mutable_window()->mutable_last_day() = schedule::ToDate(first + 2);
    request.mutable_earliest_start()->set_hours(world.Below(10));
    request.mutable_latest_end()->set_hours(20 + world.Below(5));
    request.mutable_step()->set_seconds(30 * 60);
    request.set_page_size(1 + world.Below(100));
    v1::SlotItem& item = *request.add_items();
    item.mutable_duration()->set_seconds(1800 * (1 + world.Below(6)));
    item.mutable_set_up()->set_seconds(900 * world.Below(5));
    item.set_expected_attendance(world.OneOf<int>({0, 60}));
    const std::string venue = world.OneOf(world.venues());
    item.add_venues(venue);
    v1::GetVenueRequest get;
    get.set_name(venue);
    const std::string zone = world.schedule().Run(schedule::GetVenue, get)->venue().time_zone();
    std::set<std::string> expected, found;
    for (const std::string& space : world.spaces()) {
      if (space.rfind(venue, 0) != 0) continue;
      for (const v1::Slot& slot : Conceivable(request, space, zone)) {
        const bool past =
            IntervalOf(slot.placements(0)).start < absl::ToUnixSeconds(world.schedule().now);
        if (!past && world.BookAsOne(slot).ok()) expected.insert(Line(slot.placements(0)));
      }
    }
    found = Lines(Find(world, request, 100'000));
    ASSERT_EQ(found, expected) << "TAQVIM_SEED=" << seed_ << "\n" << request.DebugString();
    request.set_one_a_day(true);
    ASSERT_EQ(Lines(Find(world, request, 100'000)), FirstOfDays(expected))
        << "TAQVIM_SEED=" << seed_ << "\n"
        << request.DebugString();
  }
}

}  // namespace
}  // namespace taqvim::property
