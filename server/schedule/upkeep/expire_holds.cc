#include "server/schedule/upkeep/expire_holds.h"

#include <set>

#include "absl/time/time.h"
#include "proto/status_macros.h"
#include "server/base/event_state.h"
#include "server/base/request_limits.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/referrers.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/write/event_writes.h"

namespace taqvim::schedule {
namespace {

using storage::ResourceId;

constexpr char kExpireMethod[] = "system.ExpireHolds";
// Bounds of one revision: before and after are within what a store takes.
constexpr size_t kExpiredAtOnce = 100;
constexpr size_t kExpiredBytes = 1 << 20;

class HoldExpiry {
 public:
  explicit HoldExpiry(storage::Transaction& transaction)
      : transaction_(transaction), writes_(transaction, System()) {}

  bool full() const {
    return expired_.size() >= kExpiredAtOnce || bytes_ >= kExpiredBytes ||
           (!expired_.empty() && IsFullRevision(transaction_, passed_over_));
  }

  // Expires a tentative event if the revision has room for all that is inside it.
  absl::Status Expire(ResourceId id) {
    const int64_t before = transaction_.work().spent();
    ASSIGN_OR_RETURN(auto resource, transaction_.FindById(id));
    if (!resource || expired_.count(id)) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
    if (IsMovePending(*event)) return LapseMove(*resource);
    if (event->state() != v1::EVENT_STATE_TENTATIVE) {
      passed_over_ += transaction_.work().spent() - before;
      return absl::OkStatus();
    }
    if (auto s = ExpireHosted(id); !s.ok() || full()) return s;
    bytes_ += resource->body.size();
    RETURN_IF_ERROR(CountReciprocal(*event));
    expired_.insert(id);
    return writes_.steps().Expire(resource->name);
  }

  // What moves together with it lapses with it, however much that is: one write made it.
  absl::Status LapseMove(const storage::Resource& resource) {
    bytes_ += resource.body.size();
    expired_.insert(resource.id);
    return writes_.steps().LapseMove(resource.name);
  }

  absl::StatusOr<std::string> Write() {
    if (expired_.empty()) return "";
    RETURN_IF_ERROR(writes_.Judge());
    RETURN_IF_ERROR(writes_.Apply());
    return kExpireMethod;
  }

 private:
  absl::Status ExpireHosted(ResourceId host) {
    Referrers hosted(transaction_, host, {storage::LinkRole::kHost});
    while (true) {
      ASSIGN_OR_RETURN(const ResourceId id, hosted.Next());
      if (id == 0 || full()) return absl::OkStatus();
      RETURN_IF_ERROR(Expire(id));
    }
  }

  // The days that answer these are written, too.
  absl::Status CountReciprocal(const v1::Event& event) {
    if (event.culture_days().reciprocal().empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto other,
                     transaction_.Find(storage::Kind::kEvent, event.culture_days().reciprocal()));
    if (other) bytes_ += other->body.size();
    return absl::OkStatus();
  }

  storage::Transaction& transaction_;
  EventWrites writes_;
  std::set<ResourceId> expired_;
  size_t bytes_ = 0;
  // What it took to read those that had expired before: many may be in one host.
  int64_t passed_over_ = 0;
};

}  // namespace

namespace {

bool IsMoveOver(const v1::Event& event, absl::Time until) {
  return IsMovePending(event) && !IsLiveHold(AsMoved(event), until);
}

}  // namespace

absl::StatusOr<std::string> ExpireHolds(storage::Transaction& transaction,
                                        const std::vector<ResourceId>& events) {
  HoldExpiry expiry(transaction);
  const absl::Time until = transaction.due_time();
  for (ResourceId id : events) {
    if (expiry.full()) break;
    ASSIGN_OR_RETURN(auto resource, transaction.FindById(id));
    if (!resource || resource->kind != storage::Kind::kEvent) continue;
    ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
    if (IsLiveHold(*event, until) && !IsMoveOver(*event, until)) continue;
    RETURN_IF_ERROR(expiry.Expire(id));
  }
  return expiry.Write();
}

}  // namespace taqvim::schedule
