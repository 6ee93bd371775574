// Gives what is new to those who wait, and keeps it for those who are busy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "server/watch/audience.h"
#include "server/watch/chunk.h"
#include "server/watch/hub_options.h"
#include "server/watch/ledger.h"
#include "server/watch/stream_states.h"
#include "storage/revision.h"

namespace taqvim::watch {

// A stretch of the log, put into words once for each audience.
struct News {
  std::vector<std::shared_ptr<Audience>> audiences;
  std::vector<std::vector<Told>> told;  // of each of them
  // What it follows, and up to where it goes.
  storage::Revision from;
  storage::Revision upto;
  // It is a revision in parts, and not put into words: streams read it from the log.
  bool large = false;
};

// Streams that get the same.
struct Delivery {
  std::vector<StreamRef> streams;
  Step step;
};

// `Publisher`: the rings of all audiences together. What is told is added to the rings and
// goes to the streams that have all before it; beyond its bound the oldest is forgotten.
//
// One of Streams, under its lock; not thread-safe, and calls no stream.
class Publisher {
 public:
  Publisher(const HubOptions& options, const Ledger& ledger, StreamStates& states)
      : options_(options), ledger_(ledger), states_(states) {}

  // What is to be done for that. The news must go on from where all was told.
  std::vector<Delivery> Publish(News news);

 private:
  // The news of one audience.
  void Deliver(Audience& audience, std::vector<Told> told, const storage::Revision& from);
  // None, to one that came while they were put into words, or that has to read them.
  void PassOver(Audience& audience);
  void GoOn(Stream& stream);
  void Keep(const std::map<int64_t, size_t>& bytes_of_revisions);

  const HubOptions& options_;
  const Ledger& ledger_;
  StreamStates& states_;
  std::vector<Delivery> deliveries_;  // of what is being published
  // How many bytes were told of each revision that the rings hold, and of all.
  std::deque<std::pair<int64_t, size_t>> in_rings_;
  size_t ring_bytes_ = 0;
};

}  // namespace taqvim::watch
