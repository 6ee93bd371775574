// Plan of `taqvim programmes shift`: the events of a programme, moved by civil days.
// Pure but for the reading.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/client.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::cli {

// An event before and after.
struct ShiftedEvent {
  v1::Event before;
  v1::Event after;
  // The fields that differ, as an update names them.
  std::vector<std::string> mask;
  // Whether it shall stay after all, so that the move that waits is withdrawn.
  bool withdraws = false;
};

// Reads the culture days, the tentative and confirmed events that belong to them,
// and what these host, in turn; the culture days come first. FAILED_PRECONDITION
// when it is no programme, or is no longer planned.
absl::StatusOr<std::vector<v1::Event>> ReadProgramme(client::Client& client,
                                                     const std::string& programme);

// The event moved by civil days, counted from where it asks to move, if it does: its stops, its
// period and those of its bookings, and the rule and the exceptions of one that repeats (see
// shift_rule.h). Local times stay. The clocks may show one twice on its old day, or on its new one:
// then the offset that tells both apart is dropped, or set - to the later time where that was meant
// before, else to the earlier. FAILED_PRECONDITION when its rule cannot be moved.
absl::StatusOr<ShiftedEvent> Shift(const v1::Event& event, int days);

// The updates that make it so; with `ask`, those ask who has to approve them.
std::vector<v1::EventWrite> WritesOf(const std::vector<ShiftedEvent>& shifted,
                                     const std::vector<v1::ConflictRule>& overrides,
                                     bool ask = false);

// When it takes place, for people: `2025-10-10 18:00 to 20:00`, `2025-10-09 to
// 2025-10-13`; of culture days from the first stop to the last. A time with an
// offset is shown with it.
std::string WhenOf(const v1::Event& event);

}  // namespace taqvim::cli
