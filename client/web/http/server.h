// The HTTP/1.1 server.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/web/http/acceptor.h"
#include "client/web/http/callers.h"
#include "client/web/http/limits.h"
#include "client/web/http/log_line.h"
#include "client/web/http/reply.h"
#include "server/process/accepting.h"

namespace taqvim::web {

// Speaks HTTP/1.1 and 1.0 in plain text (RFC 9110, 9112); TLS and HTTP/2 are an edge's in
// front. A request is refused, or given to the handler when all of it has come, or the
// connection is closed: never silence. Strict where a request could be read in two ways
// (request_reader.h). Range and Upgrade are passed over, as a server may. What a caller can
// take is bounded by HttpLimits.
//
// A thread of its own, a loop, has each connection to itself from its begin to its end.
// Thread-safe, but for its end.
class HttpServer {
 public:
  struct Options {
    // Where it listens; see ListeningSocket::On. One at least.
    std::vector<std::string> addresses;
    // Whether an edge comes by the sockets at paths, which says of each request whose it is in
    // X-Forwarded-For; the last of it is believed. On addresses nobody is, so an edge that
    // came by one would be a single caller.
    bool edge = false;
    HttpLimits limits;
    // How many loops there are, 1 at least.
    int threads = 2;
    // How many bytes the system keeps of what each connection writes, about.
    int send_buffer = 128 * 1024;

    // Is told, in a sentence, of each request that was answered or given up, and of what is
    // wrong; of 1,000 requests and 10 warnings a second at most. From several threads; must
    // not block. None: nobody is.
    std::function<void(absl::string_view sentence)> log;
    // What is said in place of a path there, so that no secret in it is; called with each,
    // also of requests that are refused. None: the path.
    std::function<std::string(absl::string_view path)> path_for_log;
    // Is told of each of these requests, with the path as for the log; from several threads, and
    // must not block. None: nobody is.
    std::function<void(const LoggedRequest& request)> counts;

    // For tests. A clock that never goes back, by which requests are counted.
    Callers::Clock clock;
    Acceptor::AcceptFunction accept = process::AcceptConnection;
  };

  // Listens and serves. The error of ListeningSocket::On, or INVALID_ARGUMENT without an
  // address.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(Options options, Handler handler);
  // Stops at once.
  ~HttpServer();

  // Where it listens, with the ports that it has, in the order of the options.
  const std::vector<std::string>& addresses() const;
  const std::string& address() const { return addresses().front(); }

  // Takes no more connections and no more requests, and waits for the answers that are under
  // way, streams among them, until the deadline; then breaks off what is left, and ends its
  // threads. After it the handler is not called any more. Not to be called on a thread of the
  // server, nor by two at once; again it is nothing.
  void Stop(absl::Time deadline);

  // Open connections.
  int connections() const;

 private:
  struct Parts;
  explicit HttpServer(std::unique_ptr<Parts> parts);
  const std::unique_ptr<Parts> parts_;
};

}  // namespace taqvim::web
