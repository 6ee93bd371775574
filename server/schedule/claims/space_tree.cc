#include "server/schedule/claims/space_tree.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/field_errors.h"
#include "server/base/names.h"
#include "server/schedule/stored/referrers.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::LinkRole;
using storage::ResourceId;

// Walks down from the parts of one space, each space once. What is stored has
// no cycle, so a cycle can only lead back to that space.
class Descent {
 public:
  Descent(storage::Snapshot& snapshot, const std::string& space)
      : snapshot_(snapshot), space_(space), way_{space} {}

  // The levels from the named space down, itself included; 0 for none of that
  // name, and when it leads back to the space, see `cycle`.
  absl::StatusOr<int> Levels(const std::string& name) {
    way_.push_back(name);
    auto levels = name == space_ ? FoundCycle() : KnownOrWalked(name);
    way_.pop_back();
    return levels;
  }

  // The way from the space to itself, if one was found.
  const std::vector<std::string>& cycle() const { return cycle_; }

 private:
  absl::StatusOr<int> FoundCycle() {
    if (cycle_.empty()) cycle_ = way_;
    return 0;
  }

  absl::StatusOr<int> KnownOrWalked(const std::string& name) {
    if (auto known = levels_.find(name); known != levels_.end()) return known->second;
    ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kSpace, name));
    if (!resource) return 0;
    ASSIGN_OR_RETURN(auto space, Read<v1::Space>(*resource));
    auto below = LevelsOfParts(space);
    if (!below.ok()) return below;
    return levels_[name] = *below + 1;
  }

  absl::StatusOr<int> LevelsOfParts(const v1::Space& space) {
    int most = 0;
    for (const std::string& part : space.parts()) {
      auto levels = Levels(part);
      if (!levels.ok()) return levels;
      most = std::max(most, *levels);
    }
    return most;
  }

  storage::Snapshot& snapshot_;
  const std::string space_;
  std::vector<std::string> way_;
  std::vector<std::string> cycle_;
  std::map<std::string, int> levels_;
};

// The most levels above a stored space, of spaces that contain it.
absl::StatusOr<int> LevelsAbove(storage::Snapshot& snapshot, ResourceId id,
                                std::map<ResourceId, int>& known) {
  if (auto found = known.find(id); found != known.end()) return found->second;
  int most = 0;
  ASSIGN_OR_RETURN(auto wholes, AllReferrers(snapshot, id, {LinkRole::kPart}));
  for (ResourceId whole : wholes) {
    auto levels = LevelsAbove(snapshot, whole, known);
    if (!levels.ok()) return levels;
    most = std::max(most, *levels + 1);
  }
  return known[id] = most;
}

absl::StatusOr<int> LevelsAbove(storage::Snapshot& snapshot, const std::string& name) {
  ASSIGN_OR_RETURN(auto space, snapshot.Find(Kind::kSpace, name));
  std::map<ResourceId, int> known;
  return space != nullptr ? LevelsAbove(snapshot, space->id, known) : absl::StatusOr<int>(0);
}

}  // namespace

absl::Status CheckSameVenue(const std::string& path, const std::string& venue,
                            const google::protobuf::RepeatedPtrField<std::string>& spaces) {
  FieldErrors errors;
  for (int i = 0; i < spaces.size(); ++i) {
    if (VenueOf(spaces[i]) == venue) continue;
    errors.Add(absl::StrCat(path, "[", i, "]"),
               absl::StrCat(spaces[i], " is a space of another venue; name one of ", venue, "."));
  }
  return errors.ToStatus();
}

absl::Status CheckSpaceTree(storage::Snapshot& snapshot, const std::string& scope,
                            const v1::Space& space) {
  ASSIGN_OR_RETURN(auto above, LevelsAbove(snapshot, space.name()));
  Descent descent(snapshot, space.name());
  for (int i = 0; i < space.parts_size(); ++i) {
    const std::string field = absl::StrCat(scope, ".parts[", i, "]");
    ASSIGN_OR_RETURN(auto below, descent.Levels(space.parts(i)));
    if (!descent.cycle().empty()) {
      return InvalidField(field, absl::StrCat("A space cannot contain itself, but ",
                                              absl::StrJoin(descent.cycle(), " contains "),
                                              "; leave out one of these parts."));
    }
    if (above + 1 + below > kMaxSpaceLevels) {
      return InvalidField(
          field, absl::StrCat("Spaces would be ", above + 1 + below, " levels deep; at most ",
                              kMaxSpaceLevels, " levels of spaces within spaces are possible."));
    }
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
