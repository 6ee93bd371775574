#include "server/watch/hub.h"

#include <utility>

namespace taqvim::watch {

Hub::Hub(storage::Store& store, Tokens tokens, HubOptions options)
    : store_(store),
      tokens_(std::move(tokens)),
      options_(std::move(options)),
      streams_(
          store_, options_, tokens_, ledger_, [this] { news_.Wake(); },
          [this](Stream& stream) { behind_.Add(stream); }),
      news_(store_, streams_, options_, tokens_, ledger_),
      behind_(store_, streams_, options_, tokens_, ledger_),
      listener_(store_.OnNewRevision([this](const storage::NewRevisions&) {
        if (streams_.watched()) news_.Wake();
      })) {}

// The threads end before anything that they use.
Hub::~Hub() {
  store_.RemoveListener(listener_);
  news_.Stop();
  behind_.Stop();
}

HubStatistics Hub::statistics() {
  HubStatistics statistics = streams_.statistics();
  statistics.held_bytes = ledger_.bytes();
  return statistics;
}

void Hub::RightsMayHaveChanged() {
  streams_.RightsMayHaveChanged();
  news_.Wake();
}

}  // namespace taqvim::watch
