// For tests of moves: confirmed events that ask to move to the museum's room, which approves
// its bookings.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "server/schedule/testing/approving_fixture.h"

namespace taqvim::schedule {

class MovesTest : public ApprovingTest {
 protected:
  // Confirms a talk in the hall on 10 October from 18:00 to 20:00, a minute later.
  void BookHall(const std::string& id, const std::string& more = "");
  // The same in a space of the museum, which approves it, at times of that day.
  void BookApproved(const std::string& id, const std::string& space,
                    const std::string& start = "18:00", const std::string& end = "20:00",
                    const std::string& more = "");
  // A participant of an organization of its own, which approves its bookings.
  std::string AddApprovingParticipant(const std::string& id);
  // An update that asks those who have to approve it.
  absl::StatusOr<v1::UpdateEventResponse> Ask(const std::string& name,
                                              const std::vector<std::string>& paths,
                                              const std::string& fields,
                                              const std::vector<v1::ConflictRule>& rules = {});
  // To move its first booking to the space.
  absl::StatusOr<v1::UpdateEventResponse> AskFor(const std::string& name, const std::string& space);
  // To do the same with several in one batch, each with where it wants to go.
  absl::StatusOr<v1::BatchWriteEventsResponse> AskTogether(
      const std::vector<std::pair<std::string, std::string>>& moves);
  // An update that takes back what was asked for.
  absl::StatusOr<v1::UpdateEventResponse> Withdraw(const std::string& name);

  // Where the first bookings are of the event, and of its move: `hall`, `hall, room asked`,
  // `hall, room refused`.
  std::string PlaceOf(const std::string& name);
  // What occupies the space on that day: `events/a HOLD 18:00`.
  std::vector<std::string> Occupied(const std::string& space,
                                    const std::string& day = "2025-10-10");
  // What the museum has to decide: `events/a b1 move ranks 1`.
  std::vector<std::string> Pending(const std::string& venue = "venues/museum");
  // Lets the system do what is due after so many hours; the methods of what it wrote.
  std::vector<std::string> Pass(absl::Duration duration);
};

}  // namespace taqvim::schedule
