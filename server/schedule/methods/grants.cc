// GrantMethods, and what a caller has of them.
#include "server/schedule/methods/grants.h"

#include "proto/status_macros.h"
#include "server/access/principals.h"
#include "server/schedule/api.h"
#include "server/schedule/methods/standard_methods.h"
#include "server/schedule/stored/access_tokens.h"
#include "server/schedule/stored/reference_fields.h"
#include "server/schedule/stored/uid.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

struct GrantMethods {
  using Message = v1::Grant;
  static constexpr Kind kKind = Kind::kGrant;
  static constexpr char kField[] = "grant";
  static auto* In(auto& response) { return response.mutable_grant(); }
};

bool GivesTheSame(const v1::Grant& a, const v1::Grant& b) {
  return a.principal() == b.principal() && a.role() == b.role() &&
         a.scope_case() == b.scope_case() && a.organization() == b.organization() &&
         a.venue() == b.venue();
}

// A role and where it counts, which nobody granted so.
v1::Grant Unnamed(std::string_view principal, v1::Role role) {
  v1::Grant grant;
  grant.set_principal(std::string(principal));
  grant.set_role(role);
  return grant;
}

// The roles that count everywhere: by configuration, or for the public.
std::vector<v1::Role> RolesEverywhere(const access::Rights& rights) {
  if (rights.IsAdmin()) return {v1::ROLE_ADMIN};
  if (rights.IsPublic()) return {v1::ROLE_PUBLIC};
  std::vector<v1::Role> roles;
  if (rights.OrganizesAll()) roles.push_back(v1::ROLE_ORGANIZER);
  if (rights.ManagesAll()) roles.push_back(v1::ROLE_VENUE_MANAGER);
  return roles;
}

// What those count for who have no grants of their own, or no more than a cap of them.
void TellRights(const Caller& caller, v1::GetCallerResponse& response) {
  for (const v1::Role role : RolesEverywhere(caller.rights)) {
    *response.add_grants() = Unnamed(caller.principal, role);
  }
  const auto sights = caller.rights.SightsOf();
  if (!response.grants().empty() || !sights.has_value()) return;
  const v1::Grant viewer = Unnamed(caller.principal, v1::ROLE_VIEWER);
  if (sights->public_events) *response.add_grants() = viewer;
  for (const std::string& organization : sights->organizations) {
    response.add_grants()->CopyFrom(viewer);
    response.mutable_grants()->rbegin()->set_organization(organization);
  }
  for (const std::string& venue : sights->venues) {
    response.add_grants()->CopyFrom(viewer);
    response.mutable_grants()->rbegin()->set_venue(venue);
  }
}

}  // namespace

absl::Status ForEachGrant(storage::Snapshot& snapshot,
                          absl::FunctionRef<bool(const v1::Grant&)> take) {
  constexpr int kPage = 1000;
  storage::ResourceId after = 0;
  for (;;) {
    ASSIGN_OR_RETURN(auto page,
                     snapshot.List({.kind = Kind::kGrant, .after = after, .limit = kPage}));
    for (const storage::Resource& resource : page) {
      ASSIGN_OR_RETURN(auto grant, Read<v1::Grant>(resource));
      if (!take(grant)) return absl::OkStatus();
    }
    if (page.size() < kPage) return absl::OkStatus();
    after = page.back().id;
  }
}

absl::StatusOr<std::string> FindSameGrant(storage::Snapshot& snapshot, const v1::Grant& grant) {
  std::string name;
  RETURN_IF_ERROR(ForEachGrant(snapshot, [&](const v1::Grant& other) {
    if (GivesTheSame(grant, other)) name = other.name();
    return name.empty();
  }));
  return name;
}

absl::StatusOr<v1::Grant> PutGrant(storage::Transaction& transaction, const Caller& caller,
                                   const std::string& path, const std::string& id,
                                   v1::Grant grant) {
  ASSIGN_OR_RETURN(auto name, standard::NewName(transaction, Kind::kGrant, "", id));
  ASSIGN_OR_RETURN(auto links, ResolveReferences(transaction, path, ReferencesOf(grant), {}));
  grant.set_name(std::move(name));
  grant.set_uid(NewUid(transaction));
  *grant.mutable_create_time() = standard::Now(transaction);
  grant.set_creator(std::string(caller.principal));
  storage::Mutation mutation;
  mutation.puts.push_back({.id = transaction.NewId(),
                           .kind = Kind::kGrant,
                           .name = grant.name(),
                           .body = ToBody(grant),
                           .links = std::move(links)});
  RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
  return grant;
}

absl::StatusOr<v1::GetGrantResponse> GetGrant(storage::Snapshot& snapshot, const Caller& caller,
                                              const v1::GetGrantRequest& request) {
  return standard::Get<GrantMethods, v1::GetGrantResponse>(snapshot, caller, request);
}

absl::StatusOr<v1::ListGrantsResponse> ListGrants(storage::Snapshot& snapshot, const Caller&,
                                                  const v1::ListGrantsRequest& request) {
  ASSIGN_OR_RETURN(auto after, ScanPosition(request));
  v1::ListGrantsResponse response;
  const auto take = [&](const storage::Resource& resource) -> absl::StatusOr<Taken> {
    ASSIGN_OR_RETURN(auto grant, Read<v1::Grant>(resource));
    const std::string& principal = request.principal();
    if (!principal.empty() && grant.principal() != principal) return Taken{};
    *response.add_grants() = std::move(grant);
    return Taken{resource.body.size()};
  };
  ASSIGN_OR_RETURN(auto next, Scan(snapshot, {.kind = Kind::kGrant, .after = after},
                                   PageSize(request.page_size()), take));
  response.set_next_page_token(ScanToken(request, next));
  return response;
}

absl::StatusOr<v1::CreateGrantResponse> CreateGrant(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::CreateGrantRequest& request) {
  v1::Grant grant = request.grant();
  ClearOutputOnly(&grant);
  ASSIGN_OR_RETURN(auto same, FindSameGrant(transaction, grant));
  if (!same.empty()) return AlreadyExists(same);
  ASSIGN_OR_RETURN(auto made,
                   PutGrant(transaction, caller, "grant", request.grant_id(), std::move(grant)));
  v1::CreateGrantResponse response;
  *response.mutable_grant() = std::move(made);
  return response;
}

absl::StatusOr<v1::DeleteGrantResponse> DeleteGrant(storage::Transaction& transaction,
                                                    const Caller&,
                                                    const v1::DeleteGrantRequest& request) {
  ASSIGN_OR_RETURN(auto resource, transaction.Find(Kind::kGrant, request.name()));
  if (!resource) return NotFound(request.name());
  RETURN_IF_ERROR(transaction.Apply({.deletes = {resource->id}}));
  return v1::DeleteGrantResponse();
}

absl::StatusOr<v1::GetCallerResponse> GetCaller(storage::Snapshot& snapshot, const Caller& caller,
                                                const v1::GetCallerRequest&) {
  v1::GetCallerResponse response;
  response.set_principal(std::string(caller.principal));
  if (!caller.token.empty()) {
    ASSIGN_OR_RETURN(auto shown, FindToken(snapshot, caller.token));
    if (shown) *response.mutable_access_token() = shown->token();
  }
  if (!access::IsGrantable(caller.principal) || caller.rights.IsPublic() || caller.capped) {
    TellRights(caller, response);
    return response;
  }
  RETURN_IF_ERROR(ForEachGrant(snapshot, [&](const v1::Grant& grant) {
    if (grant.principal() == caller.principal) *response.add_grants() = grant;
    return true;
  }));
  return response;
}

}  // namespace taqvim::schedule
