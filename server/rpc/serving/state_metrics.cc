#include "server/rpc/serving/state_metrics.h"

#include <prometheus/counter.h>

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace taqvim::rpc {
namespace {

using metrics::Sheet;

void TellSize(Sheet& sheet, const char* name, const char* help,
              const std::optional<int64_t>& bytes) {
  if (bytes.has_value()) sheet.Gauge(name, help, static_cast<double>(*bytes));
}

void TellQueue(const storage::StoreStatistics& store, Sheet& sheet) {
  constexpr char kWaiting[] = "taqvim_queue_waiting";
  constexpr char kHelp[] = "Calls that wait in the store, by kind; reads also for the disk.";
  sheet.Gauge(kWaiting, kHelp, static_cast<double>(store.writes_waiting), {{"kind", "write"}});
  sheet.Gauge(kWaiting, kHelp, static_cast<double>(store.reads_waiting), {{"kind", "read"}});
  sheet.Gauge("taqvim_writes_under_way", "Writes that are not answered yet, waiting ones included.",
              static_cast<double>(store.writes_under_way));
  sheet.Gauge("taqvim_queue_limit", "How many writes, and how many reads, may be under way.",
              static_cast<double>(store.queue_limit));
}

void TellFiles(const storage::StoreStatistics& store, Sheet& sheet) {
  TellSize(sheet, "taqvim_log_bytes", "The log of changes, as measured a minute ago at most.",
           store.log_bytes);
  TellSize(sheet, "taqvim_data_file_bytes", "The data file.", store.data_bytes);
  TellSize(sheet, "taqvim_wal_bytes", "The write-ahead log beside the data file.", store.wal_bytes);
  TellSize(sheet, "taqvim_disk_free_bytes", "What is free where the data file is.",
           store.free_bytes);
}

void TellBackup(const storage::StoreStatistics& store, Sheet& sheet) {
  if (!store.newest_backup.has_value()) return;
  sheet.Gauge("taqvim_backup_completed_timestamp_seconds",
              "When the last backup was completed, in seconds since the epoch.",
              static_cast<double>(absl::ToUnixSeconds(*store.newest_backup)));
}

void TellEnd(Sheet& sheet, const char* kind, absl::Time end) {
  if (end == absl::InfiniteFuture()) return;
  sheet.Gauge("taqvim_certificate_expiry_timestamp_seconds",
              "Until when certificates count, in seconds since the epoch: the server's own, and "
              "the first of the authorities of clients to end.",
              absl::ToDoubleSeconds(end - absl::UnixEpoch()), {{"kind", kind}});
}

std::string OutcomeName(Acceptor::Verdict verdict) {
  switch (verdict) {
    case Acceptor::Verdict::kAccepted:
      return "accepted";
    case Acceptor::Verdict::kNoDescriptors:
      return "no_descriptors";
    case Acceptor::Verdict::kNotItsUser:
      return "not_its_user";
    case Acceptor::Verdict::kTooMany:
      return "too_many";
    case Acceptor::Verdict::kTooManyOfAnAddress:
      return "too_many_of_an_address";
  }
  return "other";
}

}  // namespace

void TellStore(const storage::StoreStatistics& store, Sheet& sheet) {
  sheet.Gauge("taqvim_revision", "The newest revision that is on disk.",
              static_cast<double>(store.newest.number));
  sheet.Gauge("taqvim_store_failed",
              "1 when the store answers nothing any more, and the process is about to end.",
              store.failed ? 1 : 0);
  sheet.Gauge("taqvim_clock_ahead", "1 while the clock is known to be wrong, and nothing expires.",
              store.clock_ahead ? 1 : 0);
  TellQueue(store, sheet);
  sheet.Counter("taqvim_groups_total", "Groups of writes that were brought to disk as one.",
                static_cast<double>(store.groups));
  sheet.Counter("taqvim_group_writes_total", "Writes in these groups, refused ones included.",
                static_cast<double>(store.grouped_writes));
  sheet.Histogram("taqvim_sync_duration_seconds", "How long it took to bring a group to disk.",
                  storage::Timings::kBounds, store.syncs.counts, store.syncs.seconds);
  TellFiles(store, sheet);
  TellBackup(store, sheet);
}

void TellReadiness(const Readiness* readiness, Sheet& sheet) {
  const bool alone = readiness == nullptr;
  sheet.Gauge("taqvim_ready",
              "1 while the server follows what others write to its database, or is alone.",
              alone || readiness->ready() ? 1 : 0);
  sheet.Gauge("taqvim_follow_age_seconds",
              "How long ago the server last knew all that others had written; about a second while "
              "all is well.",
              alone ? 0 : absl::ToDoubleSeconds(readiness->age()));
}

void TellHub(const watch::HubStatistics& hub, Sheet& sheet) {
  const auto tell = [&sheet](const char* kind, int64_t count) {
    sheet.Gauge("taqvim_streams", "Open streams of changes, by what they are at.",
                static_cast<double>(count), {{"kind", kind}});
  };
  tell("current", hub.current);
  tell("sending", hub.sending);
  tell("reading", hub.reading);
  tell("behind", hub.behind);
  tell("ending", hub.ending);
  sheet.Gauge("taqvim_stream_audiences", "Groups of streams that are told the same.",
              static_cast<double>(hub.audiences));
  sheet.Gauge("taqvim_stream_lag_revisions",
              "How many revisions the stream that is farthest behind has not been given.",
              static_cast<double>(hub.lag_revisions));
  sheet.Gauge("taqvim_stream_held_bytes", "What is in memory for streams.",
              static_cast<double>(hub.held_bytes));
}

void TellCertificates(const TlsMaterial& material, Sheet& sheet) {
  TellEnd(sheet, "server", material.not_after);
  TellEnd(sheet, "client_authorities", material.authorities_not_after);
}

std::string DoorName(Way way) {
  switch (way) {
    case Way::kOperatorSocket:
      return "operator_socket";
    case Way::kPlainText:
      return "plain_text";
    case Way::kTls:
      return "tls";
    case Way::kEdge:
      return "edge";
  }
  return "other";
}

std::function<void(const std::string&, Acceptor::Verdict)> CountConnections(
    metrics::Metrics& metrics) {
  auto& family = prometheus::BuildCounter()
                     .Name("taqvim_connections_total")
                     .Help("Connections that came, by door and by what became of them.")
                     .Register(metrics.registry());
  return [&family](const std::string& door, Acceptor::Verdict verdict) {
    family.Add({{"door", door}, {"outcome", OutcomeName(verdict)}}).Increment();
  };
}

}  // namespace taqvim::rpc
