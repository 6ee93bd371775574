// Request ids: what makes it safe to send a write again.
#pragma once

#include <string>

#include "client/environment.h"
#include "google/protobuf/message.h"

namespace taqvim::client {

// A new UUID of version 7 (RFC 9562) in its 36-character form: milliseconds of
// the clock first, so that ids sort by time, then 74 random bits.
std::string NewRequestId(const Environment& environment);

// Fills in the message's field `request_id` where it has one and it is empty.
// Returns the request id; empty when the message has no such field.
std::string EnsureRequestId(const Environment& environment, google::protobuf::Message* request);

}  // namespace taqvim::client
