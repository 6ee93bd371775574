#include "server/watch/news_teller.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "proto/status_macros.h"
#include "server/watch/refusals.h"

namespace taqvim::watch {
namespace {

// Of each transaction that reads the log.
constexpr int kMostRevisions = 500;
constexpr int64_t kMostBytes = 4 << 20;

}  // namespace

NewsTeller::NewsTeller(storage::Store& store, Streams& streams, const HubOptions& options,
                       const Tokens& tokens, const Ledger& ledger)
    : store_(store), streams_(streams), options_(options), tokens_(tokens), ledger_(ledger) {
  thread_ = std::thread([this] { Loop(); });
}

void NewsTeller::Stop() {
  stopping_ = true;
  wakeup_.Wake();
  if (thread_.joinable()) thread_.join();
}

void NewsTeller::Loop() {
  while (!stopping_) {
    wakeup_.Wait(streams_.UntilTick());
    do {
      if (streams_.RightsToCheck()) streams_.CheckRights();
    } while (!stopping_ && Tell());
    streams_.LookAtTimers();
  }
}

bool NewsTeller::Tell() {
  News news = streams_.Untold();
  const int64_t from = news.from.number;
  if (news.audiences.empty() || store_.newest_revision().number <= from) return false;
  // All audiences may be told all of it.
  const auto fair = static_cast<int64_t>(options_.ring_bytes / news.audiences.size());
  const auto page =
      store_.ChangesAfter(from, kMostRevisions, std::clamp<int64_t>(fair, 1, kMostBytes));
  news.large = page.ok() && IsLarge(*page);
  absl::Status status = page.ok() ? absl::OkStatus() : Explained(page.status(), store_);
  if (status.ok() && !news.large) status = PutIntoWords(*page, news);
  if (!status.ok()) {
    streams_.EndAll(status);
    return false;
  }
  news.upto = page->scanned;
  streams_.Publish(std::move(news));
  return true;
}

absl::Status NewsTeller::PutIntoWords(const storage::LogPage& page, News& news) const {
  for (const storage::LogEntry& entry : page.entries) {
    const std::string token = tokens_(entry.revision);
    const grpc::Slice token_field = TokenField(token);
    EventReader reader;
    for (size_t i = 0; i < news.audiences.size(); ++i) {
      ASSIGN_OR_RETURN(const auto told, news.audiences[i]->view.Tell(entry, token, reader));
      if (told.empty()) continue;
      news.told[i].push_back({entry.revision, ledger_.Enter(RevisionField(told)), token_field});
    }
  }
  return absl::OkStatus();
}

}  // namespace taqvim::watch
