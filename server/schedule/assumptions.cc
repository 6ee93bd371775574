#include "server/schedule/assumptions.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "google/rpc/error_details.pb.h"
#include "server/schedule/errors.h"
#include "server/schedule/strings.h"

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
      auto s = PutAssumed(transaction_, caller_, path, resources[i]);
      google::rpc::BadRequest wrong;
      if (s.ok()) continue;
      if (!absl::IsInvalidArgument(s) || !GetDetail(s, &wrong)) return s;
      Add(ReasonOf(s), wrong);
      left_out_.push_back(resources[i].name());
    }
    return absl::OkStatus();
  }

  absl::Status Found() const { return errors_.ToStatus(); }

 private:
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
  // The names of those in which something is wrong.
  std::vector<std::string> left_out_;
};

}  // namespace

absl::Status PutAllAssumed(storage::Transaction& transaction, const Caller& caller,
                           const v1::Assumptions& assumptions) {
  Assuming assuming(transaction, caller);
  auto s = assuming.Put("organizations", assumptions.organizations());
  if (s.ok()) s = assuming.Put("venues", assumptions.venues());
  if (s.ok()) s = assuming.Put("spaces", assumptions.spaces());
  if (s.ok()) s = assuming.Put("participants", assumptions.participants());
  if (s.ok()) s = assuming.Put("agreements", assumptions.agreements());
  if (s.ok()) s = assuming.Put("closures", assumptions.closures());
  return s.ok() ? assuming.Found() : s;
}

}  // namespace taqvim::schedule
