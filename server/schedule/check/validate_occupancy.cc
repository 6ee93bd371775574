// The request for what is occupied: a part of requests.h.
#include "server/base/names.h"
#include "server/base/strings.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/check/requests.h"
#include "server/schedule/check/validate.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr int kMostResources = 100;
constexpr int kMostDays = 3660;

bool IsBookable(std::string_view name) {
  return IsName(Kind::kSpace, name) || IsName(Kind::kVenue, name) ||
         IsName(Kind::kParticipant, name);
}

}  // namespace

void CheckBookables(std::string_view field,
                    const google::protobuf::RepeatedPtrField<std::string>& names, int min, int max,
                    FieldErrors& errors) {
  CheckSize(field, names.size(), min, max, errors);
  if (names.size() > max) return;
  for (int i = 0; i < names.size(); ++i) {
    if (IsBookable(names[i])) continue;
    FieldErrors::Scope scope(errors, field, i);
    errors.Add("", Cat(Quoted(names[i]), " is no name of a space, venue or participant; use ",
                       NamePattern(Kind::kSpace), ", ", NamePattern(Kind::kVenue), " or ",
                       NamePattern(Kind::kParticipant)));
  }
}

absl::Status Validate(const v1::QueryOccupancyRequest& request) {
  FieldErrors errors;
  CheckBookables("resources", request.resources(), 1, kMostResources, errors);
  CheckWindow(request.window(), kMostDays, errors);
  CheckZone("time_zone", request.time_zone(), Demand::kOptional, errors);
  CheckEnums<v1::OccupancyKind>("kinds", request.kinds(), errors);
  CheckPageSize(request.page_size(), errors);
  return errors.ToStatus();
}

}  // namespace taqvim::schedule
