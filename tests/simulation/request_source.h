// Random writes for a small venue, in which much collides.
#pragma once

#include <random>
#include <string>

#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::simulation {

// The spaces of `venues/library`.
inline constexpr const char* kHalls[] = {"hall-a", "hall-b", "hall-c"};

// The same requests for the same random numbers.
class RequestSource {
 public:
  // One to three writes: events are created, and most of them confirmed; earlier
  // ones are confirmed and cancelled, whether they were ever written or not.
  v1::BatchWriteEventsRequest Next(std::mt19937_64& random);

 private:
  void AddCreate(std::mt19937_64& random, v1::BatchWriteEventsRequest& request);
  std::string EarlierEvent(std::mt19937_64& random) const;

  int next_event_ = 0;
};

}  // namespace taqvim::simulation
