// Access table: which role each method takes, and for what it must be held. Applied by
// server/rpc in one place.
#pragma once

#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "server/access/rights.h"
#include "server/access/scope.h"
#include "server/access/token_kinds.h"
#include "storage/snapshot.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::access {

// Check that the caller's roles reach what a request names: OK, PERMISSION_DENIED, or
// an error of the store. Reads the store only where the rights alone do not decide.
using ScopeRule = absl::Status (*)(const Question&);

// Whether a request that was accepted may have changed who may do or see what.
using RightsRule = bool (*)(const google::protobuf::Message& request);

// A row of the table. Immutable.
struct MethodAccess {
  // The full name in the contract.
  std::string_view method;
  // The role that the caller must hold somewhere, or a greater one; with
  // ROLE_UNSPECIFIED any known caller may. `or_role` is enough instead.
  v1::Role role = v1::ROLE_UNSPECIFIED;
  v1::Role or_role = v1::ROLE_UNSPECIFIED;
  // Null where a role held for anything is enough.
  ScopeRule scope = nullptr;
  // Whether it changes rights, or tokens: the new ones are in force before it is answered.
  // Null where it never does.
  RightsRule changes_rights = nullptr;
  // With what kinds of tokens it can be called.
  TokenKinds kinds = kUsualKinds;
  // Whether one that only reads may call it, though it writes: it is about the caller's own
  // tokens, and the operation itself keeps those from becoming more.
  bool of_own_tokens = false;

  bool ChangesRights(const google::protobuf::Message& request) const {
    return changes_rights != nullptr && changes_rights(request);
  }
};

std::span<const MethodAccess> MethodTable();

// Null when the table has no row of that name.
const MethodAccess* FindMethodAccess(std::string_view method);

// The first checks, before anything is read. PERMISSION_DENIED unless the method can be
// called with tokens of that kind.
absl::Status CheckKind(const MethodAccess& access, v1::AccessTokenKind kind);

// PERMISSION_DENIED unless the caller holds a role that the method takes, anywhere.
absl::Status CheckRole(const MethodAccess& access, const Rights& rights);

// PERMISSION_DENIED: the method writes, and the caller's token only reads.
absl::Status OnlyReads(const MethodAccess& access);

// The second check, over the stored resources, before the method does anything: the
// error of the rule of scope.
inline absl::Status CheckScope(const MethodAccess& access, const Rights& rights,
                               storage::Snapshot& store, const google::protobuf::Message& request) {
  if (access.scope == nullptr) return absl::OkStatus();
  return access.scope({rights, store, request});
}

}  // namespace taqvim::access
