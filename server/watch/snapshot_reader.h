// Paged reader of all resources that match a view, in short transactions.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "server/watch/view.h"
#include "storage/snapshot.h"

namespace taqvim::watch {

// Where the reading of one snapshot is. Used by one thread at a time.
class SnapshotReader {
 public:
  // Reads on, within the snapshot: a bounded stretch of resources, up to about
  // `max_bytes`. May be run again from the start. `page()` are the bytes of fields
  // `resources` of a response; it may be empty before the end.
  absl::Status ReadPage(storage::Snapshot& snapshot, const View& view, size_t max_bytes);
  // Takes over what the last reading found.
  std::string TakePage();

  // Whether all was read.
  bool complete() const;
  // The newest revision of which something was read.
  int64_t newest() const { return newest_; }

 private:
  struct Position {
    size_t kind = 0;  // an index into the kinds
    storage::ResourceId after = 0;
  };

  Position position_;
  Position next_;
  std::string page_;
  int64_t newest_ = 0;
};

}  // namespace taqvim::watch
