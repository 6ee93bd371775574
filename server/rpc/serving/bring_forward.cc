#include "server/rpc/serving/bring_forward.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "proto/status_macros.h"
#include "server/rpc/serving/system_calls.h"
#include "server/schedule/upkeep/bring_forward.h"

namespace taqvim::rpc {
namespace {

constexpr char kMethod[] = "system.BringForward";
// After so many resources it is said how far it is.
constexpr int64_t kProgress = 100'000;

absl::StatusOr<bool> IsDone(storage::Store& store) {
  bool done = false;
  RETURN_IF_ERROR(ReadNow(store, [&](storage::Snapshot& snapshot) {
    auto found = schedule::IsBroughtForward(snapshot);
    done = found.ok() && *found;
    return found.status();
  }));
  return done;
}

// One bounded revision.
absl::StatusOr<schedule::BroughtForward> BringSome(storage::Store& store) {
  schedule::BroughtForward brought;
  const auto bring = [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(brought, schedule::BringForward(transaction));
    return "";
  };
  RETURN_IF_ERROR(WriteAsSystem(store, kMethod, bring).status());
  return brought;
}

struct Total {
  int64_t looked_at = 0;
  int64_t rewritten = 0;
  int64_t moved = 0;
  int64_t conflicts = 0;
};

void LogTotal(const Total& total, absl::Time start, const Log& log) {
  if (total.looked_at == 0) return;
  log.Write(
      total.conflicts > 0 ? LogLevel::kWarning : LogLevel::kInfo,
      total.conflicts > 0
          ? "What an earlier version derived is brought forward, and some of it collides now: "
            "see `taqvim conflicts list`."
          : "What an earlier version derived is brought forward.",
      {{"looked_at", total.looked_at},
       {"rewritten", total.rewritten},
       {"moved", total.moved},
       {"conflicts", total.conflicts},
       {"duration_ms", absl::ToInt64Milliseconds(absl::Now() - start)}});
}

}  // namespace

absl::Status BringForward(storage::Store& store, const Log& log) {
  const absl::Time start = absl::Now();
  auto done = IsDone(store);
  if (!done.ok()) return done.status();
  Total total;
  while (!*done) {
    ASSIGN_OR_RETURN(auto some, BringSome(store));
    done = some.done;
    const int64_t told = total.looked_at / kProgress;
    total.looked_at += some.looked_at;
    total.rewritten += some.rewritten;
    total.moved += static_cast<int64_t>(some.moved.events.size() + some.moved.closures.size());
    total.conflicts += some.moved.conflicts.total();
    if (total.looked_at / kProgress == told) continue;
    log.Write(LogLevel::kInfo, "What an earlier version derived is being brought forward.",
              {{"looked_at", total.looked_at}});
  }
  LogTotal(total, start, log);
  return absl::OkStatus();
}

}  // namespace taqvim::rpc
