// Runs writes and reads to their end, for tests.
#pragma once

#include <string>
#include <utility>

#include "absl/synchronization/notification.h"
#include "storage/manual_store.h"
#include "storage/store.h"

namespace taqvim::storage::testing {

// Queues a write on a store with threads, or on one without, and waits.
inline WriteOutcome WriteAndWait(Store& store, WriteOptions options, WriteFunction function) {
  WriteOutcome result;
  absl::Notification done;
  store.Write(std::move(options), std::move(function), [&](WriteOutcome outcome) {
    result = std::move(outcome);
    done.Notify();
  });
  if (auto* manual = dynamic_cast<ManualStore*>(&store)) manual->RunPendingWrites();
  done.WaitForNotification();
  return result;
}

inline absl::Status ReadAndWait(Store& store, ReadOptions options, ReadFunction function) {
  absl::Status result;
  absl::Notification done;
  store.Read(std::move(options), std::move(function), [&](absl::Status status) {
    result = std::move(status);
    done.Notify();
  });
  if (auto* manual = dynamic_cast<ManualStore*>(&store)) manual->RunPendingReads();
  done.WaitForNotification();
  return result;
}

}  // namespace taqvim::storage::testing
