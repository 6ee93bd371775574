// `WireShape` against Protocol Buffers, on bytes that are a request: it knows all fields
// just when the parser does, and one message has one hash, however it is written.
#include "server/rpc/wire/wire_shape.h"

#include <string>

#include "google/protobuf/message.h"
#include "proto/check.h"
#include "server/rpc/wire/encode.h"
#include "server/rpc/wire/known_fields.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/slot.pb.h"
#include "taqvim/v1/venue_service.pb.h"
#include "tests/fuzz/input.h"

namespace rpc = taqvim::rpc;
namespace v1 = taqvim::v1;

namespace {

template <class Request>
void CheckBytes(const std::string& bytes, int left_out) {
  static const rpc::WireShape shape(*Request::descriptor());
  const auto hash = shape.HashOf(bytes, left_out);
  Request request;
  // Bytes that are no message are refused before anybody asks for their shape; here they
  // only must not lead it astray.
  if (!request.ParseFromString(bytes)) return;
  if (hash.has_value()) CHECK(rpc::CheckKnownFields(request).ok());
  if (!rpc::CheckKnownFields(request).ok()) return;
  std::string once;
  rpc::AppendDeterministic(request, once);
  CHECK(shape.HashOf(once, left_out).has_value());
  CHECK(shape.HashOf(once, left_out) == shape.HashOf(request.SerializeAsString(), left_out));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  const int type = input.Byte() % 3, left_out = input.Byte() % 8;
  const std::string bytes(input.Rest());
  if (type == 0) CheckBytes<v1::CreateEventRequest>(bytes, left_out);
  if (type == 1) CheckBytes<v1::UpdateVenueRequest>(bytes, left_out);
  if (type == 2) CheckBytes<v1::FindSlotsRequest>(bytes, left_out);
  return 0;
}
