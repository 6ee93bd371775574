// Batch writes of events and the check before them, for commands that are more than one
// call.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/client.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::cli {

// As many as a batch takes (see BatchWriteEventsRequest).
inline constexpr size_t kMostEventWrites = 5000;
// As large as a request may be.
inline constexpr size_t kMostRequestBytes = 4 << 20;

struct CheckedWrites {
  // The conflicts, blocking and advisory, as far as the server reports them.
  std::vector<v1::Conflict> conflicts;
  // Whether there may be more conflicts.
  bool total_is_lower_bound = false;
  // What is free instead.
  std::vector<v1::Suggestion> suggestions;
  // Whether the writes would be refused.
  bool blocked = false;
};

// An update of those fields, which sends no others.
v1::EventWrite UpdateOfFields(const v1::Event& event, const std::vector<std::string>& mask);

// The bytes of such a check; the batch itself takes no more.
size_t BytesOfCheck(const std::vector<v1::EventWrite>& writes,
                    const v1::Assumptions& assumptions = {});

// Calls CheckEvents for the writes, and reads all pages.
absl::StatusOr<CheckedWrites> CheckWrites(client::Client& client,
                                          const std::vector<v1::EventWrite>& writes,
                                          const v1::Assumptions& assumptions = {});

// The event that the suggestion is for, which says only which write it is for, by the conflicts
// of the same check; empty when it is to be created without an id, and none of these is in its
// way.
std::string EventOf(const v1::Suggestion& suggestion, const std::vector<v1::Conflict>& conflicts);

// Whether a batch writes, or only says what it would do.
enum class BatchMode { kWrite, kValidateOnly };

// Writes them all, or none. Answers with the events as they are then.
absl::StatusOr<v1::BatchWriteEventsResponse> WriteBatch(client::Client& client,
                                                        const std::vector<v1::EventWrite>& writes,
                                                        BatchMode mode = BatchMode::kWrite);

// The refusal that the writes would have met, with every conflict that blocks; or, where
// that is only a lower bound, with some.
absl::Status RefusalOf(absl::string_view message, const std::vector<v1::Conflict>& conflicts,
                       bool total_is_lower_bound);

}  // namespace taqvim::cli
