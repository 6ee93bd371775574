#include "client/cli/apply/apply_foretelling.h"

#include <algorithm>
#include <map>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/apply/apply_errors.h"
#include "client/cli/apply/apply_kinds.h"
#include "client/cli/fields/names.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/text/usage_error.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/status_macros.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// Who decides about bookings once the plan is written, as the contract says it of
// booking_policy.
class Approvers {
 public:
  Approvers(client::Client& client, const std::vector<ApplyStep>& plan) : client_(client) {
    for (const ApplyStep& step : plan) {
      const std::string& key = step.wanted->kind->key;
      if (key == kVenues || key == kParticipants) known_[step.wanted->name] = step.resource.get();
    }
  }

  // Whether somebody has still to decide about a booking of the event. An error where that
  // cannot be read.
  absl::StatusOr<bool> AnyDecides(const ApplyStep& step) {
    const auto& event = static_cast<const v1::Event&>(*step.resource);
    for (const v1::Booking& booking : event.bookings()) {
      if (IsApproved(step, booking)) continue;
      ASSIGN_OR_RETURN(const bool decides, Decides(event, booking));
      if (decides) return true;
    }
    return false;
  }

 private:
  static constexpr char kVenues[] = "venues";
  static constexpr char kParticipants[] = "participants";

  // Whether the booking is as it was when it was approved.
  static bool IsApproved(const ApplyStep& step, const v1::Booking& booking) {
    const auto* current = static_cast<const v1::Event*>(step.current.get());
    if (current == nullptr) return false;
    const auto& event = static_cast<const v1::Event&>(*step.resource);
    if (!MessageDifferencer::Equals(current->period(), event.period())) return false;
    const bool as_it_was = std::any_of(
        current->bookings().begin(), current->bookings().end(),
        [&](const v1::Booking& one) { return MessageDifferencer::Equals(one, booking); });
    return as_it_was && std::any_of(current->approvals().begin(), current->approvals().end(),
                                    [&](const v1::BookingApproval& approval) {
                                      return approval.booking() == booking.id() &&
                                             approval.state() == v1::APPROVAL_STATE_APPROVED;
                                    });
  }

  absl::StatusOr<bool> Decides(const v1::Event& event, const v1::Booking& booking) {
    if (booking.has_participant()) {
      ASSIGN_OR_RETURN(const Message* found, Find(kParticipants, booking.participant()));
      const auto& participant = static_cast<const v1::Participant&>(*found);
      return participant.booking_policy() == v1::BOOKING_POLICY_APPROVAL &&
             participant.organization() != event.owner();
    }
    const std::string venue =
        booking.has_space() ? std::string(ParentOf(booking.space())) : booking.venue();
    ASSIGN_OR_RETURN(const Message* found, Find(kVenues, venue));
    return static_cast<const v1::Venue&>(*found).booking_policy() == v1::BOOKING_POLICY_APPROVAL;
  }

  // As it will be.
  absl::StatusOr<const Message*> Find(const std::string& key, const std::string& name) {
    if (const auto found = known_.find(name); found != known_.end()) return found->second;
    ASSIGN_OR_RETURN(auto stored, GetResource(client_, *FindApplyKind(key), name));
    stored_.push_back(std::move(stored));
    return known_[name] = stored_.back().get();
  }

  client::Client& client_;
  std::map<std::string, const Message*> known_;
  std::vector<std::unique_ptr<Message>> stored_;
};

std::set<std::string> AwaitingByPolicy(client::Client& client, const std::vector<ApplyStep>& plan) {
  Approvers approvers(client, plan);
  std::set<std::string> awaiting;
  for (const ApplyStep& step : plan) {
    // What cannot be read is for the write to tell.
    if (step.confirm && approvers.AnyDecides(step).value_or(false)) {
      awaiting.insert(step.wanted->name);
    }
  }
  return awaiting;
}

