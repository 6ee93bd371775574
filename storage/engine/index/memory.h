// `Memory`: what a store knows without asking its journal: where its history is, and the
// indexes.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "storage/engine/bytes/ties.h"
#include "storage/engine/index/indexes.h"
#include "storage/resource.h"
#include "storage/revision.h"

namespace taqvim::storage {

// The writing thread's, but for what Indexes says that all may search.
struct Memory {
  // Where history is.
  struct Position {
    Revision revision;
    absl::Time time = absl::UnixEpoch();  // of that revision
    ResourceId next_id = 1;               // all below were given out
  };

  std::string store_id;
  Indexes indexes;
  // The newest revision, those of the running group included.
  Position position;
};

// A resource's row without its body: what memory has of it.
struct KnownRow {
  ResourceId id = 0;
  Kind kind = Kind::kEvent;
  std::string name;
  Ties ties;
};

// Adds a row that is stored when the store opens. Only before anybody reads.
void LoadRow(KnownRow row, Indexes& indexes);

}  // namespace taqvim::storage
