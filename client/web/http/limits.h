// What one caller may take of the server, and how long.
#pragma once

#include <cstddef>

#include "absl/time/time.h"

namespace taqvim::web {

// Each holds for all connections alike. Where one is passed the caller gets the status
// beside it and the connection is closed, unless something else is said.
struct HttpLimits {
  // Of the request line and all fields with their line ends (431). 16 KiB is more than
  // browsers send with cookies, and what nginx and Node.js take.
  size_t head_bytes = 16 * 1024;
  // Of the fields (431).
  size_t header_lines = 100;
  // Of the target as it is sent (414).
  size_t target_bytes = 4 * 1024;
  // Of a body, without what the chunks add (413, before it is read where its length is said).
  // The largest request message of the contract, and its frame.
  size_t body_bytes = 4 * 1024 * 1024 + 64 * 1024;

  // From the first byte of a request, or from the connection's begin, to the end of its
  // head (408; in silence where nothing came).
  absl::Duration head_time = absl::Seconds(10);
  // From there to the end of its body (408).
  absl::Duration body_time = absl::Seconds(60);
  // How long a connection may wait for its next request; then it is closed in silence.
  absl::Duration idle_time = absl::Seconds(60);
  // For each 64 KiB that are written, which a caller has to take in that time; then the
  // connection is reset. So 2 KiB a second are enough.
  absl::Duration write_time = absl::Seconds(30);
  // How long a caller that was refused may go on sending what nobody reads, so that the
  // refusal reaches it before the connection is reset.
  absl::Duration linger_time = absl::Seconds(2);

  // Requests on a connection; the last one is answered with `Connection: close`.
  int requests_on_a_connection = 1'000;

  // Open connections; beyond, they are closed when they come. Fewer where the process may
  // have fewer descriptors (RLIMIT_NOFILE), of which 128 are left to others.
  int connections = 10'000;
  // Of these, those of one address; of an edge's connection, whose address is the caller's of
  // each request, the requests of one address that are under way (429). The addresses of an
  // IPv6 network of 64 bits count as one, since whoever has one has the others.
  int at_once_of_an_address = 256;
  // Requests of one address (429 with Retry-After; the connection stays): so many at once,
  // and this many more each second. 0 a second: no limit.
  double requests_a_second = 50;
  int requests_in_a_burst = 500;
  // How many addresses are remembered for that; beyond, those that were seen longest ago
  // are forgotten.
  size_t remembered_addresses = 65'536;
};

}  // namespace taqvim::web
