// Revision tokens in requests: which revision one stands for, and whether what is read
// has come so far.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/rpc/calls/method.h"
#include "server/rpc/wire/revision_token.h"
#include "storage/revision.h"
#include "storage/snapshot.h"

namespace taqvim::rpc {

// The revision of a token in that field; nullopt when it is empty. INVALID_ARGUMENT when
// the token is damaged, FAILED_PRECONDITION when it is of another store.
absl::StatusOr<std::optional<storage::Revision>> ToPosition(const std::string& token,
                                                            absl::string_view field,
                                                            const RevisionTokens& tokens);

// That of the field `min_revision_token` of a request of the method; nullopt also when
// it has none.
absl::StatusOr<std::optional<storage::Revision>> LeastRevision(const Method& method,
                                                               const Method::Message& request,
                                                               const RevisionTokens& tokens);

// Whether the snapshot is of that revision or a later one: FAILED_PRECONDITION
// (HISTORY_REPLACED) where its history does not have it. Of one that is no longer kept
// nothing is known but its number, which is believed. This is the one place that finds a
// revision to be ahead: of a store that writes itself no token is, so its history was
// replaced; one that follows another would answer UNAVAILABLE here.
absl::Status CheckReached(storage::Snapshot& snapshot, const storage::Revision& least);

}  // namespace taqvim::rpc
