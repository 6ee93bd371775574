// How long a caller of gRPC waits.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace taqvim::web {

// Takes the value of `grpc-timeout` (PROTOCOL-HTTP2.md of gRPC), such as `5000m`: one to eight
// digits and H, M, S, m, u or n, for hours, minutes, seconds and their thousandths, millionths
// and billionths. INVALID_ARGUMENT, with a sentence.
absl::StatusOr<absl::Duration> ParseTimeout(absl::string_view text);

}  // namespace taqvim::web
