// Redaction of replayed answers.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/access/rights.h"

namespace taqvim::rpc {

// The answer of an earlier call, of the type of `response`, reduced to what its caller
// may see now: rights may have been taken away since. Its conflicts stay as they were
// told the first time. DATA_LOSS for an answer that does not parse.
absl::StatusOr<std::string> AsSeenNow(const google::protobuf::Message& response,
                                      const access::Rights& rights, std::string answer);

}  // namespace taqvim::rpc
