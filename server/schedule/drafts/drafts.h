// The events that one write touches, as they were and as they shall be.
//
// A write is judged by its final state: drafts are first brought there, one
// item after another, then claimed, judged and written together.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/event_state.h"
#include "server/schedule/claims/booking_facts.h"
#include "storage/store.h"
#include "taqvim/v1/conflict.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// How a write claims the occurrences of an event that repeats, or did before.
enum class SeriesMode {
  kNone,      // it takes place once
  kKeep,      // as they are stored
  kReexpand,  // those that are unfinished, at the places that they have now
  kRoll,      // as they are stored, and those that are newly reached
  kAnew,      // all that are unfinished, up to the horizon
};

struct Draft {
  storage::ResourceId id = 0;
  // Null for an event that the write creates.
  std::shared_ptr<const storage::Resource> stored;
  v1::Event before;
  v1::Event after;
  // The first item of the request that touches it; that of its host for one
  // that is only drawn in.
  int item = 0;
  // Whether an item of the request writes it; else only its claims may change.
  bool written = false;
  // Whether an item asks for its confirmation; it stays tentative where venues
  // have still to approve it.
  bool confirming = false;
  // Whether what is unfinished is to be expanded again, though nobody moved it:
  // the spaces of its venue changed.
  bool reexpand = false;
  // Whether that is because its times are others now: nobody asked for it, and
  // nothing of it is refused.
  bool rederiving = false;
  // Whether only occurrences newly reached are to be claimed.
  bool rolling = false;
  // Where its fields are in the request, for errors, such as
  // `writes[3].create.event`.
  std::string path;
  std::vector<v1::ConflictRule> overrides;

  // Filled in by ClaimDrafts.
  EventFacts facts;
  std::vector<storage::Claim> claims_before;
  std::vector<storage::Claim> claims;
  // Whether each booking is to be judged: it is new, moved, or being confirmed.
  std::vector<bool> altered;
  // Whether each booking, of a space or venue, lies partly outside its host's.
  std::vector<bool> outside_host;
  // Whether each booking takes more than was confirmed, of a venue that approves its
  // bookings. Filled in by SettleApprovals.
  std::vector<bool> unapproved;
  // The rank of each hold that was judged; 0 for others. Filled in by Judge.
  std::vector<int> hold_ranks;
  SeriesMode series = SeriesMode::kNone;
  // Of a series: when each of its bookings, as they are stored, takes something; in
  // order. Filled in by SettleOccurrences.
  std::vector<std::pair<int, storage::Interval>> times_before;
  // Up to which day its occurrences were claimed before.
  absl::CivilDay claimed_before;
  // The occurrences of bookings, of spaces or venues, partly outside the host's.
  std::vector<std::pair<int, storage::Interval>> outside_host_at;
  // Whether its claims, or those of an event that it is inside, take other
  // atoms or times than before.
  bool moved = false;
  bool claimed = false;

  bool is_new() const { return stored == nullptr; }
  bool live() const { return IsLive(after); }
  bool confirmed() const { return after.state() == v1::EVENT_STATE_CONFIRMED; }
  bool claims_changed() const { return claims != claims_before; }
  const std::string& name() const { return after.name(); }
};

// Whether the draft had a claim before that takes the very place of this one, under
// the same host, and counts.
bool HadClaim(const Draft& draft, const storage::Claim& claim,
              absl::FunctionRef<bool(const storage::Claim&)> counts);

// The drafts of one write, by event name, in its transaction.
class Drafts {
 public:
  explicit Drafts(storage::Transaction& transaction) : transaction_(transaction) {}

  storage::Transaction& transaction() const { return transaction_; }
  storage::Work& work() const { return transaction_.work(); }

  // The draft of that name, made from the stored event when there is none yet;
  // null when there is no such event.
  absl::StatusOr<Draft*> Open(std::string_view name);
  // The draft if there is one.
  Draft* Find(std::string_view name);
  Draft* FindById(storage::ResourceId id);
  // A draft of an event to be created, of which nothing but the name is there.
  Draft& Add(storage::ResourceId id, std::string name);

  // Reads the event of that name, if it is one, and the hosts above it. What lapses takes
  // with it what it hosts, and a write is judged after whatever is due that it reads
  // (storage::Store::SetDuty): so whoever changes an event, or meets what it holds, reads
  // its hosts. `Open` does.
  absl::Status ReadHosts(std::string host);

  // The event as it shall be: the draft's, or the stored one; null when there
  // is none.
  absl::StatusOr<std::shared_ptr<const v1::Event>> Final(std::string_view name);
  // The claims that an event shall have: the draft's once it is claimed, else
  // those stored.
  absl::StatusOr<std::vector<storage::Claim>> FinalClaims(std::string_view name);
  // The id of an event; 0 when there is none.
  absl::StatusOr<storage::ResourceId> IdOf(std::string_view name);
  // The ids of the events that the event hosts (or that belong to the culture
  // days) in the final state.
  absl::StatusOr<std::vector<std::string>> Referring(const Draft& draft, storage::LinkRole role);

  // The atom of a topic, such as `city/astana`; 0 when nothing was ever claimed
  // on it.
  absl::StatusOr<storage::ResourceId> FindTopic(const std::string& name);
  // The same, made by the write where there is none.
  absl::StatusOr<storage::ResourceId> MakeTopic(const std::string& name);
  const std::map<std::string, storage::ResourceId>& new_topics() const { return new_topics_; }

  // In the order in which they were opened or added; stable addresses.
  const std::vector<std::unique_ptr<Draft>>& all() const { return drafts_; }

 private:
  storage::Transaction& transaction_;
  std::map<std::string, storage::ResourceId> new_topics_;
  std::vector<std::unique_ptr<Draft>> drafts_;
  std::map<std::string, Draft*, std::less<>> by_name_;
  absl::flat_hash_map<storage::ResourceId, Draft*> by_id_;
};

}  // namespace taqvim::schedule
