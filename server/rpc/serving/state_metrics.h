// What the parts of a server are at, as metrics: see docs/operations.md for the list.
#pragma once

#include <functional>
#include <string>

#include "server/metrics/metrics.h"
#include "server/metrics/sheet.h"
#include "server/rpc/callers/authenticate.h"
#include "server/rpc/callers/tls_files.h"
#include "server/rpc/listening/acceptor.h"
#include "server/rpc/serving/readiness.h"
#include "server/watch/hub_statistics.h"
#include "storage/statistics.h"

namespace taqvim::rpc {

// taqvim_revision, taqvim_queue_..., taqvim_sync_..., and what else the store says of itself.
void TellStore(const storage::StoreStatistics& store, metrics::Sheet& sheet);

// taqvim_ready and how long ago the server last knew what others have written; nullptr of one that
// is alone, and always knows.
void TellReadiness(const Readiness* readiness, metrics::Sheet& sheet);

// taqvim_streams and what else the hub says of those who follow the changes.
void TellHub(const watch::HubStatistics& hub, metrics::Sheet& sheet);

// taqvim_certificate_expiry_timestamp_seconds: until when the server's certificate counts, and
// the first of the authorities of clients to end; those that there are.
void TellCertificates(const TlsMaterial& material, metrics::Sheet& sheet);

// What a door is called in metrics.
std::string DoorName(Way way);
// Counts in taqvim_connections_total, by door and by what became of them, the connections that it
// is told of. Does not outlive the metrics.
std::function<void(const std::string& door, Acceptor::Verdict verdict)> CountConnections(
    metrics::Metrics& metrics);

}  // namespace taqvim::rpc