// The events of some writes, each after those that it is tied to: what is tied to what the
// batch does not hold is refused for that.
class InOrderOfTies {
 public:
  explicit InOrderOfTies(const PlannedWrites& events) {
    for (const ApplyStep* step : events.steps) by_name_[step->wanted->name] = step;
    for (const ApplyStep* step : events.steps) Add(step->wanted->name);
  }

  const std::vector<const ApplyStep*>& steps() const { return steps_; }

 private:
  void Add(const std::string& name) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end() || !added_.insert(name).second) return;
    const auto& event = static_cast<const v1::Event&>(*found->second->resource);
    Add(event.host());
    Add(event.culture_days().reciprocal());
    steps_.push_back(found->second);
  }

  std::map<std::string, const ApplyStep*> by_name_;
  std::set<std::string> added_;
  std::vector<const ApplyStep*> steps_;
};

// The first of the steps without which and those behind it the batch would not be denied;
// nullptr when the server says otherwise meanwhile.
const ApplyStep* FirstDenied(client::Client& client, const PlannedWrites& events) {
  std::map<const ApplyStep*, std::vector<const v1::EventWrite*>> writes;
  for (size_t i = 0; i < events.writes.size(); ++i) {
    writes[events.steps[i]].push_back(&events.writes[i]);
  }
  const InOrderOfTies ordered(events);
  const auto is_denied = [&](size_t count) {
    std::vector<v1::EventWrite> first;
    for (size_t i = 0; i < count; ++i) {
      for (const v1::EventWrite* write : writes[ordered.steps()[i]]) first.push_back(*write);
    }
    return absl::IsPermissionDenied(WriteBatch(client, first, BatchMode::kValidateOnly).status());
  };
  size_t allowed = 0, denied = ordered.steps().size();
  while (denied - allowed > 1) {
    const size_t middle = allowed + (denied - allowed) / 2;
    (is_denied(middle) ? denied : allowed) = middle;
  }
  return denied > 0 && is_denied(denied) ? ordered.steps()[denied - 1] : nullptr;
}

}  // namespace

Waiting WaitingAmong(const google::protobuf::RepeatedPtrField<v1::Event>& events) {
  Waiting waiting;
  for (const v1::Event& event : events) {
    if (event.state() == v1::EVENT_STATE_TENTATIVE && event.has_ask_time()) {
      waiting.awaiting.insert(event.name());
    }
    if (event.has_move()) waiting.moving[event.name()] = event;
  }
  return waiting;
}

absl::StatusOr<Waiting> ForetellEvents(client::Client& client, const std::vector<ApplyStep>& plan,
                                       const PlannedWrites& events,
                                       const PlannedAssumptions& assumptions) {
  if (events.writes.empty()) return Waiting();
  const auto tried = WriteBatch(client, events.writes, BatchMode::kValidateOnly);
  if (tried.ok()) return WaitingAmong(tried->events());
  const absl::Status& status = tried.status();
  if (ExitCodeFor(status) == kExitUnreachable) return status;
  if (absl::IsPermissionDenied(status)) return DeniedInTermsOfFiles(client, status, events);
  if (assumptions.steps.empty()) return InTermsOfFiles(status, events, assumptions);
  return Waiting{.awaiting = AwaitingByPolicy(client, plan), .moving = {}};
}

absl::Status DeniedInTermsOfFiles(client::Client& client, const absl::Status& status,
                                  const PlannedWrites& events) {
  if (!absl::IsPermissionDenied(status)) return status;
  const ApplyStep* first = FirstDenied(client, events);
  if (first == nullptr) return status;
  const auto owner_of = [](const ApplyStep* step) {
    return static_cast<const v1::Event&>(*step->resource).owner();
  };
  std::vector<const ApplyStep*> denied = {first};
  // Whoever may not plan for an owner may plan none of its events.
  if (absl::StrContains(status.message(), absl::StrCat(" ", owner_of(first), ","))) {
    for (const ApplyStep* step : events.steps) {
      if (step != first && owner_of(step) == owner_of(first)) denied.push_back(step);
    }
  }
  return WithMessage(status, absl::StrCat(Places(denied), ": ", status.message()));
}

}  // namespace taqvim::cli
