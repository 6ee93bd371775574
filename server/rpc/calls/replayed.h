// Answers that are given a second time.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/access/rights.h"

namespace taqvim::rpc {

// The answer of an earlier call, of the type of `response`, as its caller may see
// it now: rights may have become less since, and the events in it are closed then.
// Of what an event collided with nothing is said that the caller was not told
// when it was answered first. DATA_LOSS for what cannot be read, and so cannot be
// shown.
absl::StatusOr<std::string> AsSeenNow(const google::protobuf::Message& response,
                                      const access::Rights& rights, std::string answer);

}  // namespace taqvim::rpc
