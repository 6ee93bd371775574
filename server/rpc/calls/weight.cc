#include "server/rpc/calls/weight.h"

#include <algorithm>

namespace taqvim::rpc {
namespace {

// About what a booking takes in a request.
constexpr size_t kBytesOfABooking = 256;
// What may take up to five thousand events along.
constexpr int kMany = 100;

}  // namespace

int WeightOf(const Method& method, const google::protobuf::Message& request, size_t request_bytes) {
  const int size = 1 + static_cast<int>(request_bytes / kBytesOfABooking);
  return method.takes_many && method.takes_many(request) ? size + kMany : size;
}

bool TakesManyAlong(const v1::CancelEventRequest& request) { return request.cascade(); }

bool TakesManyAlong(const v1::BatchWriteEventsRequest& request) {
  return std::any_of(request.writes().begin(), request.writes().end(),
                     [](const v1::EventWrite& write) { return write.cancel().cascade(); });
}

// A name is far shorter than what it is the name of.
bool TakesManyAlong(const v1::PublishEventsRequest& request) {
  return !request.programme().empty() || request.names_size() > kMany;
}

bool TakesManyAlong(const v1::UnpublishEventsRequest& request) {
  return !request.programme().empty() || request.names_size() > kMany;
}

bool TakesManyAlong(const v1::RederiveTimesRequest&) { return true; }

}  // namespace taqvim::rpc
