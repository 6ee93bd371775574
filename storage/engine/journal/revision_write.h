// `RevisionWrite`: all that a revision changes, as a journal is given it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "storage/engine/bytes/ties.h"
#include "storage/kinds.h"
#include "storage/resource.h"
#include "storage/revision.h"
#include "storage/store.h"

namespace taqvim::storage {

// A resource's row. What it refers to lives until the journal has returned.
struct RowWrite {
  enum class Way { kInsert, kUpdate, kDelete };
  Way way = Way::kInsert;
  // As it becomes; of a deletion, as it was.
  const Resource* resource = nullptr;
  // Of a deletion nothing below is set. What it becomes besides its body, and the bytes of
  // that: StoredLinks and StoredClaims of storage/log.proto.
  const Ties* ties = nullptr;
  std::string_view links;
  std::string_view claims;
  // The revision that last wrote the body: this one, where it changes it.
  int64_t body_revision = 0;
};

// What follows the row of a revision in parts: its changes from that resource on,
// serialised.
struct LogPart {
  ResourceId first = 0;
  std::string changes;
};

struct RevisionWrite {
  Revision revision;
  absl::Time time;
  // Its principal, method, request id and the hash of that request; only these count.
  const WriteOptions& options;
  // Deletions first: their names may be taken again.
  std::vector<RowWrite> rows;
  // The kinds of these.
  Kinds kinds;
  // The row of the log, serialised: LogChanges, WrittenRows, and a StoredAnswer, empty
  // without a request id. A revision that is large has the others of its changes in parts.
  std::string_view changes;
  std::string_view written;
  std::string_view answer;
  std::vector<LogPart> parts;
};

// An earlier request and its stored answer.
struct AnsweredRequest {
  std::string caller;
  std::string id;
  std::array<uint64_t, 2> hash = {0, 0};
  Revision revision;
  std::string changes;  // of the log's row
  std::string answer;   // a StoredAnswer
};

}  // namespace taqvim::storage
