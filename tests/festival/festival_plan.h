// A festival as a file for `taqvim apply` and as requests: an open-house weekend of a city.
#pragma once

#include <string>

#include "absl/time/civil_time.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::festival {

inline constexpr int kVenues = 700;

// Its events are one after the other in 700 venues of one hall each, titled and described in
// three languages. A tenth repeats for ten weeks, a tenth is inside the one before it, and
// one in fifty is private. All are confirmed.
struct FestivalPlan {
  // The name of the festival, with which those of its events begin. Two plans of the same day
  // collide in every event.
  std::string id = "festival";
  int events = 2000;
  // The bytes of the description in each language.
  int text = 400;
  absl::CivilDay first_day;
};

// The organizations that own events and do not.
inline constexpr char kOwner[] = "owner";
inline constexpr char kOther[] = "other";

// Writes the file: organizations, venues with their halls, and, of a plan with events, the
// festival and its events.
void WriteFile(const FestivalPlan& plan, const std::string& path);

// The festival and its events as one batch, with that request id.
v1::BatchWriteEventsRequest RequestOf(const FestivalPlan& plan, const std::string& request_id);

}  // namespace taqvim::festival
