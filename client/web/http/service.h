// What the connections of a server have in common.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/web/http/bounded_log.h"
#include "client/web/http/callers.h"
#include "client/web/http/limits.h"
#include "client/web/http/log_line.h"
#include "client/web/http/loop.h"
#include "client/web/http/reply.h"

namespace taqvim::web {

// Lives as long as its last connection and reply, which may be longer than the server.
struct Service {
  static constexpr int kRequestsToldASecond = 1'000;
  static constexpr int kWarningsASecond = 10;

  Service(const HttpLimits& limits_given, const Callers::Clock& clock, const BoundedLog::Sink& sink)
      : limits(limits_given),
        callers(limits, clock),
        requests_log("requests", kRequestsToldASecond, sink, clock),
        warnings("warnings", kWarningsASecond, sink, clock) {}

  const HttpLimits limits;
  Callers callers;
  Handler handler;
  // See HttpServer::Options.
  std::function<std::string(absl::string_view path)> path_for_log;
  std::function<void(const LoggedRequest& request)> counts;
  // Apart, so that requests leave no warning unsaid.
  BoundedLog requests_log;
  BoundedLog warnings;
  std::vector<std::unique_ptr<Loop>> loops;
};

}  // namespace taqvim::web
