#include "server/schedule/upkeep/bring_forward.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/access/stored_token.pb.h"
#include "server/base/approver_name.h"
#include "server/base/errors.h"
#include "server/base/event_state.h"
#include "server/base/strings.h"
#include "server/schedule/check/normalize.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/moves.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/caller.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/uid.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/write/due.h"
#include "server/schedule/write/public_update_time.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::Kind;
using storage::Resource;
using storage::ResourceId;

// What one revision looks at, and about what it moves at most.
constexpr int kMaxLookedAt = 1000;
constexpr size_t kMaxMoved = 100;
// Of the resources that it writes.
constexpr size_t kMaxBytes = 1 << 20;
constexpr int kPage = 100;

// As long as for the rules of zones: no derivation moves anything by more.
constexpr absl::Duration kLooksBack = absl::Hours(48);

// Of all resources of the contract.
constexpr Kind kKinds[] = {Kind::kOrganization, Kind::kParticipant, Kind::kAgreement,
                           Kind::kVenue,        Kind::kSpace,       Kind::kClosure,
                           Kind::kEvent,        Kind::kGrant,       Kind::kToken};
constexpr int kKindCount = std::size(kKinds);

// Whether what an event that takes place once claims for its bookings is at the
// times at which it would be claimed now. Its zones are known.
bool IsAtItsTimes(const v1::Event& event, const std::vector<Claim>& claims) {
  return std::all_of(claims.begin(), claims.end(), [&](const Claim& claim) {
    const v1::Booking& booking = event.bookings(claim.booking);
    const auto zone = FindZone(booking.time_zone());
    const v1::Period& period = PeriodOf(event, booking);
    return claim.interval == OccupiedInterval(booking, period, IntervalOf(period, *zone), *zone);
  });
}

// Says of a period that never ends that it does not.
template <class Message>
bool SayPermanent(Message& message) {
  const v1::Period& period = message.period();
  if (!period.has_dated() || period.dated().end_case() != v1::DatedPeriod::END_NOT_SET) {
    return false;
  }
  message.mutable_period()->mutable_dated()->set_permanent(true);
  return true;
}
bool SayPermanents(v1::Event& event) {
  bool changed = SayPermanent(event);
  for (v1::Booking& booking : *event.mutable_bookings()) changed |= SayPermanent(booking);
  return changed;
}

// How the names of access tokens began.
constexpr absl::string_view kOldTokens = "tokens/";

class Walk {
 public:
  explicit Walk(storage::Transaction& transaction)
      : transaction_(transaction), moves_(transaction, System().rights, kLooksBack) {
    moves_.HoldNewOccurrences();
  }

  absl::StatusOr<BroughtForward> Run();

 private:
  bool full() const {
    return result_.looked_at >= kMaxLookedAt || moving_.size() >= kMaxMoved || bytes_ >= kMaxBytes;
  }
  absl::Status Advance(DerivationState& state);
  absl::Status Take(const Resource& resource);
  // Brings what it says into its normal form, and derives by what it is searched.
  template <class Message>
  absl::Status Restate(const Resource& resource);
  // Gives it what resources had not always; true when it had not.
  template <class Message>
  bool Complete(Message& message);
  absl::Status CompleteToken(const Resource& resource);
  absl::StatusOr<bool> Withdraw(v1::Event& event);
  absl::StatusOr<bool> MayMove(const Resource& resource);
  absl::Status Move();
  absl::Status Keep(const DerivationState& state);

  storage::Transaction& transaction_;
  TimeMoves moves_;
  storage::Mutation mutation_;
  std::vector<ResourceId> moving_;
  size_t bytes_ = 0;
  bool left_ = false;
  std::map<std::string, Approver> approvers_;  // by name
  BroughtForward result_;
};

template <class Message>
bool Walk::Complete(Message& message) {
  bool changed = false;
  if (message.uid().empty()) {
    message.set_uid(NewUid(transaction_));
    changed = true;
  }
  if constexpr (std::is_same_v<Message, v1::Event>) changed |= SayPermanents(message);
  if constexpr (std::is_same_v<Message, v1::Closure>) changed |= SayPermanent(message);
  return changed;
}

