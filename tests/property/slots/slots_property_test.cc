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
#include "server/schedule/time/civil.h"
#include "tests/property/slots/slots_model.h"
#include "tests/property/slots/slots_world.h"

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
  const int64_t wanted = Number("TAQVIM_ANSWERS", TAQVIM_ANSWERS);
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

std::string Line(const v1::Slot& slot) {
  std::string line;
  for (const v1::SlotPlacement& placement : slot.placements()) {
    absl::StrAppend(&line, line.empty() ? "" : ", then ", placement.resource(), " ",
                    absl::FormatCivilTime(StartOf(placement)),
                    StartsAgain(placement) ? " again" : "");
  }
  return line;
}

std::set<std::string> Lines(const std::vector<v1::Slot>& slots) {
  std::set<std::string> lines;
  for (const v1::Slot& slot : slots) {
    EXPECT_TRUE(lines.insert(Line(slot)).second) << slot.DebugString();
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

// At night, when clocks are put back: of one item of a venue where they are.
v1::FindSlotsRequest NightQuestion(SlotsWorld& world) {
  v1::FindSlotsRequest request;
  const absl::CivilDay first(2025, 4, 5);
  *request.mutable_window()->mutable_first_day() = schedule::ToDate(first);
  *request.mutable_window()->mutable_last_day() = schedule::ToDate(first + 2);
  request.mutable_earliest_start()->set_hours(world.Below(2));
  request.mutable_latest_end()->set_hours(24);
  v1::SlotItem& item = *request.add_items();
  item.mutable_duration()->set_seconds(1800 * (1 + world.Below(6)));
  item.mutable_set_up()->set_seconds(900 * world.Below(5));
  item.set_expected_attendance(world.OneOf<int>({0, 60}));
  item.add_venues("venues/opera");
  return request;
}

TEST_F(Slots, OfRandomSchedulesAreAllThatCanBeBooked) {
  const int64_t rounds = std::max<int64_t>(Number("TAQVIM_ANSWERS", TAQVIM_ANSWERS) / 100, 1);
  int64_t again = 0, of_several = 0;
  // As many as were asked for, and more until a time was offered again.
  const auto goes_on = [&](int64_t round) {
    return round < rounds || (again == 0 && round < kMostRounds);
  };
  for (int64_t round = 0; goes_on(round); ++round, ++seed_) {
    SlotsWorld world(seed_);
    v1::FindSlotsRequest request =
        round % 4 == 0 ? NightQuestion(world) : world.ExhaustiveQuestion();
    request.set_page_size(1 + world.Below(100));
    const std::vector<v1::Slot> expected = AllSlots(world, request);
    const std::set<std::string> found = Lines(Find(world, request, 100'000));
    again += std::count_if(found.begin(), found.end(),
                           [](const std::string& line) { return line.ends_with(" again"); });
    if (request.items_size() > 1) of_several += static_cast<int64_t>(expected.size());
    ASSERT_EQ(found, Lines(expected)) << "TAQVIM_SEED=" << seed_ << "\n" << request.DebugString();
    request.set_one_a_day(true);
    ASSERT_EQ(Lines(Find(world, request, 100'000)), FirstOfDays(Lines(expected)))
        << "TAQVIM_SEED=" << seed_ << "\n"
        << request.DebugString();
  }
  std::cout << again << " of them were times that the clocks show again, " << of_several
            << " of several items" << std::endl;
  EXPECT_GT(again, 0);
}

}  // namespace
}  // namespace taqvim::property
