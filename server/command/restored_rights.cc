#include "server/command/restored_rights.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/access/stored_token.pb.h"
#include "server/schedule/stored/access_tokens.h"

namespace taqvim::command {
namespace {

using storage::Kind;
using storage::Resource;

constexpr int kRightsAtOnce = 1000;

class Narrowing {
 public:
  Narrowing(storage::Transaction& transaction, const storage::v1::BackupRows& latest, bool tokens,
            size_t limit)
      : transaction_(transaction), tokens_(tokens), limit_(limit) {
    for (const auto& row : latest.rows()) latest_.emplace(row.id(), &row.body());
  }

  absl::Status Look(Kind kind);
  absl::StatusOr<int> Apply();

 private:
  absl::Status LookAt(const Resource& resource);
  absl::Status PutToken(const Resource& resource, const std::string& body);
  size_t Changed() const {
    return mutation_.deletes.size() + mutation_.puts.size() + mutation_.rederived.size();
  }
  bool Full() const { return Changed() >= limit_; }

  storage::Transaction& transaction_;
  const bool tokens_;
  const size_t limit_;
  absl::flat_hash_map<storage::ResourceId, const std::string*> latest_;
  storage::Mutation mutation_;
};

absl::Status Narrowing::Look(Kind kind) {
  storage::ResourceId after = 0;
  for (bool more = true; more && !Full();) {
    ASSIGN_OR_RETURN(const auto page,
                     transaction_.List({.kind = kind, .after = after, .limit = kRightsAtOnce}));
    for (const Resource& resource : page) {
      if (!Full()) RETURN_IF_ERROR(LookAt(resource));
    }
    more = !page.empty();
    if (more) after = page.back().id;
  }
  return absl::OkStatus();
}

absl::Status Narrowing::LookAt(const Resource& resource) {
  const bool is_token = resource.kind == Kind::kToken;
  const auto found = latest_.find(resource.id);
  const bool gone = found == latest_.end() || (is_token && !tokens_);
  if (gone) mutation_.deletes.push_back(resource.id);
  if (gone || *found->second == resource.body) return absl::OkStatus();
  if (is_token) return PutToken(resource, *found->second);
  // What a grant refers to never changes.
  mutation_.rederived.push_back({.id = resource.id, .body = *found->second});
  return absl::OkStatus();
}

absl::Status Narrowing::PutToken(const Resource& resource, const std::string& body) {
  access::StoredToken token;
  if (!token.ParseFromString(body)) {
    return absl::DataLossError(
        absl::StrCat("What the backup has of ", resource.name, " is damaged."));
  }
  ASSIGN_OR_RETURN(auto put, schedule::PutOfToken(transaction_, resource.id, token));
  // Else it would not be known as done.
  put.body = body;
  mutation_.puts.push_back(std::move(put));
  return absl::OkStatus();
}

absl::StatusOr<int> Narrowing::Apply() {
  const int changed = static_cast<int>(Changed());
  if (changed > 0) RETURN_IF_ERROR(transaction_.Apply(std::move(mutation_)));
  return changed;
}

}  // namespace

absl::StatusOr<int> NarrowRights(storage::Transaction& transaction,
                                 const storage::v1::BackupRows& latest, bool tokens, int limit) {
  Narrowing narrowing(transaction, latest, tokens, limit);
  RETURN_IF_ERROR(narrowing.Look(Kind::kToken));
  RETURN_IF_ERROR(narrowing.Look(Kind::kGrant));
  return narrowing.Apply();
}

}  // namespace taqvim::command
