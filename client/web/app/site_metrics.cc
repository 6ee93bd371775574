#include "client/web/app/site_metrics.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/app/site.h"
#include "client/web/exports/export_service.h"
#include "client/web/feeds/feed_service.h"
#include "client/web/keyed/key_address.h"
#include "client/web/kiosk/kiosk_service.h"
#include "client/web/relay/methods.h"
#include "client/web/relay/relay.h"

namespace taqvim::web {
namespace {

std::vector<metrics::CallMetrics::MethodName> MethodNames() {
  std::vector<metrics::CallMetrics::MethodName> names;
  for (const auto* method : AllMethods()) {
    names.push_back({method->full_name(), method->server_streaming()});
  }
  return names;
}

// In seconds.
const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const auto& buckets = *new prometheus::Histogram::BucketBoundaries{
      0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30};
  return buckets;
}

}  // namespace

absl::string_view KindOfPath(absl::string_view path) {
  if (path.empty()) return "other";
  if (path == "/session") return "session";
  if (Relay::Answers(path)) return "call";
  if (IsKeyPath(path)) return "feed_key";
  if (path == "/health") return "health";
  if (ExportService::Answers(path)) return "export";
  if (KioskService::Answers(path)) return "screen";
  if (absl::StartsWith(path, kTimeline)) return "timeline";
  return FeedService::Answers(path) && absl::EndsWith(path, ".ics") ? "feed" : "page";
}

SiteMetrics::SiteMetrics(metrics::Metrics& metrics)
    : requests_(prometheus::BuildCounter()
                    .Name("taqvim_web_requests_total")
                    .Help("Requests that were answered or given up, by kind and status of HTTP.")
                    .Register(metrics.registry())),
      durations_(prometheus::BuildHistogram()
                     .Name("taqvim_web_request_duration_seconds")
                     .Help("How long requests took that were answered as a whole, by kind.")
                     .Register(metrics.registry())),
      calls_(metrics, "taqvim_web", MethodNames()) {}

void SiteMetrics::Answered(const LoggedRequest& request) {
  const std::string kind(KindOfPath(request.path));
  const std::string code = request.status == 0 ? "gone" : absl::StrCat(request.status);
  requests_.Add({{"kind", kind}, {"code", code}}).Increment();
  if (request.is_stream || !request.complete) return;
  durations_.Add({{"kind", kind}}, Buckets()).Observe(absl::ToDoubleSeconds(request.took));
}

void SiteMetrics::Called(const std::string& method, grpc::StatusCode code, absl::Duration took) {
  calls_.Ended(method, static_cast<absl::StatusCode>(code), took);
}

void TellSite(const HttpServer& server, const UnderWay& calls, const CopyState& copy,
              metrics::Sheet& sheet) {
  sheet.Gauge("taqvim_web_connections", "Open connections.", server.connections());
  sheet.Gauge("taqvim_web_calls_under_way",
              "Calls of the API by browsers that are not over, streams among them.", calls.calls());
  sheet.Gauge("taqvim_web_calls_held_bytes", "Answers to them that were not taken yet.",
              static_cast<double>(calls.held_bytes()));
  sheet.Gauge("taqvim_web_copy_complete", "1 when all that is published has been read.",
              copy.complete ? 1 : 0);
  sheet.Gauge("taqvim_web_copy_events", "Published events that are shown.",
              static_cast<double>(copy.events));
  if (copy.confirmed == absl::InfinitePast()) return;
  sheet.Gauge("taqvim_web_copy_confirmed_timestamp_seconds",
              "When the server confirmed last that this is all there is, since the epoch.",
              absl::ToDoubleSeconds(copy.confirmed - absl::UnixEpoch()));
}

}  // namespace taqvim::web
