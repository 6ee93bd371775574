// A call on its way from a browser to the server and back.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "client/web/http/reply.h"
#include "client/web/relay/under_way.h"
#include "client/web/relay/upstream.h"

namespace taqvim::web {

struct RelayedCall {
  UpstreamCall call;
  grpc::ByteBuffer request;
  std::shared_ptr<Reply> reply;
  std::shared_ptr<UnderWay::Place> place;
  // Told once how it ended: as its caller is told, or as cancelled, where that has gone. Must not
  // block.
  std::function<void(const grpc::Status& end)> ended;
};

// Makes a unary call, and gives its answer as a whole when it is there: the message, if there
// is one, and the trailers. It is cancelled when the caller goes, or all is ended.
void RelayUnary(Upstream& upstream, RelayedCall relayed);

// Makes a call whose answer is a stream. Its head goes out at once; then each message, of which
// the next is read when the last has gone to the caller; at last the trailers, always, unless
// the caller has gone. So a slow caller costs one message, and what Upstream looks ahead.
void RelayStream(Upstream& upstream, RelayedCall relayed);

}  // namespace taqvim::web
