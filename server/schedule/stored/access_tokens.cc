#include "server/schedule/stored/access_tokens.h"

#include <vector>

#include "proto/status_macros.h"
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

}  // namespace

absl::StatusOr<storage::Put> PutOfToken(storage::Snapshot& snapshot, storage::ResourceId id,
                                        const access::StoredToken& token, bool is_new) {
  const std::vector<Reference> references = References(token.access_token().cap());
  ASSIGN_OR_RETURN(auto links, ResolveReferences(snapshot, "access_token.cap", references,
                                                 is_new ? std::vector<Reference>{} : references));
  return storage::Put{.id = id,
                      .kind = Kind::kToken,
                      .name = token.access_token().name(),
                      .body = ToBody(token),
                      .links = std::move(links)};
}

}  // namespace taqvim::schedule
