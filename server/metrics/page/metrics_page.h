// The page at which the metrics are read, on a listener of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/web/http/blocking.h"
#include "client/web/http/server.h"
#include "server/metrics/metrics.h"

namespace taqvim::metrics {

// `GET /metrics`, over plain HTTP. It says the same to whoever can connect: which methods are
// called how often, how much there is of what, no name of anybody or anything. By an address of
// its own it is apart from the doors of callers and from the edge; few may ask at a time.
//
// `GET /ready`, for what stands before several servers and chooses among them: 200 while callers
// should come, and 503 while they should not.
class MetricsPage {
 public:
  // Listens at `HOST:PORT`, with an IP address, at `unix:/path`, or, where only a port is said, at
  // that of 127.0.0.1; 0 takes a free one. The metrics, and what `ready` asks, outlive it.
  // INVALID_ARGUMENT or ALREADY_EXISTS, with a sentence, where it cannot.
  static absl::StatusOr<std::unique_ptr<MetricsPage>> Open(absl::string_view listen,
                                                           Metrics& metrics,
                                                           std::function<bool()> ready);

  // Where it listens, with the port that it has.
  const std::string& address() const { return server_->address(); }
  // Whether only this machine reaches it.
  bool IsOfThisMachine() const;

 private:
  MetricsPage(Metrics& metrics, std::function<bool()> ready)
      : metrics_(metrics), ready_(std::move(ready)) {}

  web::Response Answer(const web::Request& request);

  Metrics& metrics_;
  const std::function<bool()> ready_;
  // What is asked is answered on a thread of this; ends after the server.
  std::unique_ptr<web::Pool> pool_;
  std::unique_ptr<web::HttpServer> server_;
};

}  // namespace taqvim::metrics
