// What an audit keeps in memory of the rows that it has read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "storage/claim.h"
#include "storage/finding.h"
#include "storage/resource.h"
#include "storage/sqlite/audit/fingerprint.h"

namespace taqvim::storage {

struct AuditedRow {
  Kind kind = Kind::kEvent;
  std::string name;
  int64_t revision = 0;
  Fingerprint body;
};

struct AuditedRows {
  absl::flat_hash_map<ResourceId, AuditedRow> by_id;
  absl::flat_hash_map<std::pair<Kind, std::string>, ResourceId> by_name;
  // In order of their owners. Who refers to whom.
  std::vector<Claim> claims;
  std::vector<std::pair<ResourceId, Link>> links;
  // Whether all rows could be read.
  bool complete = false;

  const AuditedRow* Find(ResourceId id) const {
    const auto at = by_id.find(id);
    return at == by_id.end() ? nullptr : &at->second;
  }
  About AboutId(ResourceId id) const {
    const AuditedRow* row = Find(id);
    return row != nullptr ? AboutResource(row->kind, id, row->name)
                          : AboutResource(Kind{0}, id, "");
  }
};

// Whether it is the number of a kind.
inline bool IsKind(int64_t number) {
  return (number >= static_cast<int64_t>(Kind::kOrganization) &&
          number <= static_cast<int64_t>(Kind::kToken)) ||
         number == static_cast<int64_t>(Kind::kEvent);
}

// Whether it can be the name of anything: text without spaces that a terminal shows.
inline bool IsPossibleName(std::string_view name) {
  for (const char character : name) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7f) return false;
  }
  return !name.empty();
}

}  // namespace taqvim::storage
