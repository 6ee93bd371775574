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

absl::StatusOr<std::shared_ptr<const storage::Resource>> VenueOfSpace(storage::Snapshot& snapshot,
                                                                      const std::string& space) {
  auto venue = snapshot.Find(Kind::kVenue, VenueOf(space));
  if (!venue.ok()) return venue.status();
  if (!*venue) return Internal(absl::StrCat("the venue of ", space, " is missing"));
  return *std::move(venue);
}

// Whether an unfinished claim of any kind is on the atom.
absl::StatusOr<bool> IsClaimed(storage::Snapshot& snapshot, storage::ResourceId atom) {
  const storage::Interval ahead{.start = absl::ToUnixSeconds(snapshot.now())};
  auto claims = snapshot.ClaimsOverlapping(atom, ahead, storage::ClaimKinds::All(), 1);
  if (!claims.ok()) return claims.status();
  return !claims->empty();
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
    auto venue = VenueOfSpace(transaction, after.name());
    if (!venue.ok()) return venue.status();
    if (before == nullptr) {
      // A new space adds an atom if it has no parts, and to the claims on the
      // whole venue alone.
      auto claimed = IsClaimed(transaction, (*venue)->id);
      if (!claimed.ok()) return claimed.status();
      if (!*claimed || !after.parts().empty()) return absl::OkStatus();
    }
    return ReexpandVenue(transaction, **venue);
  }

  static absl::Status CheckDelete(storage::Snapshot& snapshot, const storage::Resource& space) {
    return CheckUnused(snapshot, space);
  }

  // Only claims on the whole venue can still be on its atom.
  static absl::Status AfterDelete(storage::Transaction& transaction,
                                  const storage::Resource& space) {
    auto claimed = IsClaimed(transaction, space.id);
    if (!claimed.ok()) return claimed.status();
    if (!*claimed) return absl::OkStatus();
    auto venue = VenueOfSpace(transaction, space.name);
    if (!venue.ok()) return venue.status();
    return ReexpandVenue(transaction, **venue);
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
