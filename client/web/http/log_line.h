// What the log says of a request: one sentence, in ASCII and bounded.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace taqvim::web {

struct LoggedRequest {
  std::string method;
  // Without what is secret in it, and without what follows a question mark.
  std::string path;
  std::string address;
  // 0 where the connection was lost before there was a status.
  int status = 0;
  // Of the answer's body, as far as it went to the system.
  uint64_t bytes = 0;
  absl::Duration took;
  // Whether all of the answer did.
  bool complete = true;
  // Whether it was an answer in parts, whose length and end were not known when it began.
  bool is_stream = false;
  // The trace that it is a part of (proto/trace_context.h), if its caller says so.
  std::string trace_id;
};

// As `GET /calendar/venues/opera.ics of 192.0.2.7 was answered with 200 and 5120 bytes in
// 3ms.` At most 500 bytes; what of a path is neither ASCII nor visible is encoded.
std::string LogLine(const LoggedRequest& request);

}  // namespace taqvim::web
