#include "server/schedule/methods/assumptions.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "google/rpc/error_details.pb.h"
#include "proto/status_macros.h"
#include "server/base/error_details.h"
#include "server/base/errors.h"
#include "server/base/field_errors.h"
#include "server/base/strings.h"
#include "server/schedule/upkeep/reexpand.h"

namespace taqvim::schedule {
namespace {

class Assuming {
 public:
  Assuming(storage::Transaction& transaction, const Caller& caller)
      : transaction_(transaction), caller_(caller) {}

  // Fails only by what is not in the resources.
  template <class Resources>
  absl::Status Put(std::string_view field, const Resources& resources) {
    for (int i = 0; i < resources.size(); ++i) {
      const std::string path = Cat("assumptions.", field, "[", i, "]");
      auto s = PutOne(path, resources[i]);
      google::rpc::BadRequest wrong;
      if (s.ok()) continue;
      if (!absl::IsInvalidArgument(s) || !GetDetail(s, &wrong)) return s;
      Add(ReasonOf(s), wrong);
      left_out_.push_back(resources[i].name());
    }
    return absl::OkStatus();
  }

  // Lets what is booked at the venues follow their zones, and their spaces. Where
  // something is wrong, that is told whatever follows.
  absl::Status FollowZones() {
    if (!errors_.empty() || corrected_.empty()) return absl::OkStatus();
    return CorrectZones(transaction_, caller_.rights, corrected_).status();
  }
  absl::Status FollowSpaces() {
    if (!errors_.empty()) return absl::OkStatus();
    for (const std::string& name : reshaped_) {
      ASSIGN_OR_RETURN(auto venue, transaction_.Find(storage::Kind::kVenue, name));
      if (!venue) return Internal(Cat("the venue ", name, " of a space is missing"));
      RETURN_IF_ERROR(ReexpandVenue(transaction_, caller_.rights, *venue));
    }
    return absl::OkStatus();
  }

  absl::Status Found() const { return errors_.ToStatus(); }

 private:
  absl::Status PutOne(const std::string& path, const v1::Venue& venue) {
    return PutAssumed(transaction_, path, venue, corrected_);
  }
  absl::Status PutOne(const std::string& path, const v1::Space& space) {
    return PutAssumed(transaction_, path, space, reshaped_);
  }
  absl::Status PutOne(const std::string& path, const v1::Agreement& agreement) {
    return PutAssumed(transaction_, caller_, path, agreement);
  }
  template <class Resource>
  absl::Status PutOne(const std::string& path, const Resource& resource) {
    return PutAssumed(transaction_, path, resource);
  }

  void Add(v1::ErrorReason reason, const google::rpc::BadRequest& wrong) {
    for (const auto& violation : wrong.field_violations()) {
      if (reason != v1::ERROR_REASON_REFERENCE_NOT_FOUND) {
        errors_.Add(violation.field(), violation.description(), reason);
        continue;
      }
      // What is missing comes first in its description.
      const std::pair<std::string, std::string> said =
          absl::StrSplit(violation.description(), absl::MaxSplits(' ', 1));
      if (!IsLeftOut(said.first)) errors_.AddMissing(violation.field(), said.first, said.second);
    }
  }
  bool IsLeftOut(const std::string& name) const {
    return std::find(left_out_.begin(), left_out_.end(), name) != left_out_.end();
  }

  storage::Transaction& transaction_;
  const Caller& caller_;
  FieldErrors errors_;
  // The venues whose zones, and those whose spaces, changed what is booked there.
  std::vector<CorrectedZone> corrected_;
  std::set<std::string> reshaped_;
  // The names of those in which something is wrong.
  std::vector<std::string> left_out_;
};

}  // namespace

absl::Status PutAllAssumed(storage::Transaction& transaction, const Caller& caller,
                           const v1::Assumptions& assumptions) {
  Assuming assuming(transaction, caller);
  auto s = assuming.Put("organizations", assumptions.organizations());
  if (s.ok()) s = assuming.Put("venues", assumptions.venues());
  if (s.ok()) s = assuming.FollowZones();
  if (s.ok()) s = assuming.Put("spaces", assumptions.spaces());
  if (s.ok()) s = assuming.FollowSpaces();
  if (s.ok()) s = assuming.Put("participants", assumptions.participants());
  if (s.ok()) s = assuming.Put("agreements", assumptions.agreements());
  if (s.ok()) s = assuming.Put("closures", assumptions.closures());
  return s.ok() ? assuming.Found() : s;
}

}  // namespace taqvim::schedule
