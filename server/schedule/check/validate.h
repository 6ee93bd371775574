// Building blocks of the validators of requests (requests.h): checks of fields that
// many requests have. Each adds what it finds in the current scope.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/util/field_mask_util.h"
#include "server/base/field_errors.h"
#include "server/base/strings.h"
#include "server/base/texts.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/check/validate_filter.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/time.pb.h"

namespace taqvim::schedule {

// Why something is cancelled, refused or declined.
inline constexpr TextRule kReasonRule = {.min_bytes = 1, .max_bytes = 500};

// Empty, or 8 to 64 visible ASCII characters.
void CheckRequestId(std::string_view request_id, FieldErrors& errors);

// 0 to 1,000.
void CheckPageSize(int page_size, FieldErrors& errors, int most = 1000);

// The field `window`: both ends, and at most so many days.
void CheckWindow(const v1::DateWindow& window, int most_days, FieldErrors& errors);

void CheckEtag(std::string_view etag, FieldErrors& errors);

// An id that the caller chose for a new resource; empty when there is none.
void CheckNewId(std::string_view field, std::string_view id, FieldErrors& errors);

// The paths of a mask whose fields can be checked without the stored message: not those
// that reach into a message, except into the kind of an event.
google::protobuf::FieldMask JudgeablePaths(const google::protobuf::FieldMask& mask,
                                           const google::protobuf::Descriptor& descriptor);

// Checks the resource to be created, at the field `field`, and its id beside it.
template <class Resource>
void CheckCreate(std::string_view field, std::string_view id, bool given, const Resource& resource,
                 FieldErrors& errors) {
  if (!id.empty()) CheckNewId(Cat(field, "_id"), id, errors);
  FieldErrors::Scope scope(errors, field);
  if (given) {
    CheckMessage(resource, errors);
  } else {
    errors.Add("", "is required: what to create");
  }
}

// Checks the changed fields of an update, as far as that needs no stored message.
template <class Resource>
void CheckChanged(const google::protobuf::FieldMask& mask, const Resource& resource,
                  FieldErrors& errors) {
  if (mask.paths().empty()) return CheckChange(resource, errors);
  if (mask.paths_size() == 1 && mask.paths(0) == "*") return CheckMessage(resource, errors);
  const auto paths = JudgeablePaths(mask, *Resource::descriptor());
  if (paths.paths().empty()) return;
  Resource trimmed = resource;
  google::protobuf::util::FieldMaskUtil::TrimMessage(paths, &trimmed);
  CheckChange(trimmed, errors);
}

// Checks the resource to be changed, at the field `field`, and its mask.
template <class Resource>
void CheckUpdate(storage::Kind kind, std::string_view field, bool given, const Resource& resource,
                 const google::protobuf::FieldMask& mask, FieldErrors& errors) {
  CheckMask(mask, *Resource::descriptor(), errors);
  FieldErrors::Scope scope(errors, field);
  if (!given) {
    errors.Add("", "is required: its name, its etag, and what is to be changed");
    return;
  }
  CheckName(kind, "name", resource.name(), true, errors);
  CheckEtag(resource.etag(), errors);
  CheckChanged(mask, resource, errors);
}

template <class Request>
absl::Status ValidateGet(storage::Kind kind, const Request& request) {
  FieldErrors errors;
  CheckName(kind, "name", request.name(), true, errors);
  return errors.ToStatus();
}

template <class Request>
absl::Status ValidateList(const Request& request) {
  FieldErrors errors;
  CheckPageSize(request.page_size(), errors);
  if constexpr (requires { request.filter(); }) CheckFilter(request.filter(), errors);
  return errors.ToStatus();
}

template <class Request, class Resource>
absl::Status ValidateCreate(const Request& request, std::string_view field, std::string_view id,
                            bool given, const Resource& resource) {
  FieldErrors errors;
  CheckCreate(field, id, given, resource, errors);
  CheckRequestId(request.request_id(), errors);
  return errors.ToStatus();
}

template <class Request, class Resource>
absl::Status ValidateUpdate(storage::Kind kind, const Request& request, std::string_view field,
                            bool given, const Resource& resource) {
  FieldErrors errors;
  CheckUpdate(kind, field, given, resource, request.update_mask(), errors);
  CheckRequestId(request.request_id(), errors);
  return errors.ToStatus();
}

template <class Request>
absl::Status ValidateDelete(storage::Kind kind, const Request& request) {
  FieldErrors errors;
  CheckName(kind, "name", request.name(), true, errors);
  CheckEtag(request.etag(), errors);
  CheckRequestId(request.request_id(), errors);
  return errors.ToStatus();
}

}  // namespace taqvim::schedule
