// Answers of gRPC-Web that are whole.
#pragma once

#include <memory>
#include <string>

#include "client/web/http/headers.h"
#include "client/web/http/response.h"
#include "client/web/relay/under_way.h"
#include "grpcpp/support/status.h"

namespace taqvim::web {

// Those of any answer: what it is, that nobody keeps it, and that nothing between holds it back.
Headers AnswerHeaders();

// One that has no message.
Response AnswerOf(const grpc::Status& status);

// One with the frames, whose call is under way as long as they are in memory.
Response AnswerOf(std::string frames, std::shared_ptr<UnderWay::Place> place);

}  // namespace taqvim::web
