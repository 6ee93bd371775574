// How much a write costs its neighbours in a commit.
#pragma once

#include <cstddef>

#include "server/rpc/calls/method.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/publish_requests.pb.h"
#include "taqvim/v1/schedule_service.pb.h"

namespace taqvim::rpc {

// About how many bookings a write by that request touches (storage::WriteOptions):
// by its size, and far more where the method says that it takes many along. Pure;
// thread-safe.
int WeightOf(const Method& method, const google::protobuf::Message& request, size_t request_bytes);

// For the table of methods: whether a few bytes ask for up to five thousand events.
bool TakesManyAlong(const v1::CancelEventRequest& request);
bool TakesManyAlong(const v1::BatchWriteEventsRequest& request);
bool TakesManyAlong(const v1::PublishEventsRequest& request);
bool TakesManyAlong(const v1::UnpublishEventsRequest& request);
bool TakesManyAlong(const v1::RederiveTimesRequest& request);

}  // namespace taqvim::rpc
