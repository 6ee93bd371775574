// What an audit of a data file counts and finds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/finding.h"
#include "storage/resource.h"

namespace taqvim::storage {

// What a file holds, as far as it can be read.
struct FileCounts {
  int64_t schema = 0;
  int64_t bytes = 0;
  std::map<Kind, int64_t> resources;
  int64_t claims = 0;
  // Revisions in the log, the first of them and the newest; zeros without one.
  int64_t revisions = 0, first_revision = 0, newest_revision = 0;
  // Bytes of the images in the log.
  int64_t log_bytes = 0;
};

// Whether the log may have parts, and deletions are noted: since schema 3.
inline bool HasParts(const FileCounts& counts) { return counts.schema >= 3; }

// What the file itself says of what is damaged in it, so that it can be put right. Mend
// (mend.h) does that.
struct Mending {
  // The newest revision of the log then: what was written since, this would undo. 0 where it
  // cannot be read.
  int64_t newest_revision = 0;
  bool reindex = false;
  // Those that are missing, by the statement that makes them.
  std::vector<std::string> indexes;
  std::optional<int64_t> next_id;
  // Flags that are neither 0 nor 1.
  bool flags = false;
  // Rows whose links or claims cannot be read: they are emptied, for the schedule to derive.
  std::vector<ResourceId> links, claims;
  // The revision that wrote a row, by the log.
  std::vector<std::pair<ResourceId, int64_t>> written_by;
  // The bytes that the log has of a row, and the revision that wrote them.
  struct Body {
    ResourceId id = 0;
    int64_t revision = 0;
    std::string bytes;
  };
  std::vector<Body> bodies;
  struct Deletion {
    Kind kind = Kind::kEvent;
    std::string name;
    int64_t revision = 0;
  };
  std::vector<Deletion> deletions, no_deletions;
  // Parts that belong to no revision: revision and number.
  std::vector<std::pair<int64_t, int64_t>> parts;

  bool empty() const {
    return !reindex && indexes.empty() && !next_id.has_value() && !flags && links.empty() &&
           claims.empty() && written_by.empty() && bodies.empty() && deletions.empty() &&
           no_deletions.empty() && parts.empty();
  }
};

struct FileAudit {
  Findings findings;
  FileCounts counts;
  Mending mending;
};

}  // namespace taqvim::storage
