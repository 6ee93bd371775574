// Spaces: a part of server/schedule/api.h.
#include <algorithm>
#include <optional>
#include <set>

#include "proto/status_macros.h"
#include "server/schedule/api.h"
#include "server/schedule/claims/space_tree.h"
#include "server/schedule/claims/space_use.h"
#include "server/schedule/methods/assumptions.h"
#include "server/schedule/methods/standard_methods.h"
#include "server/schedule/standing/place_conflicts.h"
#include "server/schedule/stored/reference_fields.h"
#include "server/schedule/time/intervals.h"
#include "server/schedule/upkeep/reexpand.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

absl::StatusOr<std::shared_ptr<const storage::Resource>> VenueOfSpace(storage::Snapshot& snapshot,
                                                                      const std::string& space) {
  ASSIGN_OR_RETURN(auto venue, snapshot.Find(Kind::kVenue, VenueOf(space)));
  if (!venue) return Internal(absl::StrCat("the venue of ", space, " is missing"));
  return venue;
}

// Whether an unfinished claim of any kind is on the atom.
absl::StatusOr<bool> IsClaimed(storage::Snapshot& snapshot, storage::ResourceId atom) {
  ASSIGN_OR_RETURN(auto claims, snapshot.ClaimsOverlapping(atom, FromNowOn(snapshot.now()),
                                                           storage::ClaimKinds::All(), 1));
  return !claims.empty();
}

bool SameParts(const v1::Space& a, const v1::Space& b) {
  return std::equal(a.parts().begin(), a.parts().end(), b.parts().begin(), b.parts().end());
}

absl::Status IsArchivedItself(const std::string& name) {
  return InvalidField("space.archived", absl::StrCat("cannot be cleared while ", name,
                                                     " is archived; bring that back "
                                                     "first"));
}

struct Spaces : standard::NoHooks<v1::Space> {
  static constexpr Kind kKind = Kind::kSpace;
  static constexpr char kField[] = "space";
  static const auto& Of(const auto& request) { return request.space(); }
  static const auto& IdOf(const auto& request) { return request.space_id(); }
  static auto* In(auto& response) { return response.mutable_space(); }
  static auto* ListIn(auto& response) { return response.mutable_spaces(); }

  static std::vector<Reference> References(const Message& space) { return ReferencesOf(space); }

  static absl::Status CheckPut(storage::Snapshot& snapshot, const std::string& scope,
                               const Message* before, const Message& after) {
    if (before != nullptr && SameParts(*before, after)) return absl::OkStatus();
    RETURN_IF_ERROR(CheckSameVenue(absl::StrCat(scope, ".parts"),
                                   std::string(VenueOf(after.name())), after.parts()));
    return CheckSpaceTree(snapshot, scope, after);
  }

  static absl::Status CheckUnneeded(storage::Snapshot& snapshot, const access::Rights& rights,
                                    const storage::Resource& space) {
    return CheckUnused(snapshot, rights, space);
  }

  static absl::Status CheckUsable(storage::Snapshot& snapshot, const Message& after) {
    for (const std::string& part : after.parts()) {
      ASSIGN_OR_RETURN(auto found, snapshot.Find(Kind::kSpace, part));
      if (found && found->archived) return IsArchivedItself(part);
    }
    ASSIGN_OR_RETURN(auto venue, VenueOfSpace(snapshot, after.name()));
    return venue->archived ? IsArchivedItself(venue->name) : absl::OkStatus();
  }

  // Only claims on the whole venue can still be on its atom. Whoever deletes a
  // space runs its venue, and so sees all that books there.
  static absl::Status AfterDelete(storage::Transaction& transaction,
                                  const storage::Resource& space) {
    ASSIGN_OR_RETURN(auto claimed, IsClaimed(transaction, space.id));
    if (!claimed) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto venue, VenueOfSpace(transaction, space.name));
    return ReexpandVenue(transaction, access::Rights::All(), *venue);
  }
};

// The space as it is stored; nullopt when there is none of that name.
absl::StatusOr<std::optional<v1::Space>> Before(storage::Snapshot& snapshot,
                                                const std::string& name) {
  ASSIGN_OR_RETURN(auto resource, snapshot.Find(Kind::kSpace, name));
  if (!resource) return std::nullopt;
  return Read<v1::Space>(*resource);
}

// Whether what is booked at the venue may claim other atoms than before the space was
// created or changed. Archiving changes none.
absl::StatusOr<bool> MovesClaims(storage::Snapshot& snapshot,
                                 const std::optional<v1::Space>& before, const v1::Space& after) {
  if (before) return !SameParts(*before, after);
  // A new space adds an atom if it has no parts, and to the claims on the whole
  // venue alone.
  if (!after.parts().empty()) return false;
  ASSIGN_OR_RETURN(auto venue, VenueOfSpace(snapshot, after.name()));
  return IsClaimed(snapshot, venue->id);
}

// What follows from a space that was created or changed.
absl::Status Follow(storage::Transaction& transaction, const Caller& caller,
                    const std::optional<v1::Space>& before, const v1::Space& after) {
  ASSIGN_OR_RETURN(auto moves, MovesClaims(transaction, before, after));
  if (!moves) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto venue, VenueOfSpace(transaction, after.name()));
  return ReexpandVenue(transaction, caller.rights, *venue);
}

}  // namespace

absl::StatusOr<v1::GetSpaceResponse> GetSpace(storage::Snapshot& snapshot, const Caller& caller,
                                              const v1::GetSpaceRequest& request) {
  return standard::Get<Spaces, v1::GetSpaceResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::ListSpacesResponse> ListSpaces(storage::Snapshot& snapshot, const Caller& caller,
                                                  const v1::ListSpacesRequest& request) {
  return standard::List<Spaces, v1::ListSpacesResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::CreateSpaceResponse> CreateSpace(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::CreateSpaceRequest& request) {
  auto response = standard::Create<Spaces, v1::CreateSpaceResponse>(transaction, request);
  if (!response.ok()) return response;
  RETURN_IF_ERROR(Follow(transaction, caller, std::nullopt, response->space()));
  return response;
}

absl::StatusOr<v1::UpdateSpaceResponse> UpdateSpace(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::UpdateSpaceRequest& request) {
  ASSIGN_OR_RETURN(auto before, Before(transaction, request.space().name()));
  auto response = standard::Update<Spaces, v1::UpdateSpaceResponse>(transaction, caller, request);
  if (!response.ok()) return response;
  RETURN_IF_ERROR(Follow(transaction, caller, before, response->space()));
  ASSIGN_OR_RETURN(auto space, transaction.Find(Kind::kSpace, response->space().name()));
  if (!space)
    return Internal(absl::StrCat(response->space().name(), " was changed, and is missing"));
  ASSIGN_OR_RETURN(auto conflicts, ConflictsOfSpace(transaction, caller.rights, *space,
                                                    !SameParts(*before, response->space())));
  *response->mutable_conflicts() = std::move(conflicts);
  return response;
}

absl::StatusOr<v1::DeleteSpaceResponse> DeleteSpace(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::DeleteSpaceRequest& request) {
  return standard::Delete<Spaces, v1::DeleteSpaceResponse>(transaction, caller, request);
}

absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Space& space, std::set<std::string>& reshaped) {
  ASSIGN_OR_RETURN(auto before, Before(transaction, space.name()));
  RETURN_IF_ERROR(standard::PutAssumed<Spaces>(transaction, path, space));
  ASSIGN_OR_RETURN(auto moves, MovesClaims(transaction, before, space));
  if (moves) reshaped.emplace(VenueOf(space.name()));
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
