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
// Rarely are more rounds needed until a time is free that the clocks show again.
constexpr int64_t kMostRounds = 500;

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

storage::Interval IntervalOf(const v1::SlotPlacement& placement) {
  return schedule::IntervalOf(placement.period(), *schedule::FindZone(placement.time_zone()));
}

// Whether it starts when the clocks show its time for the second time.
bool StartsAgain(const v1::SlotPlacement& placement) {
  const auto info = schedule::FindZone(placement.time_zone())->At(StartOf(placement));
  return placement.period().has_timed() && info.kind == absl::TimeZone::TimeInfo::REPEATED &&
         absl::ToUnixSeconds(info.post) == IntervalOf(placement).start;
}

// What the answer is ordered by.
auto RankOf(const v1::Slot& slot) {
  const v1::SlotPlacement& first = slot.placements(0);
  const int seats = first.seats() == 0 ? std::numeric_limits<int>::max() : first.seats();
  return std::tuple(StartOf(first), StartsAgain(first), first.holds_ahead(), seats,
                    first.resource());
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

// A booking of the space for the item, and nothing else.
v1::Slot SlotAt(absl::Time start, const v1::SlotItem& item, const std::string& space,
                const std::string& zone_name) {
  const absl::TimeZone zone = *schedule::FindZone(zone_name);
  v1::Slot slot;
  v1::SlotPlacement& placement = *slot.add_placements();
  placement.set_resource(space);
  placement.set_time_zone(zone_name);
  v1::TimedPeriod& timed = *placement.mutable_period()->mutable_timed();
  *timed.mutable_start() = Shown(start, zone);
  *timed.mutable_end() = Shown(start + absl::Seconds(item.duration().seconds()), zone);
  v1::Booking& booking = *placement.add_bookings();
  booking.set_space(space);
  *booking.mutable_set_up() = item.set_up();
  booking.set_expected_attendance(item.expected_attendance());
  return slot;
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
      const auto info = zone.At(absl::CivilSecond(day) + at);
      std::set<absl::Time> starts = {info.pre, info.post};
      if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) starts.clear();
      for (absl::Time start : starts) {
        const auto end = zone.At(start + absl::Seconds(item.duration().seconds())).cs;
        if (end - absl::CivilSecond(day) > request.latest_end().hours() * 3600) continue;
        slots.push_back(SlotAt(start, item, space, zone_name));
      }
    }
  }
  return slots;
}

std::string Line(const v1::SlotPlacement& placement) {
  return absl::StrCat(placement.resource(), " ", absl::FormatCivilTime(StartOf(placement)),
                      StartsAgain(placement) ? " again" : "");
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
  const int64_t rounds = std::max<int64_t>(Number("TAQVIM_ANSWERS", 10'000) / 200, 1);
  int64_t again = 0;
  // As many as were asked for, and more until a time was offered again.
  const auto goes_on = [&](int64_t round) {
    return round < rounds || (again == 0 && round < kMostRounds);
  };
  for (int64_t round = 0; goes_on(round); ++round, ++seed_) {
    SlotsWorld world(seed_);
    v1::FindSlotsRequest request;
    // Half of them at night, when clocks are put back.
    const bool night = round % 2 == 0;
    const absl::CivilDay first = night            ? absl::CivilDay(2025, 4, 5)
                                 : world.OneIn(3) ? absl::CivilDay(2025, 3, 29)
                                                  : world.Day();
    *request.mutable_window()->mutable_first_day() = schedule::ToDate(first);
    *request.mutable_window()->mutable_last_day() = schedule::ToDate(first + 2);
    request.mutable_earliest_start()->set_hours(world.Below(night ? 2 : 10));
    request.mutable_latest_end()->set_hours(night ? 24 : 20 + world.Below(5));
    request.mutable_step()->set_seconds(30 * 60);
    request.set_page_size(1 + world.Below(100));
    v1::SlotItem& item = *request.add_items();
    item.mutable_duration()->set_seconds(1800 * (1 + world.Below(6)));
    item.mutable_set_up()->set_seconds(900 * world.Below(5));
    item.set_expected_attendance(world.OneOf<int>({0, 60}));
    const std::string venue = night ? "venues/opera" : world.OneOf(world.venues());
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
    again += std::count_if(found.begin(), found.end(),
                           [](const std::string& line) { return line.ends_with(" again"); });
    ASSERT_EQ(found, expected) << "TAQVIM_SEED=" << seed_ << "\n" << request.DebugString();
    request.set_one_a_day(true);
    ASSERT_EQ(Lines(Find(world, request, 100'000)), FirstOfDays(expected))
        << "TAQVIM_SEED=" << seed_ << "\n"
        << request.DebugString();
  }
  std::cout << again << " of them were times that the clocks show again" << std::endl;
  EXPECT_GT(again, 0);
}

}  // namespace
}  // namespace taqvim::property
