// A server for tests, on a free port unless something else is said.
#pragma once

#include <memory>

#include "client/web/http/server.h"

namespace taqvim::web::testing {

// Ends the process if it cannot be started. One address may ask for as much as it likes,
// unless the options say other than their defaults.
std::unique_ptr<HttpServer> StartServer(HttpServer::Options options, Handler handler);

}  // namespace taqvim::web::testing
