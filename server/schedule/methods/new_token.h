// Parts of the methods that make access tokens of any kind.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/access/stored_token.pb.h"
#include "server/schedule/stored/access_tokens.h"
#include "server/schedule/stored/caller.h"
#include "storage/transaction.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::schedule {

// How long tokens of a kind are valid.
struct TokenLife {
  absl::Duration usual;
  absl::Duration longest;
};

// Sets the usual end where none is said. INVALID_ARGUMENT at `field` for one that is over or
// too far ahead, with what would be right instead.
absl::Status SetExpiry(absl::Time now, const TokenLife& life, std::string_view field,
                       std::string_view instead, v1::AccessToken& token);

// Puts a new token, whose principal, kind and end are said, with a name, uid and creator of
// its own, together with what is `along`. Returns its secret; empty for a dry run, of which
// none is made.
absl::StatusOr<std::string> PutNewToken(storage::Transaction& transaction, const Caller& caller,
                                        bool dry_run, access::StoredToken& stored,
                                        storage::Mutation along = {});

// Makes those of the grants that the principal does not have yet, and adds them to `made`.
using Grants = google::protobuf::RepeatedPtrField<v1::Grant>;
absl::Status PutGrants(storage::Transaction& transaction, const Caller& caller,
                       const std::string& principal, const Grants& grants, Grants& made);

// PERMISSION_DENIED unless the caller is a principal that can have tokens of its own.
absl::Status CheckMayHaveTokens(const Caller& caller);

// The token that the caller shows; nullopt where it shows another thing. UNAUTHENTICATED when
// it was revoked since the call was let in: it opens nothing any more.
absl::StatusOr<std::optional<FoundToken>> TokenShownBy(storage::Snapshot& snapshot,
                                                       const Caller& caller);

// Keeps a token of the caller's own from being more than the one that it shows: it has its
// cap, only reads if that does, and is revoked with it; made in a session it is revoked with
// what that was opened with, so that it lasts when the session ends.
void TakeOver(const std::optional<FoundToken>& shown, access::StoredToken& stored);

// Room for the feed keys and sessions of a principal: how many are live of a kind, and the
// ids of ended ones that are forgotten, which are all but the newest 100.
inline constexpr int kMostFeedKeys = 20;
inline constexpr int kMostSessions = 100;
inline constexpr int kMostEnded = 100;
int CountLive(const std::vector<FoundToken>& tokens, v1::AccessTokenKind kind, absl::Time now);
std::vector<storage::ResourceId> ForgottenOf(const std::vector<FoundToken>& tokens, absl::Time now);

}  // namespace taqvim::schedule
