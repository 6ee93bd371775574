// The requests about venues, spaces and closures: a part of requests.h.
#include <algorithm>

#include "server/base/names.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/requests.h"
#include "server/schedule/check/validate.h"

namespace taqvim::schedule {

using storage::Kind;

namespace {

// A venue, or `venues/-` for all.
template <class Request>
absl::Status ValidateListOfVenue(const Request& request) {
  FieldErrors errors;
  if (request.parent() != "venues/-") {
    CheckName(Kind::kVenue, "parent", request.parent(), true, errors);
  }
  CheckPageSize(request.page_size(), errors);
  CheckFilter(request.filter(), errors);
  return errors.ToStatus();
}

// Spaces and closures name spaces of their own venue only.
void CheckSpaces(std::string_view venue, const v1::Space& space, FieldErrors& errors) {
  CheckOfVenue(venue, "parts", space.parts(), errors);
  const auto& parts = space.parts();
  const auto self = std::find(parts.begin(), parts.end(), space.name());
  if (!space.name().empty() && self != parts.end()) {
    FieldErrors::Scope scope(errors, "parts", static_cast<int>(self - parts.begin()));
    errors.Add("", "is the space itself; a space cannot contain itself");
  }
}

void CheckSpaces(std::string_view venue, const v1::Closure& closure, FieldErrors& errors) {
  CheckOfVenue(venue, "spaces", closure.spaces(), errors);
}

template <class Request, class Resource>
absl::Status ValidateCreateInVenue(Kind kind, const Request& request, std::string_view field,
                                   std::string_view id, bool given, Resource resource) {
  FieldErrors errors;
  CheckName(Kind::kVenue, "parent", request.parent(), true, errors);
  CheckCreate(field, id, given, resource, errors);
  CheckRequestId(request.request_id(), errors);
  // The name is not read, but the one that it will have tells a part of itself.
  resource.set_name(id.empty() ? "" : Cat(NamePrefix(kind, request.parent()), id));
  FieldErrors::Scope scope(errors, field);
  CheckSpaces(request.parent(), resource, errors);
  return errors.ToStatus();
}

template <class Request, class Resource>
absl::Status ValidateUpdateInVenue(Kind kind, const Request& request, std::string_view field,
                                   bool given, const Resource& resource) {
  FieldErrors errors;
  CheckUpdate(kind, field, given, resource, request.update_mask(), errors);
  CheckRequestId(request.request_id(), errors);
  if (IsName(kind, resource.name())) {
    FieldErrors::Scope scope(errors, field);
    CheckSpaces(VenueOf(resource.name()), resource, errors);
  }
  return errors.ToStatus();
}

}  // namespace

// Venues.
absl::Status Validate(const v1::GetVenueRequest& request) {
  return ValidateGet(Kind::kVenue, request);
}
absl::Status Validate(const v1::ListVenuesRequest& request) { return ValidateList(request); }
absl::Status Validate(const v1::CreateVenueRequest& request) {
  return ValidateCreate(request, "venue", request.venue_id(), request.has_venue(), request.venue());
}
absl::Status Validate(const v1::UpdateVenueRequest& request) {
  return ValidateUpdate(Kind::kVenue, request, "venue", request.has_venue(), request.venue());
}
absl::Status Validate(const v1::DeleteVenueRequest& request) {
  return ValidateDelete(Kind::kVenue, request);
}

// Spaces.
absl::Status Validate(const v1::GetSpaceRequest& request) {
  return ValidateGet(Kind::kSpace, request);
}
absl::Status Validate(const v1::ListSpacesRequest& request) { return ValidateListOfVenue(request); }
absl::Status Validate(const v1::CreateSpaceRequest& request) {
  return ValidateCreateInVenue(Kind::kSpace, request, "space", request.space_id(),
                               request.has_space(), request.space());
}
absl::Status Validate(const v1::UpdateSpaceRequest& request) {
  return ValidateUpdateInVenue(Kind::kSpace, request, "space", request.has_space(),
                               request.space());
}
absl::Status Validate(const v1::DeleteSpaceRequest& request) {
  return ValidateDelete(Kind::kSpace, request);
}

// Closures.
absl::Status Validate(const v1::GetClosureRequest& request) {
  return ValidateGet(Kind::kClosure, request);
}
absl::Status Validate(const v1::ListClosuresRequest& request) {
  return ValidateListOfVenue(request);
}
absl::Status Validate(const v1::CreateClosureRequest& request) {
  return ValidateCreateInVenue(Kind::kClosure, request, "closure", request.closure_id(),
                               request.has_closure(), request.closure());
}
absl::Status Validate(const v1::UpdateClosureRequest& request) {
  return ValidateUpdateInVenue(Kind::kClosure, request, "closure", request.has_closure(),
                               request.closure());
}
absl::Status Validate(const v1::DeleteClosureRequest& request) {
  return ValidateDelete(Kind::kClosure, request);
}

}  // namespace taqvim::schedule
