#include "server/schedule/upkeep/withdraw_approvals.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/approver_name.h"
#include "server/base/errors.h"
#include "server/base/request_limits.h"
#include "server/base/strings.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/moves.h"
#include "server/schedule/event/event_search.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/write/event_writes.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::Resource;
using storage::ResourceId;

constexpr char kWithdrawMethod[] = "system.WithdrawApprovals";

// What is to be done for an approver is a topic of this prefix and its name, whose body
// is the id of the last event that was looked at.
constexpr std::string_view kTopicPrefix = "opened/";

// Bounds of one revision.
constexpr int kWithdrawnAtOnce = 50;
constexpr size_t kBytes = 1 << 20;
constexpr int kMostLookedAt = 1000;
constexpr int kPage = 100;

// Before all else that is due.
constexpr int64_t kAtOnce = 1;

storage::Put TopicOf(ResourceId id, std::string_view approver, ResourceId reached) {
  return {.id = id,
          .kind = Kind::kTopic,
          .name = Cat(kTopicPrefix, approver),
          .body = absl::StrCat(reached),
          .due = kAtOnce};
}

// The events that may wait for the approver, from the first; nothing when none can.
absl::StatusOr<std::optional<storage::SearchQuery>> WaitingFor(storage::Snapshot& snapshot,
                                                               const Approver& approver) {
  v1::EventFilter filter;
  const std::string& name = approver.name();
  IsOfParticipant(name) ? filter.add_participants(name) : filter.add_venues(name);
  ASSIGN_OR_RETURN(auto search, EventSearch::Make(snapshot, System().rights, filter));
  if (!search.has_value()) return std::nullopt;
  storage::SearchQuery query = search->query();
  query.criteria.push_back({.tags = kPendingTag});
  query.limit = kPage;
  return query;
}

// An event, and whether something of it is to be withdrawn.
struct Withdrawn {
  std::string name;
  size_t size = 0;
  bool changes = false;
};
absl::StatusOr<Withdrawn> LookAt(storage::Snapshot& snapshot, ResourceId id,
                                 const Approver& approver) {
  ASSIGN_OR_RETURN(auto resource, snapshot.FindById(id));
  if (!resource) return Withdrawn();
  ASSIGN_OR_RETURN(auto event, Read<v1::Event>(*resource));
  const bool withdrawn = WithdrawPending(approver, event);
  const bool changes = WithdrawFromMove(approver, event) || withdrawn;
  return Withdrawn{resource->name, resource->body.size(), changes};
}

// Whether an event waits in vain for the approver; true as well when many have to be
// looked at to tell.
absl::StatusOr<bool> MayWaitFor(storage::Snapshot& snapshot, const Approver& approver) {
  ASSIGN_OR_RETURN(auto query, WaitingFor(snapshot, approver));
  if (!query.has_value()) return false;
  ASSIGN_OR_RETURN(auto page, snapshot.Search(*query));
  for (ResourceId id : page.ids) {
    ASSIGN_OR_RETURN(auto event, LookAt(snapshot, id, approver));
    if (event.changes) return true;
  }
  return !page.complete;
}

class Withdrawal {
 public:
  Withdrawal(storage::Transaction& transaction, const Resource& topic)
      : transaction_(transaction), topic_(topic), name_(topic.name.substr(kTopicPrefix.size())) {}

  absl::Status Run();

 private:
  bool full() const {
    return withdrawn_ >= kWithdrawnAtOnce || bytes_ >= kBytes || looked_at_ >= kMostLookedAt ||
           (withdrawn_ > 0 && IsFullRevision(transaction_));
  }
  // Whether all was looked at.
  absl::StatusOr<bool> Advance(const Approver& approver, storage::SearchQuery query);
  absl::Status Take(const Approver& approver, ResourceId id);
  absl::Status Keep(bool done);

  storage::Transaction& transaction_;
  const Resource& topic_;
  const std::string name_;
  ResourceId reached_ = 0;
  int withdrawn_ = 0, looked_at_ = 0;
  size_t bytes_ = 0;
};

absl::Status Withdrawal::Take(const Approver& approver, ResourceId id) {
  ++looked_at_;
  auto event = LookAt(transaction_, id, approver);
  if (!event.ok() || !event->changes) return event.status();
  EventWrites writes(transaction_, System());
  RETURN_IF_ERROR(writes.steps().WithdrawApprovals(event->name, approver));
  ASSIGN_OR_RETURN(auto judged, writes.JudgeUnasked());
  if (!judged) return absl::OkStatus();
  ++withdrawn_;
  bytes_ += event->size;
  return writes.Apply();
}

absl::StatusOr<bool> Withdrawal::Advance(const Approver& approver, storage::SearchQuery query) {
  for (query.after = reached_;; query.after = reached_) {
    ASSIGN_OR_RETURN(auto page, transaction_.Search(query));
    for (ResourceId id : page.ids) {
      if (full()) return false;
      RETURN_IF_ERROR(Take(approver, id));
      reached_ = id;
    }
    if (page.complete) return true;
    reached_ = page.reached;
    if (full()) return false;
  }
}

absl::Status Withdrawal::Keep(bool done) {
  storage::Mutation mutation;
  if (done) {
    mutation.deletes.push_back(topic_.id);
  } else {
    mutation.puts.push_back(TopicOf(topic_.id, name_, reached_));
  }
  return transaction_.Apply(std::move(mutation));
}

absl::Status Withdrawal::Run() {
  if (!absl::SimpleAtoi(topic_.body, &reached_)) {
    return DataLoss(absl::StrCat("what is to be withdrawn of ", name_, " cannot be read"));
  }
  // By the policy that it has now: somebody may have thought better of it, where this could
  // not be done at once.
  ASSIGN_OR_RETURN(auto approver, FindApprover(transaction_, name_));
  if (!approver.has_value()) return Keep(/*done=*/true);
  ASSIGN_OR_RETURN(auto query, WaitingFor(transaction_, *approver));
  if (!query.has_value()) return Keep(/*done=*/true);
  auto done = Advance(*approver, *query);
  return done.ok() ? Keep(*done) : done.status();
}

}  // namespace

absl::Status WithdrawApprovalsSoon(storage::Transaction& transaction, const Approver& approver) {
  auto waits = MayWaitFor(transaction, approver);
  if (!waits.ok() || !*waits) return waits.status();
  const std::string& name = approver.name();
  ASSIGN_OR_RETURN(auto known, transaction.Find(Kind::kTopic, Cat(kTopicPrefix, name)));
  storage::Mutation mutation;
  mutation.puts.push_back(TopicOf(known ? known->id : transaction.NewId(), name, 0));
  return transaction.Apply(std::move(mutation));
}

absl::StatusOr<std::string> WithdrawApprovals(storage::Transaction& transaction,
                                              const std::vector<ResourceId>& due) {
  for (ResourceId id : due) {
    ASSIGN_OR_RETURN(auto resource, transaction.FindById(id));
    if (!resource || resource->kind != Kind::kTopic) continue;
    if (!absl::StartsWith(resource->name, AbslView(kTopicPrefix))) continue;
    RETURN_IF_ERROR(Withdrawal(transaction, *resource).Run());
    return kWithdrawMethod;
  }
  return "";
}

}  // namespace taqvim::schedule
