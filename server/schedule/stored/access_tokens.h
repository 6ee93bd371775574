// How access tokens are stored, and found.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/access/stored_token.pb.h"
#include "storage/snapshot.h"
#include "storage/transaction.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::schedule {

absl::Time TimeOf(const google::protobuf::Timestamp& time);
google::protobuf::Timestamp ToTimestamp(absl::Time time);

// What puts the token under the id, with a link to what it is capped to. INVALID_ARGUMENT
// for a new one (`is_new`) when that does not exist or is archived.
absl::StatusOr<storage::Put> PutOfToken(storage::Snapshot& snapshot, storage::ResourceId id,
                                        const access::StoredToken& token, bool is_new = false);

// A token as it is stored, but that it always has a kind.
struct FoundToken {
  storage::ResourceId id = 0;
  access::StoredToken stored;

  const v1::AccessToken& token() const { return stored.access_token(); }
  // Whether it is refused, as far as is written down: a session may have been put off.
  bool HasEnded(absl::Time now) const;
};

// DATA_LOSS when it cannot be read.
absl::StatusOr<FoundToken> ReadToken(const storage::Resource& resource);

// The token of that name; nullopt when there is none.
absl::StatusOr<std::optional<FoundToken>> FindToken(storage::Snapshot& snapshot,
                                                    std::string_view name);

// By what tokens of the principal are searched; the row decides.
storage::Criterion OfPrincipal(std::string_view principal);

// All tokens of the principal, ended ones, too; and those that are revoked with the token
// of that name. In order of creation.
absl::StatusOr<std::vector<FoundToken>> TokensOf(storage::Snapshot& snapshot,
                                                 std::string_view principal);
absl::StatusOr<std::vector<FoundToken>> TokensRevokedWith(storage::Snapshot& snapshot,
                                                          std::string_view opener);

}  // namespace taqvim::schedule
