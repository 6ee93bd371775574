// Closures: a part of server/schedule/api.h.
#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "proto/status_macros.h"
#include "server/schedule/api.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/claims/space_tree.h"
#include "server/schedule/methods/assumptions.h"
#include "server/schedule/methods/standard_methods.h"
#include "server/schedule/standing/closure_conflicts.h"
#include "server/schedule/stored/reference_fields.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/venue_zone.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

absl::StatusOr<std::shared_ptr<const storage::Resource>> VenueOfClosure(
    storage::Snapshot& snapshot, const std::string& closure) {
  ASSIGN_OR_RETURN(auto venue, snapshot.Find(Kind::kVenue, VenueOf(closure)));
  if (!venue) return Internal(absl::StrCat("the venue of ", closure, " is missing"));
  return venue;
}

bool SamePeriod(const v1::Closure& a, const v1::Closure& b) {
  return google::protobuf::util::MessageDifferencer::Equals(a.period(), b.period());
}

bool SameClaims(const v1::Closure& a, const v1::Closure& b) {
  return SamePeriod(a, b) &&
         std::equal(a.spaces().begin(), a.spaces().end(), b.spaces().begin(), b.spaces().end());
}

absl::Status CheckPeriodAtVenue(storage::Snapshot& snapshot, const std::string& scope,
                                const v1::Closure& closure) {
  ASSIGN_OR_RETURN(auto resource, VenueOfClosure(snapshot, closure.name()));
  ASSIGN_OR_RETURN(auto venue, Read<v1::Venue>(*resource));
  ASSIGN_OR_RETURN(auto zone, ZoneOfVenue(venue));
  FieldErrors errors;
  FieldErrors::Scope period(errors, absl::StrCat(scope, ".period"));
  CheckPeriodInZone(closure.period(), zone, errors);
  return errors.ToStatus();
}

struct Closures : standard::NoHooks<v1::Closure> {
  static constexpr Kind kKind = Kind::kClosure;
  static constexpr char kField[] = "closure";
  static const auto& Of(const auto& request) { return request.closure(); }
  static const auto& IdOf(const auto& request) { return request.closure_id(); }
  // The answer to a deletion has none.
  static auto In(auto& response) -> decltype(response.mutable_closure()) {
    return response.mutable_closure();
  }
  static auto* ListIn(auto& response) { return response.mutable_closures(); }

  static std::vector<Reference> References(const Message& closure) { return ReferencesOf(closure); }

  // A period that stands is not held against the zone again: its rules may have
  // changed since.
  static absl::Status CheckPut(storage::Snapshot& snapshot, const std::string& scope,
                               const Message* before, const Message& after) {
    RETURN_IF_ERROR(CheckSameVenue(absl::StrCat(scope, ".spaces"),
                                   std::string(VenueOf(after.name())), after.spaces()));
    if (before != nullptr && SamePeriod(*before, after)) return absl::OkStatus();
    return CheckPeriodAtVenue(snapshot, scope, after);
  }

  static absl::Status AfterPut(storage::Transaction& transaction, storage::ResourceId id,
                               const Message* before, const Message& after) {
    if (before != nullptr && SameClaims(*before, after)) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto venue, VenueOfClosure(transaction, after.name()));
    ASSIGN_OR_RETURN(auto claims, ClaimsOfClosure(transaction, id, after, *venue));
    return transaction.Apply({.release = {id}, .deletes = {}, .puts = {}, .claims = claims});
  }
};

// The response with the conflicts that the closure in it makes.
template <class Response>
absl::StatusOr<Response> WithConflicts(storage::Snapshot& snapshot, const Caller& caller,
                                       absl::StatusOr<Response> response) {
  if (!response.ok()) return response;
  ASSIGN_OR_RETURN(auto closure, snapshot.Find(Kind::kClosure, response->closure().name()));
  ASSIGN_OR_RETURN(auto claims, snapshot.ClaimsOf(closure->id));
  ASSIGN_OR_RETURN(auto conflicts,
                   ConflictsOfClosure(snapshot, claims, response->closure(), caller.rights));
  *response->mutable_conflicts() = std::move(conflicts);
  return response;
}

}  // namespace

absl::StatusOr<v1::GetClosureResponse> GetClosure(storage::Snapshot& snapshot, const Caller& caller,
                                                  const v1::GetClosureRequest& request) {
  return standard::Get<Closures, v1::GetClosureResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::ListClosuresResponse> ListClosures(storage::Snapshot& snapshot,
                                                      const Caller& caller,
                                                      const v1::ListClosuresRequest& request) {
  return standard::List<Closures, v1::ListClosuresResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::CreateClosureResponse> CreateClosure(storage::Transaction& transaction,
                                                        const Caller& caller,
                                                        const v1::CreateClosureRequest& request) {
  return WithConflicts(transaction, caller,
                       standard::Create<Closures, v1::CreateClosureResponse>(transaction, request));
}

absl::StatusOr<v1::UpdateClosureResponse> UpdateClosure(storage::Transaction& transaction,
                                                        const Caller& caller,
                                                        const v1::UpdateClosureRequest& request) {
  return WithConflicts(
      transaction, caller,
      standard::Update<Closures, v1::UpdateClosureResponse>(transaction, caller, request));
}

absl::StatusOr<v1::DeleteClosureResponse> DeleteClosure(storage::Transaction& transaction,
                                                        const Caller& caller,
                                                        const v1::DeleteClosureRequest& request) {
  return standard::Delete<Closures, v1::DeleteClosureResponse>(transaction, caller, request);
}

absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Closure& closure) {
  return standard::PutAssumed<Closures>(transaction, path, closure);
}

}  // namespace taqvim::schedule
