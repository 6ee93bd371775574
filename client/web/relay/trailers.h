// How an answer of gRPC-Web ends, as the text of its last frame.
#pragma once

#include <string>

#include "grpcpp/support/status.h"

namespace taqvim::web {

// The lines `grpc-status`, `grpc-message` unless it is empty, percent-encoded, and
// `grpc-status-details-bin` unless there are none, in base64 without padding (gRPC,
// PROTOCOL-HTTP2.md): the details of an error must arrive, too.
std::string TrailersOf(const grpc::Status& status);

}  // namespace taqvim::web
