// What follows for bookings and closures when the instants of their local times
// become others: the rules of a zone changed, or the zone of a venue, or how they
// are derived.
//
// Local times stay. What collides then is settled (contested.h) and told, never
// refused.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/access/rights.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/drafts/drafts.h"
#include "storage/transaction.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

struct MovedTimes {
  // Those whose instants are others now, in the order in which they were added.
  std::vector<std::string> events;
  std::vector<std::string> closures;
  // What is contested, or outside its host, of the events that took part. At most
  // 1,000 are listed; `total` counts them all.
  v1::ConflictReport conflicts;
};

class TimeMoves {
 public:
  // What is over since longer than that stays as it is. What it reports is for a
  // caller with these rights.
  TimeMoves(storage::Transaction& transaction, const access::Rights& rights,
            absl::Duration looks_back)
      : transaction_(transaction),
        rights_(rights),
        over_(absl::ToUnixSeconds(transaction.now() - looks_back)),
        drafts_(transaction) {}

  // From now on, occurrences of series that took nothing before are only held where
  // they collide or a venue has approved the series (new_occurrences.h); and a
  // series that has claimed nothing ahead is taken in, too.
  void HoldNewOccurrences() { holds_new_ = true; }

  // Takes an event in, with the events that it is inside, as far as they are not
  // over. Null for one that is over, or of which a zone is not known any more: it
  // stays as it is. The caller may change the zones of
  // its bookings.
  absl::StatusOr<Draft*> AddEvent(const storage::Resource& event);
  absl::Status AddClosure(const storage::Resource& closure);

  // How much was taken in: events and closures, and the bytes of the events.
  size_t count() const { return drafts_.all().size() + mutation_.release.size(); }
  size_t bytes() const { return bytes_; }

  // Claims what was taken in anew, as far as it is not over, and writes it. An
  // event that moved, or whose zones the caller changed, gets another update time.
  absl::StatusOr<MovedTimes> Apply();

 private:
  absl::StatusOr<Draft*> Open(const storage::Resource& event);
  absl::Status Write(ClaimedDrafts& drafts, MovedTimes& moved);
  absl::StatusOr<bool> NamesAnotherZone(const ClaimedDraft& draft);
  void PutEvent(ClaimedDraft& draft);
  absl::Status Report(const ClaimedDrafts& drafts, v1::ConflictReport& report);

  storage::Transaction& transaction_;
  const access::Rights& rights_;
  const int64_t over_;
  bool holds_new_ = false;
  Drafts drafts_;
  storage::Mutation mutation_;
  std::vector<std::string> closures_;
  size_t bytes_ = 0;
  size_t put_bytes_ = 0;
};

}  // namespace taqvim::schedule
