#include "server/rpc/serving/token_use_keeper.h"

#include <string>

#include "proto/status_macros.h"
#include "server/access/token_uses.h"
#include "server/rpc/serving/system_calls.h"
#include "server/schedule/upkeep/note_token_uses.h"

namespace taqvim::rpc {
namespace {

using access::TokenUses;

constexpr char kNoteUsesMethod[] = "system.NoteTokenUses";

// Some of them, as many as a revision takes.
absl::Status WriteSome(storage::Store& store, const TokenUses::Uses& some) {
  const auto note = [&some](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(schedule::NoteTokenUses(transaction, some));
    return "";
  };
  return WriteAsSystem(store, kNoteUsesMethod, note).status();
}

}  // namespace

TokenUseKeeper::TokenUseKeeper(storage::Store& store, access::Directory& directory,
                               const OpenStreams& streams, const Log& log)
    : store_(store), directory_(directory), streams_(streams), log_(log) {
  thread_ = std::thread([this] { Run(); });
}

TokenUseKeeper::~TokenUseKeeper() {
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  thread_.join();
}

absl::Status TokenUseKeeper::KeepNow() {
  TokenUses& uses = directory_.token_uses();
  const absl::Time now = store_.due_time();
  for (const std::string& token : streams_.Tokens()) directory_.NoteUse(token, now);
  TokenUses::Uses left = uses.Take(now);
  while (!left.empty()) {
    TokenUses::Uses some;
    while (!left.empty() && some.size() < schedule::kMostTokenUses) {
      some.insert(left.extract(left.begin()));
    }
    const absl::Status written = WriteSome(store_, some);
    if (written.ok()) continue;
    uses.PutBack(some);
    uses.PutBack(left);
    return written;
  }
  return absl::OkStatus();
}

void TokenUseKeeper::Run() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stop_), kInterval)) return;
    }
    const absl::Status kept = KeepNow();
    if (kept.ok()) continue;
    log_.Write(LogLevel::kWarning, "When tokens were used could not be written; it is tried again.",
               {{"error", std::string(kept.message())}});
  }
}

}  // namespace taqvim::rpc
