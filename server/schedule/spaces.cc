// Spaces.
#include <algorithm>

#include "server/schedule/api.h"
#include "server/schedule/assumptions.h"
#include "server/schedule/claims.h"
#include "server/schedule/space_tree.h"
#include "server/schedule/space_use.h"
#include "server/schedule/standard_methods.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::LinkRole;

absl::Status ReexpandVenueOf(storage::Transaction& transaction, const std::string& space) {
  auto venue = transaction.Find(Kind::kVenue, VenueOf(space));
  if (!venue.ok()) return venue.status();
  if (!*venue) return Internal(absl::StrCat("the venue of ", space, " is missing"));
  return ReexpandVenue(transaction, **venue);
}

bool SameParts(const v1::Space& a, const v1::Space& b) {
  return std::equal(a.parts().begin(), a.parts().end(), b.parts().begin(), b.parts().end());
}

struct Spaces : standard::NoHooks<v1::Space> {
  static constexpr Kind kKind = Kind::kSpace;
  static constexpr char kField[] = "space";
  static const auto& Of(const auto& request) { return request.space(); }
  static const auto& IdOf(const auto& request) { return request.space_id(); }
  static auto* In(auto& response) { return response.mutable_space(); }
  static auto* ListIn(auto& response) { return response.mutable_spaces(); }

  static std::vector<Reference> References(const Message& space) {
    std::vector<Reference> references = {
        {LinkRole::kVenue, Kind::kVenue, std::string(VenueOf(space.name())), "name"}};
    for (int i = 0; i < space.parts_size(); ++i) {
      references.push_back(
          {LinkRole::kPart, Kind::kSpace, space.parts(i), absl::StrCat("parts[", i, "]")});
    }
    return references;
  }

  static absl::Status CheckPut(storage::Snapshot& snapshot, const std::string& scope,
                               const Message* before, const Message& after) {
    if (before != nullptr && SameParts(*before, after)) return absl::OkStatus();
    auto status = CheckSameVenue(absl::StrCat(scope, ".parts"), std::string(VenueOf(after.name())),
                                 after.parts());
    if (!status.ok()) return status;
    return CheckSpaceTree(snapshot, scope, after);
  }

  // Archiving changes no atoms, and so does not come by here.
  static absl::Status AfterPut(storage::Transaction& transaction, storage::ResourceId,
                               const Message* before, const Message& after) {
    if (before != nullptr && SameParts(*before, after)) return absl::OkStatus();
    return ReexpandVenueOf(transaction, after.name());
  }

  static absl::Status CheckDelete(storage::Snapshot& snapshot, const storage::Resource& space) {
    return CheckUnused(snapshot, space);
  }

  static absl::Status AfterDelete(storage::Transaction& transaction,
                                  const storage::Resource& space) {
    return ReexpandVenueOf(transaction, space.name);
  }
};

}  // namespace

absl::StatusOr<v1::GetSpaceResponse> GetSpace(storage::Snapshot& snapshot, const Caller&,
                                              const v1::GetSpaceRequest& request) {
  return standard::Get<Spaces, v1::GetSpaceResponse>(snapshot, request);
}

absl::StatusOr<v1::ListSpacesResponse> ListSpaces(storage::Snapshot& snapshot, const Caller&,
                                                  const v1::ListSpacesRequest& request) {
  return standard::List<Spaces, v1::ListSpacesResponse>(snapshot, request);
}

absl::StatusOr<v1::CreateSpaceResponse> CreateSpace(storage::Transaction& transaction,
                                                    const Caller&,
                                                    const v1::CreateSpaceRequest& request) {
  return standard::Create<Spaces, v1::CreateSpaceResponse>(transaction, request);
}

absl::StatusOr<v1::UpdateSpaceResponse> UpdateSpace(storage::Transaction& transaction,
                                                    const Caller&,
                                                    const v1::UpdateSpaceRequest& request) {
  return standard::Update<Spaces, v1::UpdateSpaceResponse>(transaction, request);
}

absl::StatusOr<v1::DeleteSpaceResponse> DeleteSpace(storage::Transaction& transaction,
                                                    const Caller&,
                                                    const v1::DeleteSpaceRequest& request) {
  return standard::Delete<Spaces, v1::DeleteSpaceResponse>(transaction, request);
}

absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Space& space) {
  return standard::PutAssumed<Spaces>(transaction, path, space);
}

}  // namespace taqvim::schedule
