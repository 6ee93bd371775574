// Random rules of RFC 5545 that are likely to match something.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace taqvim::property {

class RuleGenerator {
 public:
  // A frequency and two different BY parts that may stand beside it.
  struct Pair {
    std::string frequency;
    std::string first, second;
  };
  // All that RFC 5545 allows.
  static std::vector<Pair> Pairs();

  explicit RuleGenerator(uint64_t seed) : random_(seed) {}

  // A day of the years 1996 to 2033, often one near which calendars are odd.
  int64_t Day();

  // A rule without an end that has both parts, and perhaps others; likely with
  // occurrences near the day.
  std::string WithPair(const Pair& pair, int64_t day);
  // One of at most one BY part.
  std::string WithFewParts(int64_t day);
  // The part that ends such a rule.
  std::string EndOf(int64_t day);

  int Below(int limit) { return static_cast<int>(random_() % static_cast<uint64_t>(limit)); }
  bool Chance(int percent) { return Below(100) < percent; }

 private:
  std::string Rule(const std::string& frequency, const std::vector<std::string>& names,
                   int64_t day);
  // Some values of the part, that of the day likely among them.
  std::string Values(const std::string& frequency, const std::string& name, bool numbered,
                     int64_t day);
  std::string Value(const std::string& name, int most);
  std::string ValueOn(const std::string& name, int64_t day);
  std::string Weekday(const std::string& frequency, bool numbered, int64_t day);

  std::mt19937_64 random_;
};

}  // namespace taqvim::property
