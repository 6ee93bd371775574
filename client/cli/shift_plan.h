// What moves when a programme moves by some days. Pure but for the reading.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/client.h"
#include "taqvim/v1/event_service.pb.h"

namespace taqvim::cli {

// An event before and after.
struct ShiftedEvent {
  v1::Event before;
  v1::Event after;
  // The fields that differ, as an update names them.
  std::vector<std::string> mask;
};

// Reads the culture days, the tentative and confirmed events that belong to them,
// and what these host, in turn; the culture days come first. FAILED_PRECONDITION
// when it is no programme, or is no longer planned.
absl::StatusOr<std::vector<v1::Event>> ReadProgramme(client::Client& client,
                                                     const std::string& programme);

// The event moved by civil days: its stops, its period and those of its bookings,
// and the exceptions of one that repeats. Local times stay; a UTC offset, which
// told apart times that occur twice on the old day, is dropped.
ShiftedEvent Shift(const v1::Event& event, int days);

// Whether the event repeats by a rule that names days itself, which moving the
// first occurrence would not move.
bool RepeatsOnNamedDays(const v1::Event& event);

// The updates that make it so.
std::vector<v1::EventWrite> WritesOf(const std::vector<ShiftedEvent>& shifted,
                                     const std::vector<v1::ConflictRule>& overrides);

// When it takes place, for people: `2025-10-10 18:00 to 20:00`, `2025-10-09 to
// 2025-10-13`; of culture days from the first stop to the last.
std::string WhenOf(const v1::Event& event);

}  // namespace taqvim::cli
