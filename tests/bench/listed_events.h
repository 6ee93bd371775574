// A schedule of many years to list from: talks in the halls of Programme, and
// commemorations that come every year.
#pragma once

#include <string>

#include "absl/time/civil_time.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::bench {

// The talks are of three states, for 50 owners; every twentieth belongs to one of a
// few hundred programmes. Two a day in each hall, so that a venue has 40 a day.
class ListedEvents {
 public:
  static constexpr int kOwners = 50;
  static constexpr int kProgrammes = 300;
  static constexpr int kATalkADay = 2;

  static std::string OwnerName(int owner);
  static std::string ProgrammeName(int programme);
  // The day of the talk of that number.
  static absl::CivilDay DayOf(int talk);

  // Adds the creation of culture days, of a talk or of a commemoration, by its number
  // from 0; for some with the confirmation or cancellation as well.
  static void AddProgramme(int programme, v1::BatchWriteEventsRequest& batch);
  static void AddTalk(int talk, v1::BatchWriteEventsRequest& batch);
  static void AddCommemoration(int commemoration, v1::BatchWriteEventsRequest& batch);
};

}  // namespace taqvim::bench
