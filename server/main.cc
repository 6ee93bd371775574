// taqvimd: one server on a data file, or one of the servers on a PostgreSQL database.
#include <prometheus/counter.h>
#include <unistd.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "client/output_file.h"
#include "server/command/backup.h"
#include "server/command/check.h"
#include "server/command/init.h"
#include "server/command/repair_clock.h"
#include "server/command/restore.h"
#include "server/command/token.h"
#include "server/command/versions.h"
#include "server/metrics/metrics.h"
#include "server/metrics/page/metrics_page.h"
#include "server/metrics/process_metrics.h"
#include "server/open_store.h"
#include "server/process/announce.h"
#include "server/process/descriptors.h"
#include "server/process/service_manager.h"
#include "server/process/signals.h"
#include "server/rpc/log/line_writer.h"
#include "server/rpc/log/log.h"
#include "server/rpc/serving/bring_forward.h"
#include "server/rpc/serving/flags.h"
#include "server/rpc/serving/heartbeat.h"
#include "server/rpc/serving/rederive.h"
#include "server/rpc/serving/server.h"
#include "server/schedule/stored/zone_version.h"
#include "server/schedule/upkeep/duty.h"
#include "storage/sqlite/file/data_file.h"

using namespace taqvim::rpc;  // NOLINT

namespace {

using taqvim::metrics::Metrics;
using taqvim::metrics::MetricsPage;

// What is not written to standard error within this time is not written at the end.
constexpr absl::Duration kLastWords = absl::Seconds(1);
// So often the server beats before a service manager loses patience.
constexpr int kBeats = 3;

// Standard error, which may be a pipe that nobody reads. Never freed: gRPC's threads may
// log until the very end.
LineWriter& StandardError(LogFormat format = LogFormat::kText) {
  static LineWriter& writer = *new LineWriter(STDERR_FILENO, [format](int64_t lines) {
    const LogField lost("lines", lines);
    return FormatLine(format, absl::Now(), LogLevel::kError,
                      "Lines of the log were lost, as nobody read it or the disk was full.",
                      {&lost, 1});
  });
  return writer;
}

int Explain(const absl::Status& status) {
  StandardError().Put(absl::StrCat("taqvimd: ", status.message(), "\n"));
  return kCannotStart;
}

taqvim::StoreListener ListenTo(const Log& log, prometheus::Counter& alarms) {
  auto fatal = [&log](const absl::Status& status) {
    log.Write(LogLevel::kError, "The server ends, since it cannot rely on its store any more.",
              {{"cause", status.message()}});
    StandardError().Flush(kLastWords);
    _exit(kDiskFailed);
  };
  auto alarm = [&log, &alarms](const absl::Status& status) {
    alarms.Increment();
    log.Write(LogLevel::kError, std::string(status.message()));
  };
  auto notice = [&log](const std::string& sentence) { log.Write(LogLevel::kInfo, sentence); };
  return {.fatal = fatal, .alarm = alarm, .notice = notice};
}

void WarnOfOpenFiles(const std::string& data, const Log& log) {
  for (const std::string& path : taqvim::storage::OpenToOthers(data)) {
    log.Write(LogLevel::kWarning, "Others than its owner can read what is kept in a file.",
              {{"file", path}, {"run", "chmod 600 " + path}});
  }
}

prometheus::Counter& AlarmsOf(Metrics& metrics) {
  return prometheus::BuildCounter()
      .Name("taqvim_alarms_total")
      .Help("Lines of the log that ask for an operator while the server goes on.")
      .Register(metrics.registry())
      .Add({});
}

// The page of the metrics; nullptr where nobody is to read them.
absl::StatusOr<std::unique_ptr<MetricsPage>> TellMetrics(const Flags& flags, Metrics& metrics,
                                                         const Server& server, const Log& log) {
  if (flags.metrics_listen.empty()) return std::unique_ptr<MetricsPage>();
  auto page =
      MetricsPage::Open(flags.metrics_listen, metrics, [&server] { return server.serves(); });
  if (!page.ok()) return page.status();
  const bool is_ours = (*page)->IsOfThisMachine();
  log.Write(is_ours ? LogLevel::kInfo : LogLevel::kWarning,
            is_ours ? "Metrics can be read." : "Other machines can read the metrics, too.",
            {{"address", (*page)->address()}});
  return page;
}

// Keeps telling the service manager that the server is alive; nullptr where it does not watch.
std::unique_ptr<Heartbeat> BeatForServiceManager(taqvim::storage::Store& store,
                                                 Heartbeat::Beats beats) {
  const auto patience = taqvim::process::WatchdogPatience();
  if (!patience.has_value()) return nullptr;
  return std::make_unique<Heartbeat>(
      store, *patience / kBeats,
      [] {
        // Who cannot be told ends this process, and its log says why.
        taqvim::process::TellServiceManager(taqvim::process::kAlive).IgnoreError();
      },
      beats);
}

// What is due is not derived by rules that are not in force any more at another server.
absl::StatusOr<std::string> DutyOfOneOfMany(taqvim::storage::Transaction& transaction,
                                            const std::vector<taqvim::storage::ResourceId>& due) {
  const std::string version = taqvim::schedule::ZoneVersionInForce();
  const absl::Status current = taqvim::schedule::GoByZoneVersion(transaction, version);
  if (!current.ok()) return current;
  return taqvim::schedule::DoWhatIsDue(transaction, due);
}

int Serve(const Flags& flags, const taqvim::process::StopSignals& signals, const Log& log) {
  const auto metrics = std::make_shared<Metrics>();
  const auto process = metrics->Add(taqvim::metrics::TellProcess);
  auto store = taqvim::OpenStore(flags, ListenTo(log, AlarmsOf(*metrics)));
  if (!store.ok()) return Explain(store.status());
  if (!flags.data.empty()) WarnOfOpenFiles(flags.data, log);
  auto derived = flags.store.empty() ? absl::OkStatus() : UseZoneData(**store);
  // What is due by an earlier derivation may not be.
  if (derived.ok()) derived = BringForward(**store, log);
  (*store)->SetDuty(flags.store.empty() ? taqvim::schedule::DoWhatIsDue : DutyOfOneOfMany);
  if (derived.ok()) derived = RederiveTimes(**store, log);
  if (!derived.ok()) return Explain(derived);
  auto server = Server::Start({.store = store->get(),
                               .log = &log,
                               .listen = flags.listen,
                               .shared = !flags.store.empty(),
                               .exposure = flags.exposure,
                               .operator_socket = flags.operator_socket,
                               .connections = flags.connections,
                               .limits = flags.limits,
                               .metrics = metrics});
  if (!server.ok()) return Explain(server.status());
  auto page = TellMetrics(flags, *metrics, **server, log);
  if (!page.ok()) return Explain(page.status());
  signals.Heed();
  const auto told =
      taqvim::process::Announce((*server)->address(), (*server)->port(), flags.port_file);
  if (!told.ok()) return Explain(told);
  log.Write(LogLevel::kInfo, "The server has started.",
            {{"version", TAQVIM_VERSION},
             {"address", (*server)->address()},
             {"tls", flags.exposure.UsesTls() ? "yes" : "no"},
             {"operator_socket", flags.operator_socket},
             {"edge_socket", flags.exposure.edge_socket},
             {flags.store.empty() ? "data" : "store", taqvim::WhereStoreIs(flags)},
             {"revision", (*store)->newest_revision().number}});
  auto heartbeat = BeatForServiceManager(
      **store, flags.store.empty() ? Heartbeat::Beats::kWhenRead : Heartbeat::Beats::kWhenAnswered);
  signals.Wait();
  taqvim::process::TellServiceManager(taqvim::process::kStopping).IgnoreError();
  log.Write(LogLevel::kInfo, "The server stops, and finishes the calls in flight.");
  const bool finished = (*server)->Drain(flags.drain_timeout);
  page->reset();
  // What the server is made of asks its store to the end.
  server->reset();
  heartbeat.reset();
  store->reset();
  log.Write(LogLevel::kInfo, "The server has stopped.",
            {{"calls_in_flight", finished ? "finished" : "cancelled"}});
  return kStopped;
}

}  // namespace

