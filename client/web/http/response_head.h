// Writer of the head of a response.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "client/web/http/headers.h"

namespace taqvim::web {

// What of a response's head its connection decides.
struct Framing {
  // Of the body; nothing: unknown, so it is sent in chunks or until the connection closes.
  std::optional<uint64_t> length;
  bool chunked = false;
  bool keep_alive = true;
};

// Whether nothing in the fields breaks a head apart, or says what the framing does.
bool AreFieldsOfResponse(const Headers& headers);

// The status line, the fields, those of StandingHeaders() that are not among them, Date and
// what the framing asks for, to the empty line. Fields without a value are left out. Each
// `AreFieldsOfResponse`.
std::string ResponseHead(int status, const Headers& headers, const Framing& framing,
                         absl::Time now);

}  // namespace taqvim::web
