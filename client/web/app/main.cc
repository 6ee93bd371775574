// taqvim-web: the published schedule for browsers and calendars.
#include <unistd.h>

#include <csignal>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "client/web/app/following.h"
#include "client/web/app/installed_timeline.h"
#include "client/web/app/key_clients.h"
#include "client/web/app/mounts.h"
#include "client/web/app/options.h"
#include "client/web/app/site.h"
#include "client/web/app/site_metrics.h"
#include "client/web/http/blocking.h"
#include "client/web/http/server.h"
#include "client/web/keyed/key_address.h"
#include "client/web/keyed/key_feeds.h"
#include "client/web/relay/relay.h"
#include "proto/status_macros.h"
#include "server/metrics/metrics.h"
#include "server/metrics/page/metrics_page.h"
#include "server/metrics/process_metrics.h"
#include "server/metrics/sheet.h"
#include "server/process/announce.h"
#include "server/process/descriptors.h"
#include "server/process/service_manager.h"
#include "server/process/signals.h"
#include "server/rpc/log/line_writer.h"
#include "server/rpc/log/log.h"

namespace taqvim::web {
namespace {

using rpc::Log;
using rpc::LogFormat;
using rpc::LogLevel;

enum ExitCode : int { kStopped = 0, kCannotStart = 2, kRefused = 3 };

// What is not written to standard error within this time is not written at the end.
constexpr absl::Duration kLastWords = absl::Seconds(1);
// How long answers that are under way may take when it stops.
constexpr absl::Duration kDrain = absl::Seconds(10);
// Feeds are made on these; what finds the queue full is told to come again.
constexpr int kMakers = 2;
constexpr size_t kQueued = 256;
// Feeds by keys wait for the server, so on others than those of the public.
constexpr int kKeyMakers = 4;
constexpr size_t kKeysQueued = 64;

// Never freed: gRPC's threads may log until the very end.
rpc::LineWriter& StandardError() {
  static rpc::LineWriter& writer = *new rpc::LineWriter(STDERR_FILENO, [](int64_t lines) {
    const rpc::LogField lost("lines", lines);
    return rpc::FormatLine(LogFormat::kText, absl::Now(), LogLevel::kError,
                           "Lines of the log were lost, as nobody read it or the disk was full.",
                           {&lost, 1});
  });
  return writer;
}

int Explain(const absl::Status& status, int code) {
  StandardError().Put(absl::StrCat("taqvim-web: ", status.message(), "\n"));
  return code;
}

HttpServer::Options HttpOptions(const Options& options, SiteMetrics& metrics, const Log& log) {
  HttpServer::Options http;
  http.addresses = {options.listen};
  if (!options.edge_socket.empty()) {
    http.addresses.push_back(absl::StrCat("unix:", options.edge_socket));
    http.edge = true;
  }
  http.path_for_log = PathForLog;
  http.counts = [&metrics](const LoggedRequest& request) { metrics.Answered(request); };
  http.log = [&log](absl::string_view sentence) { log.Write(LogLevel::kDebug, sentence); };
  return http;
}

int PortOf(const std::string& address) {
  int port = 0;
  (void)absl::SimpleAtoi(address.substr(address.rfind(':') + 1), &port);
  return port;
}

// Why following ended by itself, if it did.
class End {
 public:
  void Set(const absl::Status& status) {
    {
      absl::MutexLock lock(&mutex_);
      status_ = status;
    }
    // The thread that waits for signals goes on.
    kill(getpid(), SIGTERM);
  }
  absl::Status status() const {
    absl::MutexLock lock(&mutex_);
    return status_;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

// Feeds by keys; nullptr, and said in the log, where keys could not be sent to the server.
std::unique_ptr<KeyFeeds> MakeKeyFeeds(const Options& options, const Copy& copy, const Log& log) {
  auto clients = MakeKeyClients(options.server, options.credentials);
  if (!clients.ok()) {
    log.Write(LogLevel::kWarning, "There are no feeds by feed keys here.",
              {{"cause", clients.status().message()}});
    return nullptr;
  }
  return std::make_unique<KeyFeeds>(
      copy, KeyFeeds::Options{.client_of = *std::move(clients), .site = options.site});
}

// Answers by the site, and, where there is one, feeds by keys by that.
Handler AnswersOf(Site& site, Pool& pool, KeyFeeds* keyed, Pool& key_pool) {
  const Handler pages =
      Blocking([&site](const Request& request) { return site.Answer(request); }, pool);
  if (keyed == nullptr) return pages;
  const Handler feeds =
      Blocking([keyed](const Request& request) { return keyed->Answer(request); }, key_pool);
  return [pages, feeds](Request request, std::shared_ptr<Reply> reply) {
    const Handler& handler = IsKeyPath(request.path) ? feeds : pages;
    handler(std::move(request), std::move(reply));
  };
}

// The page of the metrics; nullptr where nobody is to read them.
absl::StatusOr<std::unique_ptr<metrics::MetricsPage>> TellMetrics(const Options& options,
                                                                  metrics::Metrics& metrics,
                                                                  const Copy& copy,
                                                                  const Log& log) {
  if (options.metrics_listen.empty()) return std::unique_ptr<metrics::MetricsPage>();
  const auto ready = [&copy] { return copy.Read(absl::Now(), [](const CopyView&) {}).ok(); };
  ASSIGN_OR_RETURN(auto page, metrics::MetricsPage::Open(options.metrics_listen, metrics, ready));
  const bool is_ours = page->IsOfThisMachine();
  log.Write(is_ours ? LogLevel::kInfo : LogLevel::kWarning,
            is_ours ? "Metrics can be read." : "Other machines can read the metrics, too.",
            {{"address", page->address()}});
  return page;
}

absl::StatusOr<std::unique_ptr<Relay>> MakeRelay(const Options& options, SiteMetrics& metrics) {
  return Relay::Create(
      {.server = options.server,
       .credentials = options.credentials,
       .public_address = options.site.address,
       .limits = options.calls,
       .counts = [&metrics](const std::string& method, grpc::StatusCode code, absl::Duration took) {
         metrics.Called(method, code, took);
       }});
}

absl::Status Serve(const Options& options, const process::StopSignals& signals, const Log& log,
                   End& end) {
  ASSIGN_OR_RETURN(const auto client, client::Client::Connect(options.server, options.credentials));
  metrics::Metrics metrics;
  SiteMetrics site_metrics(metrics);
  const auto of_process = metrics.Add(metrics::TellProcess);
  Copy copy;
  ASSIGN_OR_RETURN(auto timeline, InstalledTimeline(options.timeline));
  if (!timeline) log.Write(LogLevel::kInfo, "No timeline is installed; see --timeline.");
  Site site(copy, options.site, std::move(timeline), [] { return absl::Now(); });
  const auto keyed = MakeKeyFeeds(options, copy, log);
  Pool pool(kMakers, kQueued), key_pool(kKeyMakers, kKeysQueued);
  ASSIGN_OR_RETURN(const auto relay, MakeRelay(options, site_metrics));
  Handler answers = AnswersOf(site, pool, keyed.get(), key_pool);
  ASSIGN_OR_RETURN(const auto server, HttpServer::Start(HttpOptions(options, site_metrics, log),
                                                        Mounted(*relay, std::move(answers))));
  const auto of_site = metrics.Add(
      [&](metrics::Sheet& sheet) { TellSite(*server, relay->under_way(), copy.state(), sheet); });
  ASSIGN_OR_RETURN(const auto page, TellMetrics(options, metrics, copy, log));
  signals.Heed();
  RETURN_IF_ERROR(
      process::Announce(server->address(), PortOf(server->address()), options.port_file));
  log.Write(LogLevel::kInfo, "The site has started.",
            {{"address", server->address()}, {"public_address", options.site.address}});
  {
    Following following(
        *client, copy, client::Environment::System(),
        [&log](const std::string& sentence) { log.Write(LogLevel::kInfo, sentence); },
        [&end](const absl::Status& status) { end.Set(status); });
    signals.Wait();
    process::TellServiceManager(process::kStopping).IgnoreError();
    log.Write(LogLevel::kInfo, "The site stops, and finishes what it answers.");
    relay->End();
    server->Stop(absl::Now() + kDrain);
  }
  return absl::OkStatus();
}

int Run(int argc, const char* const* argv) {
  const process::StopSignals signals;
  process::RaiseDescriptorLimit();
  const auto options = ReadOptions(argc, argv);
  if (const int* code = std::get_if<int>(&options)) return *code;
  static const Log& log = *new Log(std::get<Options>(options).log_level, LogFormat::kText,
                                   [](absl::string_view line) { StandardError().Put(line); });
  rpc::CaptureLibraryLogs(&log);
  End end;
  const absl::Status served = Serve(std::get<Options>(options), signals, log, end);
  if (!served.ok()) return Explain(served, kCannotStart);
  if (!end.status().ok()) return Explain(end.status(), kRefused);
  return kStopped;
}

}  // namespace
}  // namespace taqvim::web

int main(int argc, char** argv) {
  const int code = taqvim::web::Run(argc, argv);
  taqvim::web::StandardError().Flush(taqvim::web::kLastWords);
  return code;
}
