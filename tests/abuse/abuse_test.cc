// What holds of every attack, however slow the machine is: the server lives, serves others
// without a failure, keeps to its bounds of memory and of its log, and gives attackers what
// is documented. In short; tests/abuse/run.sh measures at length what it costs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <tuple>
#include <vector>

#include "tests/abuse/trial.h"
#include "tests/support/raw_connection.h"

namespace taqvim::abuse {

void PrintTo(const Attack& attack, std::ostream* out) { *out << attack.name; }
void PrintTo(Door door, std::ostream* out) { *out << NameOf(door); }

namespace {

using ::testing::Contains;
using ::testing::Key;

// docs/operations.md: 512 MiB of what is on its way, and half as much more for moments.
constexpr int64_t kMostKib = int64_t{768} << 10;
// Twenty lines a minute of each caller and reason, of which there are a few here, and what
// they add up to.
constexpr int64_t kMostLogBytesAMinute = int64_t{64} << 10;

const Effort kShort = {
    .calls = 12, .pace = absl::Milliseconds(10), .divisor = 20, .longest = absl::Seconds(20)};

class Abuse : public ::testing::TestWithParam<std::tuple<Attack, Door>> {
 protected:
  static void SetUpTestSuite() {
    testing::RaiseDescriptors();
    std::cout << TableHead();
  }
};

// What attackers may get.
std::vector<std::string> Documented(const Attack& attack, Door door) {
  if (door == Door::kDirect) return attack.direct;
  std::vector<std::string> words = attack.edge;
  words.insert(words.end(), {"RESOURCE_EXHAUSTED", "UNAVAILABLE", "closed"});
  return words;
}

TEST_P(Abuse, IsBorne) {
  const auto& [attack, door] = GetParam();
  const Cost cost = Try(attack, door, kShort);
  std::cout << TableRow(attack, door, cost);
  EXPECT_EQ(cost.failures(), 0) << cost.first_failure();
  EXPECT_TRUE(cost.stops);
  EXPECT_THAT(cost.attackers, Contains(Key(Documented(attack, door).front())));
  for (const auto& [what, times] : cost.attackers) {
    EXPECT_THAT(Documented(attack, door), Contains(what));
  }
  const double minutes = absl::ToDoubleMinutes(cost.took);
  EXPECT_LT(cost.log_bytes, static_cast<double>(kMostLogBytesAMinute) * (1 + minutes));
#ifndef TAQVIM_SANITIZED
  // A sanitizer keeps what was freed; of the holes nothing is promised.
  if (!attack.needs_edge || door == Door::kEdge) {
    EXPECT_LT(cost.resident_peak, cost.resident_before + kMostKib);
  }
#endif
}

INSTANTIATE_TEST_SUITE_P(By, Abuse,
                         ::testing::Combine(::testing::ValuesIn(AllAttacks()),
                                            ::testing::Values(Door::kDirect, Door::kEdge)),
                         [](const auto& made) {
                           std::string name =
                               std::get<0>(made.param).name + "_" + NameOf(std::get<1>(made.param));
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace taqvim::abuse
