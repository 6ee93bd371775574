// Looks at random for requests that the contract allows and that hold up others. It
// asserts no time: that what is counted as work stays within the limits, and that
// memory follows what is counted, whichever machine it runs on. Which requests took the
// most time is printed, by which units are weighed (decision 0027).
//
// TAQVIM_REQUESTS says how many are made, TAQVIM_SEED which.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "tests/property/costs/costly_requests.h"

namespace taqvim::schedule {
namespace {

// A world fills; then another begins.
constexpr int kRequestsAWorld = 60;
// How far beyond its units a request may come before that is noticed: one look into an
// index, or what is bounded by itself.
constexpr int64_t kBeyond = 150'000;
constexpr int64_t kMostBytes = int64_t{400} << 20;
// Of each unit, and of each request whatever it costs.
constexpr int64_t kAllocationsAUnit = 8;
constexpr int64_t kAllocations = 1'000'000;

int64_t Number(const char* variable, int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

// Of each kind of request the one that took the most time, and the one that took the
// most for its units, of those that cost some.
class Worst {
 public:
  void Consider(const Costs& one) {
    Costs& longest = longest_[one.kind];
    if (one.time > longest.time) longest = one;
    if (one.units < 20'000) return;
    Costs& slowest = slowest_[one.kind];
    if (TimeOfAUnit(one) > TimeOfAUnit(slowest)) slowest = one;
  }
  void Print() const {
    std::cout << "What took the most time:\n";
    for (const auto& [kind, one] : longest_) std::cout << one << "\n";
    std::cout << "What took the most time for a unit:\n";
    for (const auto& [kind, one] : slowest_) {
      std::cout << TimeOfAUnit(one) << " a unit: " << one << "\n";
    }
  }

 private:
  static absl::Duration TimeOfAUnit(const Costs& one) {
    return one.time / std::max(one.units, int64_t{1});
  }

  std::map<std::string, Costs> longest_, slowest_;
};

void Check(const Costs& one) {
  EXPECT_LE(one.units, kRequestLimits.units + kBeyond);
  EXPECT_LE(one.allocations.most_bytes, kMostBytes);
  EXPECT_LE(one.allocations.count, kAllocations + kAllocationsAUnit * one.units);
  EXPECT_FALSE(absl::IsInternal(one.status)) << one.status;
}

TEST(RequestCost, OfWhateverTheContractAllowsIsBounded) {
  const uint64_t seed = Number("TAQVIM_SEED", std::random_device()());
  const int64_t count = Number("TAQVIM_REQUESTS", 300);
  std::cout << "TAQVIM_SEED=" << seed << "\n";
  std::unique_ptr<CostlyRequests> requests;
  Worst worst;
  for (int64_t i = 0; i < count && !testing::Test::HasFailure(); ++i) {
    if (i % kRequestsAWorld == 0) {
      requests = std::make_unique<CostlyRequests>(seed + i / kRequestsAWorld);
    }
    const Costs costs = requests->Next();
    SCOPED_TRACE(testing::Message() << "request " << i << ": " << costs);
    Check(costs);
    worst.Consider(costs);
  }
  worst.Print();
}

}  // namespace
}  // namespace taqvim::schedule
