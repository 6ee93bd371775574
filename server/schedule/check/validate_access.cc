// The requests about grants, tokens and who calls: a part of requests.h.
#include "server/access/principals.h"
#include "server/schedule/check/grant_checks.h"
#include "server/schedule/check/requests.h"
#include "server/schedule/check/validate.h"
#include "server/schedule/check/validate_filter.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr int kMostGrants = 20;
constexpr int kMostKinds = 10;
constexpr TextRule kPurposeRule = {.max_bytes = 200};
constexpr TextRule kDeviceRule = {.min_bytes = 1, .max_bytes = 100};

template <class Request>
absl::Status ValidateNamed(Kind kind, const Request& request) {
  FieldErrors errors;
  CheckName(kind, "name", request.name(), true, errors);
  CheckRequestId(request.request_id(), errors);
  return errors.ToStatus();
}

void CheckGrantOf(const std::string& principal, const v1::Grant& grant, FieldErrors& errors) {
  if (!grant.principal().empty() && grant.principal() != principal) {
    errors.Add("principal", Cat("is ", Quoted(grant.principal()),
                                ", but the token is another's; leave it out here"));
  }
  CheckRole(grant, errors);
}

template <class Request>
void CheckGrants(const std::string& principal, const Request& request, FieldErrors& errors) {
  CheckSize("grants", request.grants_size(), 0, kMostGrants, errors);
  for (int i = 0; i < request.grants_size() && !errors.full(); ++i) {
    FieldErrors::Scope scope(errors, "grants", i);
    CheckGrantOf(principal, request.grants(i), errors);
  }
}

// What a feed may be of.
void CheckFeed(const v1::EventFilter& filter, FieldErrors& errors) {
  CheckFilter(filter, errors);
  if (filter.has_window()) {
    errors.Add("filter.window",
               "must be left out: a feed is of all days, and who lists occurrences says of which");
  }
  if (filter.ByteSizeLong() == 0) {
    errors.Add("filter", "is required: at least one field that says which events the feed has");
  }
}

// What a token may be capped to.
void CheckCap(const v1::AccessCap& cap, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "cap");
  const bool viewer = cap.role() == v1::ROLE_VIEWER;
  if (!viewer && cap.role() != v1::ROLE_PUBLIC) {
    errors.Add("role", "must be public or viewer; a token for more is not capped");
    return;
  }
  if (cap.has_organization()) {
    CheckName(Kind::kOrganization, "organization", cap.organization(), true, errors);
  }
  if (cap.has_venue()) CheckName(Kind::kVenue, "venue", cap.venue(), true, errors);
  const bool scoped = cap.scope_case() != v1::AccessCap::SCOPE_NOT_SET;
  if (viewer == scoped) return;
  errors.Add("organization", viewer ? "or a venue is required: where the viewer's role counts"
                                    : "must be left out, and a venue: the public's role counts "
                                      "everywhere");
}

}  // namespace

void CheckPrincipal(std::string_view principal, FieldErrors& errors) {
  if (access::IsGrantable(principal)) return;
  errors.Add("principal", Cat(Quoted(principal),
                              " is nobody that roles can be given to; use 1 to 128 visible ASCII "
                              "characters, and not system, operator or anonymous"));
}

void CheckRole(const v1::Grant& grant, FieldErrors& errors) {
  CheckEnum("role", grant.role(), Demand::kRequired, errors);
  if (grant.has_organization()) {
    CheckName(Kind::kOrganization, "organization", grant.organization(), true, errors);
  }
  if (grant.has_venue()) CheckName(Kind::kVenue, "venue", grant.venue(), true, errors);
  const bool admin = grant.role() == v1::ROLE_ADMIN;
  const std::string_view everywhere = admin
                                          ? "must be left out: an admin's role counts everywhere"
                                          : "must be left out: the public's role counts everywhere";
  const bool is_everywhere = admin || grant.role() == v1::ROLE_PUBLIC;
  if (is_everywhere && grant.has_organization()) errors.Add("organization", everywhere);
  if (is_everywhere && grant.has_venue()) errors.Add("venue", everywhere);
  if (grant.has_venue() && grant.role() == v1::ROLE_ORGANIZER) {
    errors.Add("venue",
               "must be left out: an organizer's role counts for an organization or everywhere");
  }
}

absl::Status Validate(const v1::GetGrantRequest& request) {
  return ValidateGet(Kind::kGrant, request);
}

absl::Status Validate(const v1::ListGrantsRequest& request) { return ValidateList(request); }

absl::Status Validate(const v1::CreateGrantRequest& request) {
  FieldErrors errors;
  if (!request.grant_id().empty()) CheckNewId("grant_id", request.grant_id(), errors);
  CheckRequestId(request.request_id(), errors);
  FieldErrors::Scope scope(errors, "grant");
  CheckPrincipal(request.grant().principal(), errors);
  CheckRole(request.grant(), errors);
  return errors.ToStatus();
}

absl::Status Validate(const v1::DeleteGrantRequest& request) {
  return ValidateNamed(Kind::kGrant, request);
}

absl::Status Validate(const v1::ListAccessTokensRequest& request) {
  FieldErrors errors;
  CheckPageSize(request.page_size(), errors);
  CheckSize("kinds", request.kinds_size(), 0, kMostKinds, errors);
  if (request.kinds_size() <= kMostKinds) {
    CheckEnums<v1::AccessTokenKind>("kinds", request.kinds(), errors);
  }
  return errors.ToStatus();
}

absl::Status Validate(const v1::CreateAccessTokenRequest& request) {
  FieldErrors errors;
  {
    FieldErrors::Scope scope(errors, "access_token");
    CheckPrincipal(request.access_token().principal(), errors);
    CheckText("purpose", request.access_token().purpose(), kPurposeRule, errors);
    if (request.access_token().has_cap()) CheckCap(request.access_token().cap(), errors);
    if (request.access_token().has_feed_filter()) {
      errors.Add("feed_filter", "must be left out: CreateFeedKey makes keys for feeds");
    }
  }
  CheckGrants(request.access_token().principal(), request, errors);
  return errors.ToStatus();
}

absl::Status Validate(const v1::CreateFeedKeyRequest& request) {
  FieldErrors errors;
  CheckFeed(request.filter(), errors);
  CheckText("purpose", request.purpose(), kPurposeRule, errors);
  return errors.ToStatus();
}

absl::Status Validate(const v1::CreateInvitationRequest& request) {
  FieldErrors errors;
  CheckPrincipal(request.principal(), errors);
  CheckText("purpose", request.purpose(), kPurposeRule, errors);
  CheckGrants(request.principal(), request, errors);
  return errors.ToStatus();
}

absl::Status Validate(const v1::CreateSessionRequest& request) {
  FieldErrors errors;
  CheckText("device", request.device(), kDeviceRule, errors);
  return errors.ToStatus();
}

absl::Status Validate(const v1::RevokeAccessTokenRequest& request) {
  return ValidateNamed(Kind::kToken, request);
}

absl::Status Validate(const v1::GetCallerRequest&) { return absl::OkStatus(); }

}  // namespace taqvim::schedule
