#include "tests/simulation/simulation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/support/taqvimd.h"

namespace taqvim::simulation {
namespace {

constexpr int kSteps = 400;

TEST(Simulation, OfAnySeedKeepsEveryPromise) {
  const unsigned first = std::random_device()();
  const int rounds = testing::Rounds(60, 6);
  int successes = 0, recoveries = 0;
  for (int i = 0; i < rounds && !HasFailure(); ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", first + i));
    Simulation simulation(first + i);
    simulation.Run(kSteps);
    successes += simulation.successes();
    recoveries += simulation.recoveries();
  }
  std::printf("seeds %u and following: %d writes succeeded, %d recoveries\n", first, successes,
              recoveries);
  EXPECT_GT(successes, rounds);
}

// What a simulation leaves behind, line by line.
std::vector<std::string> Remains(uint64_t seed) {
  Simulation simulation(seed);
  simulation.Run(kSteps);
  return absl::StrSplit(absl::StrCat(simulation.transcript(), "\n", simulation.log()), '\n');
}

// The number of the first line that is not the same; -1 when all are.
int FirstDifference(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return in_a == a.end() && in_b == b.end() ? -1 : static_cast<int>(in_a - a.begin());
}

TEST(Simulation, OfTheSameSeedLeavesTheSameTranscriptAndLog) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const auto one = Remains(seed), other = Remains(seed);
    const int line = FirstDifference(one, other);
    ASSERT_EQ(line, -1) << "seed " << seed << "\n" << one[line] << "\n" << other[line];
  }
}

TEST(Simulation, OfAnotherSeedLeavesAnotherLog) {
  EXPECT_NE(FirstDifference(Remains(1), Remains(2)), -1);
}

}  // namespace
}  // namespace taqvim::simulation
