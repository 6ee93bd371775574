// A client that writes until its server dies, and keeps what it was told.
#pragma once

#include <atomic>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "client/client.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::crash {

// The spaces of `venues/library` that are booked: three that one batch takes
// together, and one that everyone wants.
inline const std::vector<std::string> kHalls = {"room-a", "room-b", "room-c"};
inline constexpr char kStage[] = "stage";

// One write, and what became of it.
struct Write {
  v1::BatchWriteEventsRequest request;
  // Whether another booking may have taken its slot.
  bool contested = false;
  absl::Status status;
  // What the server answered, when it did.
  v1::BatchWriteEventsResponse response;

  bool acknowledged() const { return status.ok(); }
  // Whether the server may or may not have written it.
  bool unknown() const;
  // The title of its first event, which no other write has.
  const std::string& title() const;
};

// Numbers for titles, request ids and slots; shared by all writers.
struct Numbers {
  std::atomic<int> write = 0;
  std::atomic<int> contest = 0;
};

// A write of one of three sorts: a hold whose name the server gives, three
// confirmed events that belong together, or a bid for a slot that others want.
Write NewWrite(Numbers& numbers, std::mt19937_64& random);

// Sends it, or sends it again.
void Send(client::Client& client, Write& write);

// Writes until an outcome is unknown; returns all that it wrote. Calls
// `acknowledged` after each answer that says that something is booked.
std::vector<Write> WriteUntilLost(client::Client& client, Numbers& numbers, uint64_t seed,
                                  const std::function<void()>& acknowledged);

}  // namespace taqvim::crash
