// A whole answer, and the usual ones.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/web/http/headers.h"

namespace taqvim::web {

// Bytes that several answers may share, as those of a page that is kept; nullptr: none.
using Bytes = std::shared_ptr<const std::string>;

Bytes MakeBytes(std::string bytes);

struct Response {
  // 200 to 599.
  int status = 200;
  // Without those that the server adds: Date, Connection, Content-Length, Transfer-Encoding,
  // and StandingHeaders(). Names are tokens and values IsFieldValue; else the caller gets a
  // 500 instead.
  Headers headers;
  // Must be none where the status has none: 204 and 304.
  Bytes body;
};

// A sentence as plain text, which nobody keeps (Cache-Control: no-store).
Response TextResponse(int status, absl::string_view sentence);

// 405 with Allow, where HEAD stands beside GET.
Response MethodNotAllowed(std::initializer_list<absl::string_view> allowed);

// 429 or 503, with Retry-After in whole seconds, one at least.
Response TryLater(int status, absl::string_view sentence, absl::Duration wait);

// What HTTP calls the status (RFC 9110, 15), as `Not Found`; `Unknown` where it has no name.
absl::string_view ReasonPhrase(int status);

// Whether a response of the status never has a body (RFC 9110, 6.4.1).
bool HasNoBody(int status);

}  // namespace taqvim::web
