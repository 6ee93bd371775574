#include "server/schedule/stored/references.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "proto/status_macros.h"
#include "server/base/error_details.h"
#include "server/base/field_errors.h"

namespace taqvim::schedule {
namespace {

using storage::Interval;

bool Held(const std::vector<Reference>& references, const std::string& name) {
  return std::any_of(references.begin(), references.end(),
                     [&](const Reference& reference) { return reference.name == name; });
}

}  // namespace

absl::StatusOr<std::vector<storage::Link>> ResolveReferences(
    storage::Snapshot& snapshot, const std::string& scope, const std::vector<Reference>& references,
    const std::vector<Reference>& stored) {
  std::vector<storage::Link> links;
  FieldErrors errors;
  for (const Reference& reference : references) {
    ASSIGN_OR_RETURN(auto target, snapshot.Find(reference.kind, reference.name));
    if (!target || (target->archived && !Held(stored, reference.name))) {
      AddNotFound(absl::StrCat(scope, ".", reference.field), reference.name, errors);
      continue;
    }
    const storage::Link link{.role = reference.role, .target = target->id};
    if (std::find(links.begin(), links.end(), link) == links.end()) links.push_back(link);
  }
  if (!errors.empty()) return errors.ToStatus();
  return links;
}

absl::StatusOr<bool> IsReferredTo(storage::Snapshot& snapshot, storage::ResourceId id) {
  ASSIGN_OR_RETURN(auto referrers, snapshot.Referrers(id, {}, 0, 1));
  if (!referrers.empty()) return true;
  const Interval past{.start = std::numeric_limits<int64_t>::min(),
                      .end = absl::ToUnixSeconds(snapshot.now())};
  ASSIGN_OR_RETURN(auto claims,
                   snapshot.ClaimsOverlapping(id, past, storage::ClaimKinds::All(), 1));
  return !claims.empty();
}

}  // namespace taqvim::schedule