// For jemalloc (its manual, "TUNING"); MALLOC_CONF in the environment goes before
// it. What one thread frees, the next takes again while it is still in the caches
// of the processor, which with an arena for each thread it is not.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:1";
}

int main(int argc, char** argv) {
  taqvim::client::PrepareStandardStreams();
  if (argc > 1 && taqvim::command::IsTokenCommand(argv[1])) {
    return taqvim::command::RunTokenCommand(argc - 1, argv + 1);
  }
  if (argc > 1 && taqvim::command::IsInitCommand(argv[1])) {
    return taqvim::command::RunInitCommand(argc - 1, argv + 1);
  }
  if (argc > 1 && taqvim::command::IsRepairClockCommand(argv[1])) {
    return taqvim::command::RunRepairClockCommand(argc - 1, argv + 1);
  }
  if (argc > 1 && taqvim::command::IsCheckCommand(argv[1])) {
    return taqvim::command::RunCheckCommand(argc - 1, argv + 1);
  }
  if (argc > 1 && taqvim::command::IsBackupCommand(argv[1])) {
    return taqvim::command::RunBackupCommand(argc - 1, argv + 1);
  }
  if (argc > 1 && taqvim::command::IsRestoreCommand(argv[1])) {
    return taqvim::command::RunRestoreCommand(argc - 1, argv + 1);
  }
  const auto flags = ParseFlags(argc, argv, taqvim::command::VersionText());
  if (const int* code = std::get_if<int>(&flags)) return *code;
  const auto& given = std::get<Flags>(flags);
  // Debian's Abseil is built to look for deadlocks at every lock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  taqvim::process::RaiseDescriptorLimit();
  const taqvim::process::StopSignals signals;
  taqvim::process::WaitOnBusErrors();
  // Never freed, either.
  LineWriter& errors = StandardError(given.log_format);
  const Log& log = *new Log(given.log_level, given.log_format,
                            [&errors](absl::string_view line) { errors.Put(line); });
  CaptureLibraryLogs(&log);
  const int code = Serve(given, signals, log);
  log.TellLeftOut(true);
  errors.Flush(kLastWords);
  return code;
}
