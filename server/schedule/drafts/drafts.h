// `Drafts`: the events that one write touches, as they were and as they shall be.
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
#include "google/protobuf/timestamp.pb.h"
#include "server/base/event_state.h"
#include "storage/transaction.h"
#include "taqvim/v1/conflict.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// Why the claims of an event are made anew.
enum class Occasion {
  // It is written, or something that it is inside is.
  kWrite,
  // Its horizon rolls on: only occurrences that are newly reached are claimed.
  kRoll,
  // The spaces of its venue changed: what is unfinished is expanded again, though
  // nobody moved it.
  kSpacesChanged,
  // Its times are others now, as a zone or its rules changed, or how times are
  // derived: the same, and nothing of it is refused.
  kTimesMoved,
};

// What one write makes of one event: what it is and shall be, before anything is
// claimed. What later phases know of it besides is in claimed_drafts.h.
struct Draft {
  Draft() = default;
  Draft(Draft&&) = default;
  virtual ~Draft() = default;
  // For what is only tried.
  Draft Copy() const { return Draft(*this); }

  storage::ResourceId id = 0;
  // Null for an event that the write creates.
  std::shared_ptr<const storage::Resource> stored;
  v1::Event before;
  v1::Event after;
  // Ordered by atom, then start.
  std::vector<storage::Claim> claims_before;
  // The same of its move (event/moves.h), which are not among those.
  std::vector<storage::Claim> move_claims_before;
  // The first item of the request that touches it; that of its host for one
  // that is only drawn in.
  int item = 0;
  // Whether an item of the request writes it; else only its claims may change.
  bool written = false;
  // Whether an item deletes it: it is no longer planned, takes nothing, and is gone
  // after the write.
  bool deleted = false;
  // Whether an item asks for its confirmation; it stays tentative where venues
  // have still to approve it.
  bool confirming = false;
  // Whether an item asks those who have to approve what it changes; and whether the last
  // approval of its move was given, so that it becomes as that says.
  bool asks = false;
  bool moves = false;
  // Whether a move is asked for by this write, in the place of any that there was.
  bool move_is_new = false;
  // What was approved and waived for what it shall be, when that was asked for.
  google::protobuf::RepeatedPtrField<v1::BookingApproval> granted;
  google::protobuf::RepeatedPtrField<v1::Waiver> waived;
  // Whether it is an event as its move would have it: beside the draft of the event itself.
  bool of_move = false;
  // Of such a one: which moves are made together with it; empty when it moves by itself.
  std::string move_group;
  Occasion occasion = Occasion::kWrite;
  // Where its fields are in the request, for errors, such as
  // `writes[3].create.event`.
  std::string path;
  std::vector<v1::ConflictRule> overrides;

  bool is_new() const { return stored == nullptr; }
  bool live() const { return IsLive(after); }
  bool confirmed() const { return after.state() == v1::EVENT_STATE_CONFIRMED; }
  const std::string& name() const { return after.name(); }
  // Whether what is unfinished is expanded again, though nobody moved it.
  bool reexpands() const {
    return occasion == Occasion::kSpacesChanged || occasion == Occasion::kTimesMoved;
  }
  bool times_moved() const { return occasion == Occasion::kTimesMoved; }
  bool rolls() const { return occasion == Occasion::kRoll; }

 private:
  Draft(const Draft&) = default;
};

// Whether the draft had a claim before that takes the very place of this one, under
// the same host, and counts.
bool HadClaim(const Draft& draft, const storage::Claim& claim,
              absl::FunctionRef<bool(const storage::Claim&)> counts);

// The drafts of one write, by event name, in its transaction. A draft that comes to a
// later phase takes the place of what it was before.
class Drafts {
 public:
  explicit Drafts(storage::Transaction& transaction) : transaction_(transaction) {}

  storage::Transaction& transaction() const { return transaction_; }
  storage::Work& work() const { return transaction_.work(); }
  // The time of the write, as its events say it.
  google::protobuf::Timestamp now() const;

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
  // is none, or it is deleted.
  absl::StatusOr<std::shared_ptr<const v1::Event>> Final(std::string_view name);
  // The id of an event; 0 when there is none.
  absl::StatusOr<storage::ResourceId> IdOf(std::string_view name);
  // The ids of the events that the event hosts (or that belong to the culture
  // days) in the final state.
  absl::StatusOr<std::vector<std::string>> Referring(const Draft& draft, storage::LinkRole role);

  // The drafts that refer to that event in any way, in the order of `all`: those are
  // found without looking through all of them, once for each that is new. Whoever changes
  // what a draft refers to says so.
  std::vector<const Draft*> DraftsReferring(const std::string& name);
  void ReferencesChanged();

  // The atom of a topic, such as `city/astana`; 0 when nothing was ever claimed
  // on it.
  absl::StatusOr<storage::ResourceId> FindTopic(const std::string& name);
  // The same, made by the write where there is none.
  absl::StatusOr<storage::ResourceId> MakeTopic(const std::string& name);
  const std::map<std::string, storage::ResourceId>& new_topics() const { return new_topics_; }

  // In the order in which they were opened or added.
  const std::vector<std::unique_ptr<Draft>>& all() const { return drafts_; }

  // Makes of a draft one of a later phase, of it and of what that phase has found. The
  // draft itself is gone then; others stay where they are.
  template <class Later, class Earlier, class... Found>
  Later& Advance(Earlier& draft, Found&&... found) {
    auto later = std::make_unique<Later>(std::move(draft), std::forward<Found>(found)...);
    Later& advanced = *later;
    Replace(std::move(later));
    return advanced;
  }

 private:
  void Replace(std::unique_ptr<Draft> later);

  storage::Transaction& transaction_;
  std::map<std::string, storage::ResourceId> new_topics_;
  std::vector<std::unique_ptr<Draft>> drafts_;
  // Their places among these.
  std::map<std::string, size_t, std::less<>> by_name_;
  absl::flat_hash_map<storage::ResourceId, size_t> by_id_;
  // Which of them refer to an event of that name; of the first so many.
  absl::flat_hash_map<std::string, std::vector<size_t>> referring_;
  size_t looked_through_ = 0;
};

}  // namespace taqvim::schedule
