#include "server/rpc/wire/weight.h"

#include <algorithm>

#include "taqvim/v1/event_service.pb.h"
#include "taqvim/v1/schedule_service.pb.h"

namespace taqvim::rpc {
namespace {

// About what a booking takes in a request.
constexpr size_t kBytesOfABooking = 256;
// What may take up to a thousand events along.
constexpr int kMany = 100;

bool TakesManyAlong(const google::protobuf::Message& request) {
  if (auto* cancel = dynamic_cast<const v1::CancelEventRequest*>(&request)) {
    return cancel->cascade();
  }
  if (auto* batch = dynamic_cast<const v1::BatchWriteEventsRequest*>(&request)) {
    return std::any_of(batch->writes().begin(), batch->writes().end(),
                       [](const v1::EventWrite& write) { return write.cancel().cascade(); });
  }
  return dynamic_cast<const v1::RederiveTimesRequest*>(&request) != nullptr;
}

}  // namespace

int WeightOf(const google::protobuf::Message& request, size_t request_bytes) {
  const int size = 1 + static_cast<int>(request_bytes / kBytesOfABooking);
  return TakesManyAlong(request) ? size + kMany : size;
}

}  // namespace taqvim::rpc
