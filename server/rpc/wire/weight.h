// How much a write costs its neighbours in a commit.
#pragma once

#include <cstddef>

#include "google/protobuf/message.h"

namespace taqvim::rpc {

// About how many bookings a write of that request touches (storage::WriteOptions):
// by its size, and far more where a few bytes ask for much, as a cascade does.
// Pure; thread-safe.
int WeightOf(const google::protobuf::Message& request, size_t request_bytes);

}  // namespace taqvim::rpc
