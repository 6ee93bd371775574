#include "server/rpc/serving/system_calls.h"

#include <utility>

#include "absl/synchronization/notification.h"

namespace taqvim::rpc {
namespace {

// What is heavy gets a commit of its own.
constexpr int kWeight = 100;

}  // namespace

absl::Status ReadNow(storage::Store& store, storage::ReadFunction read) {
  absl::Status answered;
  absl::Notification done;
  store.Read({}, std::move(read), [&](absl::Status status) {
    answered = std::move(status);
    done.Notify();
  });
  done.WaitForNotification();
  return answered;
}

absl::StatusOr<std::string> WriteAsSystem(storage::Store& store, std::string method,
                                          storage::WriteFunction write) {
  storage::WriteOutcome answered;
  absl::Notification done;
  store.Write({.principal = std::string(storage::kSystemPrincipal),
               .method = std::move(method),
               .weight = kWeight},
              std::move(write), [&](storage::WriteOutcome outcome) {
                answered = std::move(outcome);
                done.Notify();
              });
  done.WaitForNotification();
  if (!answered.status.ok()) return answered.status;
  return answered.answer;
}

}  // namespace taqvim::rpc
