// A generated festival: an open-house weekend of a city.
#pragma once

#include <string>
#include <vector>

#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::schedule {

// How large it is, and what its events are like. Each venue has one space; its events
// follow one another there. A tenth are series of ten weeks, a tenth inside another.
struct FestivalSize {
  int venues = 700;
  int events = 2000;
  // The bytes of each text of the description, which is in three languages.
  int text = 380;
  // What the names of its events begin with: such of another name collide with it.
  std::string prefix = "event";
};

struct Festival {
  // The venues and spaces, which do not exist yet. Events are of `organizations/owner`.
  v1::Assumptions places;
  // The festival itself, then its events, all confirmed.
  std::vector<v1::EventWrite> writes;
};

Festival MakeFestival(const FestivalSize& size);

}  // namespace taqvim::schedule
