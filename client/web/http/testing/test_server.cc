#include "client/web/http/testing/test_server.h"

#include <utility>

#include "proto/check.h"

namespace taqvim::web::testing {

std::unique_ptr<HttpServer> StartServer(HttpServer::Options options, Handler handler) {
  if (options.addresses.empty()) options.addresses = {"127.0.0.1:0"};
  const HttpLimits defaults;
  if (options.limits.requests_a_second == defaults.requests_a_second) {
    options.limits.requests_a_second = 0;
  }
  auto server = HttpServer::Start(std::move(options), std::move(handler));
  CHECK(server.ok());
  return *std::move(server);
}

}  // namespace taqvim::web::testing
