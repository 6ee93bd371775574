// Who may call which method: one table, applied by server/rpc in one place.
#pragma once

#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "server/access/rights.h"
#include "server/access/scope.h"
#include "storage/snapshot.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::access {

// Whether what a request names lies within the caller's roles: OK, Denied, or an
// error of the store's. Asks no more than it must of callers whose roles count
// everywhere.
using ScopeRule = absl::Status (*)(const Question&);

// One row. Immutable.
struct MethodAccess {
  // The full name in the contract.
  std::string_view method;
  // The role that the caller must hold somewhere; ROLE_UNSPECIFIED: none, being
  // known is enough. A second one does as well.
  v1::Role role = v1::ROLE_UNSPECIFIED;
  v1::Role or_role = v1::ROLE_UNSPECIFIED;
  // Null where it counts for everything, wherever it is held.
  ScopeRule scope = nullptr;
  // Whether it changes who may do what: then the new rights count before it is
  // answered.
  bool changes_rights = false;
};

std::span<const MethodAccess> MethodTable();

// Null when the table has no row of that name.
const MethodAccess* FindMethodAccess(std::string_view method);

// The cheap half, before anything is read: PERMISSION_DENIED unless the caller
// holds a role that the method takes, anywhere.
absl::Status CheckRole(const MethodAccess& access, const Rights& rights);

// The other half, over what is stored, before the method does anything.
inline absl::Status CheckScope(const MethodAccess& access, const Rights& rights,
                               storage::Snapshot& store, const google::protobuf::Message& request) {
  if (access.scope == nullptr) return absl::OkStatus();
  return access.scope({rights, store, request});
}

}  // namespace taqvim::access
