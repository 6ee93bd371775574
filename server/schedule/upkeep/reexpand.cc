#include "server/schedule/upkeep/reexpand.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/field_errors.h"
#include "server/base/schedule_conflict.h"
#include "server/schedule/claiming/claim_drafts.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/judge/judge.h"
#include "server/schedule/stored/referrers.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/intervals.h"
#include "server/schedule/write/contested.h"
#include "server/schedule/write/mutation.h"
#include "server/schedule/write/verdict.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::Kind;
using storage::LinkRole;
using storage::ResourceId;

// More events than this are not expanded again in one write.
constexpr int kMaxEvents = 10'000;

bool AnyUnfinished(const std::vector<Claim>& claims, absl::Time now) {
  return std::any_of(claims.begin(), claims.end(),
                     [&](const Claim& claim) { return IsUnfinished(claim.interval, now); });
}

class Reexpansion {
 public:
  Reexpansion(storage::Transaction& transaction, const access::Rights& rights,
              const storage::Resource& venue)
      : transaction_(transaction), rights_(rights), venue_(venue), drafts_(transaction) {}

  absl::Status Run();

 private:
  absl::Status Collect();
  absl::Status CollectReferrers(ResourceId target, const std::vector<LinkRole>& roles);
  absl::Status OpenEvents();
  absl::Status ExpandClosure(const storage::Resource& resource);

  storage::Transaction& transaction_;
  const access::Rights& rights_;
  const storage::Resource& venue_;
  Drafts drafts_;
  std::vector<ResourceId> spaces_;
  std::set<std::string> events_;
  storage::Mutation mutation_;
};

absl::Status Reexpansion::CollectReferrers(ResourceId target, const std::vector<LinkRole>& roles) {
  ASSIGN_OR_RETURN(auto ids, AllReferrers(transaction_, target, roles));
  for (ResourceId id : ids) {
    ASSIGN_OR_RETURN(auto resource, transaction_.FindById(id));
    if (!resource) continue;
    const Kind kind = resource->kind;
    if (kind == Kind::kEvent) events_.insert(resource->name);
    if (kind == Kind::kSpace && target == venue_.id) spaces_.push_back(id);
    if (kind != Kind::kClosure || target != venue_.id) continue;
    RETURN_IF_ERROR(ExpandClosure(*resource));
  }
  return absl::OkStatus();
}

absl::Status Reexpansion::ExpandClosure(const storage::Resource& resource) {
  auto moved = ReexpandClosure(transaction_, resource, venue_, mutation_);
  return moved.status();
}

absl::Status Reexpansion::Collect() {
  auto s = CollectReferrers(venue_.id, {LinkRole::kVenue, LinkRole::kBooked});
  if (!s.ok()) return s;
  for (ResourceId space : spaces_) {
    s = CollectReferrers(space, {LinkRole::kBooked});
    if (!s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::Status Reexpansion::OpenEvents() {
  int opened = 0;
  for (const std::string& name : events_) {
    ASSIGN_OR_RETURN(auto id, drafts_.IdOf(name));
    ASSIGN_OR_RETURN(auto claims, transaction_.ClaimsOf(id));
    if (!AnyUnfinished(claims, transaction_.now())) continue;
    if (++opened > kMaxEvents) {
      return IllegalState(venue_.name, absl::StrCat("has more than ", kMaxEvents,
                                                    " unfinished events that this would move"));
    }
    ASSIGN_OR_RETURN(auto draft, drafts_.Open(name));
    draft->occasion = Occasion::kSpacesChanged;
  }
  return absl::OkStatus();
}

absl::Status Reexpansion::Run() {
  RETURN_IF_ERROR(Collect());
  RETURN_IF_ERROR(OpenEvents());
  FieldErrors errors;
  ASSIGN_OR_RETURN(auto drafts, ClaimDrafts(drafts_, errors));
  if (!errors.empty()) {
    return IllegalState(venue_.name, absl::StrCat("has bookings that this would make impossible: ",
                                                  errors.violations().front().description));
  }
  RETURN_IF_ERROR(SettleContested(drafts, MovedBy::kWrites));
  ASSIGN_OR_RETURN(auto findings, Judge(drafts, RuleSet::kClaimsOnly, rights_,
                                        [](const Finding&) { return true; }));
  if (!findings.all.empty()) return RefusalOf(Conclude(std::move(findings)));
  for (const ClaimedDraft* draft : drafts.all()) AddClaims(*draft, mutation_);
  if (mutation_.release.empty() && mutation_.claims.empty()) return absl::OkStatus();
  return transaction_.Apply(std::move(mutation_));
}

}  // namespace

absl::StatusOr<bool> ReexpandClosure(storage::Snapshot& snapshot, const storage::Resource& resource,
                                     const storage::Resource& venue, storage::Mutation& mutation) {
  ASSIGN_OR_RETURN(auto closure, Read<v1::Closure>(resource));
  ASSIGN_OR_RETURN(auto before, snapshot.ClaimsOf(resource.id));
  ASSIGN_OR_RETURN(auto after, ClaimsOfClosure(snapshot, resource.id, closure, venue));
  const bool ahead = AnyUnfinished(before, snapshot.now()) || AnyUnfinished(after, snapshot.now());
  if (before == after || !ahead) return false;
  mutation.release.push_back(resource.id);
  mutation.claims.insert(mutation.claims.end(), after.begin(), after.end());
  return true;
}

absl::Status ReexpandVenue(storage::Transaction& transaction, const access::Rights& rights,
                           const storage::Resource& venue) {
  return Reexpansion(transaction, rights, venue).Run();
}

}  // namespace taqvim::schedule
