#include "server/schedule/stored/access_tokens.h"

#include <xxhash.h>

#include <utility>

#include "absl/functional/function_ref.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/access/token_kinds.h"
#include "server/schedule/stored/references.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/access.pb.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::LinkRole;

std::vector<Reference> References(const v1::AccessCap& cap) {
  if (cap.has_organization()) {
    return {{LinkRole::kGranted, Kind::kOrganization, cap.organization(), "organization"}};
  }
  if (cap.has_venue()) return {{LinkRole::kGranted, Kind::kVenue, cap.venue(), "venue"}};
  return {};
}

enum KeyType : uint64_t { kPrincipal = 1, kOpener = 2 };

uint64_t KeyOf(KeyType type, std::string_view text) {
  return XXH3_64bits_withSeed(text.data(), text.size(), type);
}

storage::Facets FacetsOf(const access::StoredToken& stored) {
  storage::Facets facets{.keys = {KeyOf(kPrincipal, stored.access_token().principal())}};
  if (!stored.opener().empty()) facets.keys.push_back(KeyOf(kOpener, stored.opener()));
  return facets;
}

// All tokens that meet the criterion and are wanted.
absl::StatusOr<std::vector<FoundToken>> Search(storage::Snapshot& snapshot,
                                               storage::Criterion criterion,
                                               absl::FunctionRef<bool(const FoundToken&)> wanted) {
  storage::SearchQuery query{.kind = Kind::kToken, .criteria = {std::move(criterion)}};
  std::vector<FoundToken> tokens;
  for (;;) {
    ASSIGN_OR_RETURN(const auto page, snapshot.Search(query));
    for (const storage::ResourceId id : page.ids) {
      ASSIGN_OR_RETURN(const auto resource, snapshot.FindById(id));
      if (!resource) continue;
      ASSIGN_OR_RETURN(auto token, ReadToken(*resource));
      if (wanted(token)) tokens.push_back(std::move(token));
    }
    if (page.complete) return tokens;
    query.after = page.reached;
  }
}

}  // namespace

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

absl::StatusOr<storage::Put> PutOfToken(storage::Snapshot& snapshot, storage::ResourceId id,
                                        const access::StoredToken& token, bool is_new) {
  const std::vector<Reference> references = References(token.access_token().cap());
  ASSIGN_OR_RETURN(auto links, ResolveReferences(snapshot, "access_token.cap", references,
                                                 is_new ? std::vector<Reference>{} : references));
  return storage::Put{.id = id,
                      .kind = Kind::kToken,
                      .name = token.access_token().name(),
                      .body = ToBody(token),
                      .links = std::move(links),
                      .facets = FacetsOf(token)};
}

bool FoundToken::HasEnded(absl::Time now) const {
  return token().has_revoke_time() || TimeOf(token().expire_time()) <= now;
}

absl::StatusOr<FoundToken> ReadToken(const storage::Resource& resource) {
  ASSIGN_OR_RETURN(auto stored, Read<access::StoredToken>(resource));
  stored.mutable_access_token()->set_kind(access::KindOf(stored.access_token()));
  return FoundToken{resource.id, std::move(stored)};
}

absl::StatusOr<std::optional<FoundToken>> FindToken(storage::Snapshot& snapshot,
                                                    std::string_view name) {
  ASSIGN_OR_RETURN(const auto resource, snapshot.Find(Kind::kToken, name));
  if (!resource) return std::nullopt;
  return ReadToken(*resource);
}

storage::Criterion OfPrincipal(std::string_view principal) {
  return {.keys = {KeyOf(kPrincipal, principal)}};
}

absl::StatusOr<std::vector<FoundToken>> TokensOf(storage::Snapshot& snapshot,
                                                 std::string_view principal) {
  return Search(snapshot, OfPrincipal(principal), [principal](const FoundToken& found) {
    return found.token().principal() == principal;
  });
}

absl::StatusOr<std::vector<FoundToken>> TokensRevokedWith(storage::Snapshot& snapshot,
                                                          std::string_view opener) {
  return Search(snapshot, {.keys = {KeyOf(kOpener, opener)}},
                [opener](const FoundToken& found) { return found.stored.opener() == opener; });
}

}  // namespace taqvim::schedule