template <class Message>
absl::Status Walk::Restate(const Resource& resource) {
  ASSIGN_OR_RETURN(auto message, Read<Message>(resource));
  const Message before = message;
  storage::Rederived rederived{.id = resource.id};
  const bool completed = Complete(message);
  bool changed = false;
  // A grant has no words.
  if constexpr (!std::is_same_v<Message, v1::Grant>) changed = Normalize(message);
  if constexpr (std::is_same_v<Message, v1::Event>) {
    ASSIGN_OR_RETURN(auto withdrawn, Withdraw(message));
    changed |= withdrawn;
  }
  if constexpr (requires { message.mutable_update_time(); }) {
    if (changed) {
      *message.mutable_update_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          absl::ToUnixMicros(transaction_.now()));
      if constexpr (requires { SettlePublicUpdateTime(before, message); }) {
        SettlePublicUpdateTime(before, message);
      }
    }
  }
  if (changed || completed) {
    rederived.body = ToBody(message);
    bytes_ += rederived.body->size();
    ++result_.rewritten;
  }
  if constexpr (requires { FacetsOf(message); }) rederived.facets = FacetsOf(message);
  if constexpr (std::is_same_v<Message, v1::Event>) rederived.due = DueOf(message);
  if (rederived.body || rederived.facets) mutation_.rederived.push_back(std::move(rederived));
  return absl::OkStatus();
}

// Its name was another, too, and names cannot change: it is put anew.
absl::Status Walk::CompleteToken(const Resource& resource) {
  ASSIGN_OR_RETURN(auto stored, Read<access::StoredToken>(resource));
  v1::AccessToken& token = *stored.mutable_access_token();
  if (!absl::StartsWith(token.name(), kOldTokens)) return absl::OkStatus();
  Complete(token);
  token.set_name(absl::StrCat("accessTokens/", token.name().substr(kOldTokens.size())));
  mutation_.deletes.push_back(resource.id);
  mutation_.puts.push_back({.id = transaction_.NewId(),
                            .kind = Kind::kToken,
                            .name = token.name(),
                            .body = ToBody(stored)});
  bytes_ += mutation_.puts.back().body.size();
  ++result_.rewritten;
  return absl::OkStatus();
}

// Takes away what waits for those who decide about it no more.
absl::StatusOr<bool> Walk::Withdraw(v1::Event& event) {
  std::vector<v1::BookingApproval> approvals(event.approvals().begin(), event.approvals().end());
  if (IsMovePending(event)) {
    const auto& of_move = event.move().approvals();
    approvals.insert(approvals.end(), of_move.begin(), of_move.end());
  }
  for (const v1::BookingApproval& approval : approvals) {
    const std::string& name = ApproverIn(approval);
    if (approvers_.contains(name)) continue;
    ASSIGN_OR_RETURN(auto approver, FindApprover(transaction_, name));
    if (!approver) return Internal(absl::StrCat(name, ", which approves bookings, is missing"));
    approvers_.emplace(name, *std::move(approver));
  }
  const auto decides = [&](const std::string& name) { return approvers_.at(name).Decides(event); };
  const bool withdrawn = WithdrawPending(decides, event);
  return WithdrawFromMove(decides, event) || withdrawn;
}

absl::StatusOr<bool> Walk::MayMove(const Resource& resource) {
  if (resource.kind == Kind::kClosure) return true;
  if (resource.kind != Kind::kEvent) return false;
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(resource));
  if (!IsLive(*event)) return false;
  const bool known = KnowsZones(*event);
  left_ |= !known;
  if (event->has_recurrence() || event->has_culture_days()) return true;
  if (event->move().has_recurrence()) return true;
  if (!known) return false;
  ASSIGN_OR_RETURN(auto claims, transaction_.ClaimsOf(resource.id));
  const ClaimsApart apart = TakeApart(claims);
  return !IsAtItsTimes(*event, apart.own) ||
         (!apart.of_move.empty() && !IsAtItsTimes(AsMoved(*event), apart.of_move));
}

absl::Status Walk::Take(const Resource& resource) {
  ++result_.looked_at;
  ASSIGN_OR_RETURN(auto moves, MayMove(resource));
  if (moves) {
    moving_.push_back(resource.id);
    bytes_ += resource.body.size();
  }
  switch (resource.kind) {
    case Kind::kOrganization:
      return Restate<v1::Organization>(resource);
    case Kind::kParticipant:
      return Restate<v1::Participant>(resource);
    case Kind::kAgreement:
      return Restate<v1::Agreement>(resource);
    case Kind::kVenue:
      return Restate<v1::Venue>(resource);
    case Kind::kSpace:
      return Restate<v1::Space>(resource);
    case Kind::kClosure:
      return Restate<v1::Closure>(resource);
    case Kind::kEvent:
      return Restate<v1::Event>(resource);
    case Kind::kGrant:
      return Restate<v1::Grant>(resource);
    case Kind::kToken:
      return CompleteToken(resource);
    default:
      return absl::OkStatus();
  }
}

