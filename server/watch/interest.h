// Subscription of a watcher: its filter, its options and its rights.
#pragma once

#include <memory>
#include <optional>

#include "server/access/rights.h"
#include "storage/resource.h"
#include "taqvim/v1/change.pb.h"

namespace taqvim::watch {

struct Interest {
  // Valid.
  v1::ChangeFilter filter;
  bool include_before = false;
  // Never null.
  std::shared_ptr<const access::Rights> rights;
};

// The kind in the contract of stored resources; RESOURCE_KIND_UNSPECIFIED for what is stored and
// is no resource whose changes are told.
v1::ResourceKind ResourceKindOf(storage::Kind kind);

}  // namespace taqvim::watch
