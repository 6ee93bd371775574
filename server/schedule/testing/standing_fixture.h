// For tests of what stands in conflict: a second building in Tashkent, and the
// list of conflicts as lines.
#pragma once

#include <string>
#include <vector>

#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {

class StandingTest : public EventsTest {
 protected:
  using EventsTest::EventsTest;
  // A confirmed event, a second after the one before; its fields as text.
  std::string Book(const std::string& id, const std::string& fields);
  // `gala`, in the hall with the ensemble at 18:00 to 20:00 of 10 October 2025 in
  // Asia/Almaty, and `tour`, confirmed later, of the ensemble at 20:00 to 22:00 in
  // Asia/Tashkent, which was the same offset then.
  void BookBackToBack();
  absl::StatusOr<v1::UpdateVenueResponse> SetZone(const std::string& venue,
                                                  const std::string& zone);
  // Everything listed, over all pages of that size: a line a conflict, such as
  // `CONTESTED events/tour events/gala participants/ensemble`.
  std::vector<std::string> Conflicts(const std::string& question = "", int page_size = 0);
  // When the event takes what it takes first, in seconds since the epoch.
  int64_t StartOf(const std::string& event);
};

}  // namespace taqvim::schedule
