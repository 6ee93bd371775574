// A random schedule to look for slots in: venues of several zones with random
// hours, halls that can be divided, closures, holds and bookings, around the
// days on which clocks change.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::property {

class SlotsWorld {
 public:
  explicit SlotsWorld(uint64_t seed);

  schedule::ScheduleStore& schedule() { return schedule_; }
  std::mt19937_64& random() { return random_; }

  const std::vector<std::string>& venues() const { return venues_; }
  const std::vector<std::string>& spaces() const { return spaces_; }
  v1::Venue VenueNamed(const std::string& name);
  // Without what is archived.
  std::vector<v1::Space> SpacesOf(const std::string& venue);
  const std::vector<std::string>& participants() const { return participants_; }

  // A number from 0 to below `count`, and one of these.
  int Below(int count) { return static_cast<int>(random_() % static_cast<uint64_t>(count)); }
  bool OneIn(int count) { return Below(count) == 0; }
  template <class Value>
  const Value& OneOf(const std::vector<Value>& values) {
    return values[static_cast<size_t>(Below(static_cast<int>(values.size())))];
  }
  // A day of the five weeks that are in use.
  absl::CivilDay Day();

  // A question for slots about some of the places.
  v1::FindSlotsRequest Question();
  // One of which every slot can be found by trying: of a few days, about venues alone.
  v1::FindSlotsRequest ExhaustiveQuestion();

  // An event for each placement of the slot, created and confirmed, in one batch
  // that is undone. Holds in the way are passed over.
  absl::Status Book(const v1::Slot& slot);
  // The same as one tentative event.
  absl::Status BookAsOne(const v1::Slot& slot);

 private:
  void AddVenue(const std::string& id, const std::string& zone, const std::string& city);
  void AddHours(v1::Venue& venue);
  std::string AddSpace(const std::string& venue, const std::string& id,
                       const std::vector<std::string>& parts);
  void Archive(const std::string& space);
  void AddClosure();
  void AddEvent(int number);
  void FillPeriod(v1::Period& period);
  v1::SlotItem Item(bool timed);
  // The answer, which must be one.
  template <class Method, class Request>
  auto Run(Method method, const Request& request);

  schedule::ScheduleStore schedule_;
  std::mt19937_64 random_;
  std::vector<std::string> venues_, spaces_, participants_;
};

}  // namespace taqvim::property