absl::Status Walk::Advance(DerivationState& state) {
  while (state.kind < kKindCount) {
    ASSIGN_OR_RETURN(
        auto page,
        transaction_.List({.kind = kKinds[state.kind], .after = state.reached, .limit = kPage}));
    for (const Resource& resource : page) {
      if (full()) return absl::OkStatus();
      RETURN_IF_ERROR(Take(resource));
      state.reached = resource.id;
      state.left |= left_;
    }
    if (page.size() < kPage) {
      ++state.kind;
      state.reached = 0;
    }
  }
  state = {.version = state.left ? state.version : kDerivation};
  return absl::OkStatus();
}

// By what they are after their texts were brought forward.
absl::Status Walk::Move() {
  for (ResourceId id : moving_) {
    ASSIGN_OR_RETURN(auto resource, transaction_.FindById(id));
    if (!resource) return Internal(absl::StrCat("resource ", id, " was listed but is missing"));
    const bool closure = resource->kind == Kind::kClosure;
    RETURN_IF_ERROR(closure ? moves_.AddClosure(*resource) : moves_.AddEvent(*resource).status());
  }
  ASSIGN_OR_RETURN(result_.moved, moves_.Apply());
  return absl::OkStatus();
}

absl::Status Walk::Keep(const DerivationState& state) {
  ASSIGN_OR_RETURN(auto topic, transaction_.Find(Kind::kTopic, kDerivationTopic));
  mutation_.puts.push_back({.id = topic ? topic->id : transaction_.NewId(),
                            .kind = Kind::kTopic,
                            .name = std::string(kDerivationTopic),
                            .body = ToText(state)});
  return transaction_.Apply(std::move(mutation_));
}

absl::StatusOr<DerivationState> StateOf(storage::Snapshot& snapshot) {
  ASSIGN_OR_RETURN(auto topic, snapshot.Find(Kind::kTopic, kDerivationTopic));
  return topic ? ParseDerivationState(topic->body) : DerivationState();
}

absl::StatusOr<BroughtForward> Walk::Run() {
  ASSIGN_OR_RETURN(auto state, StateOf(transaction_));
  if (state.version == kDerivation && state.target == 0) return BroughtForward{.done = true};
  if (state.target != kDerivation) {
    state = {.version = state.version, .target = kDerivation};
  }
  RETURN_IF_ERROR(Advance(state));
  RETURN_IF_ERROR(Keep(state));
  RETURN_IF_ERROR(Move());
  result_.done = state.target == 0;
  return std::move(result_);
}

}  // namespace

std::string ToText(const DerivationState& state) {
  if (state.target == 0) return absl::StrCat(state.version);
  return absl::StrCat(state.version, " ", state.target, " ", state.kind, " ", state.reached, " ",
                      state.left ? 1 : 0);
}

absl::StatusOr<DerivationState> ParseDerivationState(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(AbslView(text), ' ');
  DerivationState state;
  bool read = absl::SimpleAtoi(parts[0], &state.version);
  if (parts.size() == 5) {
    read = read && absl::SimpleAtoi(parts[1], &state.target) &&
           absl::SimpleAtoi(parts[2], &state.kind) && absl::SimpleAtoi(parts[3], &state.reached) &&
           absl::SimpleAtob(parts[4], &state.left);
  } else {
    read = read && parts.size() == 1;
  }
  if (!read) return DataLoss("what is stored of the derivation cannot be read");
  return state;
}

absl::StatusOr<bool> IsBroughtForward(storage::Snapshot& snapshot) {
  ASSIGN_OR_RETURN(auto state, StateOf(snapshot));
  return state.version == kDerivation && state.target == 0;
}

absl::StatusOr<BroughtForward> BringForward(storage::Transaction& transaction) {
  return Walk(transaction).Run();
}

absl::Status ForgetDerivation(storage::Transaction& transaction) {
  auto topic = transaction.Find(Kind::kTopic, kDerivationTopic);
  if (!topic.ok() || *topic == nullptr) return topic.status();
  storage::Mutation mutation;
  mutation.puts.push_back({.id = (*topic)->id,
                           .kind = Kind::kTopic,
                           .name = std::string(kDerivationTopic),
                           .body = ToText(DerivationState())});
  return transaction.Apply(std::move(mutation));
}

}  // namespace taqvim::schedule
