// The metrics of a site: what was asked of it, and what it is at.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/web/http/log_line.h"
#include "client/web/http/server.h"
#include "client/web/published/copy.h"
#include "client/web/relay/under_way.h"
#include "grpcpp/support/status_code_enum.h"
#include "server/metrics/call_metrics.h"
#include "server/metrics/metrics.h"
#include "server/metrics/sheet.h"

namespace taqvim::web {

// What a request is for, by its path: `page`, `feed`, `call`, ... There are as many as the site has
// parts, whatever is asked for.
absl::string_view KindOfPath(absl::string_view path);

// taqvim_web_requests_total, by kind and by the status of HTTP, `gone` where the caller was gone
// before there was one; taqvim_web_request_duration_seconds, by kind, of what was answered as a
// whole; and of calls of the API what CallMetrics says, by method. Thread-safe; does not outlive
// the metrics.
class SiteMetrics {
 public:
  explicit SiteMetrics(metrics::Metrics& metrics);

  void Answered(const LoggedRequest& request);
  void Called(const std::string& method, grpc::StatusCode code, absl::Duration took);

 private:
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& durations_;
  metrics::CallMetrics calls_;
};

// How it is: taqvim_web_connections, taqvim_web_calls_under_way, taqvim_web_copy_events, ...
void TellSite(const HttpServer& server, const UnderWay& calls, const CopyState& copy,
              metrics::Sheet& sheet);

}  // namespace taqvim::web
