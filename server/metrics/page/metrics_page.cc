#include "server/metrics/page/metrics_page.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace taqvim::metrics {
namespace {

// As Prometheus's text format asks for, version 0.0.4.
constexpr char kContentType[] = "text/plain; version=0.0.4; charset=utf-8";
// How many readers wait while one is answered; more are told to come again.
constexpr size_t kWaiting = 4;
constexpr int kConnections = 32;
constexpr size_t kBodyBytes = 1024;

std::string AddressOf(absl::string_view listen) {
  const bool is_port =
      !listen.empty() && std::all_of(listen.begin(), listen.end(), absl::ascii_isdigit);
  return absl::StrCat(is_port ? "127.0.0.1:" : "", listen);
}

web::HttpServer::Options OptionsFor(absl::string_view listen) {
  web::HttpServer::Options options;
  options.addresses = {AddressOf(listen)};
  options.threads = 1;
  options.limits.connections = kConnections;
  options.limits.at_once_of_an_address = kConnections;
  options.limits.body_bytes = kBodyBytes;
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsPage>> MetricsPage::Open(absl::string_view listen,
                                                               Metrics& metrics,
                                                               std::function<bool()> ready) {
  std::unique_ptr<MetricsPage> page(new MetricsPage(metrics, std::move(ready)));
  page->pool_ = std::make_unique<web::Pool>(1, kWaiting);
  auto server = web::HttpServer::Start(
      OptionsFor(listen),
      web::Blocking([page = page.get()](const web::Request& asked) { return page->Answer(asked); },
                    *page->pool_));
  if (!server.ok()) {
    return absl::Status(server.status().code(),
                        absl::StrCat("--metrics-listen: ", server.status().message()));
  }
  page->server_ = *std::move(server);
  return page;
}

bool MetricsPage::IsOfThisMachine() const {
  return absl::StartsWith(address(), "127.") || absl::StartsWith(address(), "[::1]:") ||
         absl::StartsWith(address(), "unix:");
}

web::Response MetricsPage::Answer(const web::Request& request) {
  const bool asks_readiness = request.path == "/ready";
  if (!asks_readiness && request.path != "/metrics") {
    return web::TextResponse(404, "There is nothing here but /metrics and /ready.");
  }
  if (request.method != "GET") return web::MethodNotAllowed({"GET"});
  if (asks_readiness) {
    return ready_() ? web::TextResponse(200, "Callers should come.")
                    : web::TextResponse(503, "Callers should not come; the server's log says why.");
  }
  web::Response response;
  response.headers.Add("Content-Type", kContentType);
  response.headers.Add("Cache-Control", "no-store");
  response.body = web::MakeBytes(metrics_.Text());
  return response;
}

}  // namespace taqvim::metrics
