#include "tests/property/model/model.h"

#include <algorithm>

#include "tests/property/model/event_writes_model.h"
#include "tests/property/model/publishing_model.h"

namespace taqvim::property {
namespace {

// The venue or the participant that a decision names.
template <class Request>
const std::string& ApproverOf(const Request& request) {
  return request.has_participant() ? request.participant() : request.venue();
}

}  // namespace

std::vector<v1::EventWrite> WritesOf(const Request& request) {
  v1::EventWrite write;
  if (auto* create = std::get_if<v1::CreateEventRequest>(&request)) {
    *write.mutable_create() = *create;
  } else if (auto* update = std::get_if<v1::UpdateEventRequest>(&request)) {
    *write.mutable_update() = *update;
  } else if (auto* confirm = std::get_if<v1::ConfirmEventRequest>(&request)) {
    *write.mutable_confirm() = *confirm;
  } else if (auto* cancel = std::get_if<v1::CancelEventRequest>(&request)) {
    *write.mutable_cancel() = *cancel;
  } else if (auto* batch = std::get_if<v1::BatchWriteEventsRequest>(&request)) {
    return {batch->writes().begin(), batch->writes().end()};
  } else {
    return {};
  }
  return {write};
}

// What is inside an event that expires, expires with it.
std::set<std::string> Model::Lapse() {
  std::set<std::string> lapsed;
  auto lapses = [&](const v1::Event& event) {
    if (event.state() != v1::EVENT_STATE_TENTATIVE) return false;
    return event.expire_time().seconds() <= world_.now || lapsed.contains(event.host());
  };
  for (bool grown = true; grown;) {
    grown = false;
    for (const std::string& name : world_.live) {
      if (lapses(world_.events.at(name).message)) grown |= lapsed.insert(name).second;
    }
  }
  for (const std::string& name : lapsed) {
    Stored<v1::Event>& stored = world_.events.at(name);
    stored.message.set_state(v1::EVENT_STATE_EXPIRED);
    stored.message.clear_holds();
    stored.message.clear_approvals();
    stored.message.clear_ask_time();
    stored.claims.clear();
    stored.etag = "another one";
    world_.live.erase(name);
  }
  std::set<std::string> written = lapsed;
  written.merge(LapseMoves(world_));
  for (const std::string& name : lapsed) {
    v1::Event& event = world_.events.at(name).message;
    const std::string other = event.culture_days().reciprocal();
    if (other.empty()) continue;
    event.mutable_culture_days()->clear_reciprocal();
    Stored<v1::Event>& answering = world_.events.at(other);
    answering.message.mutable_culture_days()->clear_reciprocal();
    SettleUnchanged(world_, answering.message);
    answering.etag = "another one";
    written.insert(other);
  }
  written.merge(SettlePublicReferences(world_));
  return written;
}

Verdict Model::Answer(const Request& request) {
  return std::visit([this](const auto& alternative) { return Answer(alternative); }, request);
}

Verdict Model::Answer(const std::vector<v1::EventWrite>& writes) {
  return EventWritesModel(world_).Write(writes);
}

Verdict Model::Answer(const v1::CreateEventRequest& request) { return Answer(WritesOf(request)); }
Verdict Model::Answer(const v1::UpdateEventRequest& request) { return Answer(WritesOf(request)); }
Verdict Model::Answer(const v1::ConfirmEventRequest& request) { return Answer(WritesOf(request)); }
Verdict Model::Answer(const v1::CancelEventRequest& request) { return Answer(WritesOf(request)); }
Verdict Model::Answer(const v1::BatchWriteEventsRequest& request) {
  return Answer(WritesOf(request));
}

Verdict Model::Answer(const v1::PrioritizeHoldRequest& request) {
  return EventWritesModel(world_).Prioritize(request);
}

Verdict Model::Answer(const v1::ApproveBookingRequest& request) {
  v1::BookingApproval approval;
  approval.set_state(v1::APPROVAL_STATE_APPROVED);
  return EventWritesModel(world_).Decide(request.name(), request.etag(), request.booking(),
                                         ApproverOf(request), approval,
                                         {request.overrides().begin(), request.overrides().end()});
}

Verdict Model::Answer(const v1::RefuseBookingRequest& request) {
  v1::BookingApproval approval;
  approval.set_state(v1::APPROVAL_STATE_REFUSED);
  *approval.mutable_reason() = request.reason();
  return EventWritesModel(world_).Decide(request.name(), request.etag(), request.booking(),
                                         ApproverOf(request), approval, {});
}

Verdict Model::Answer(const v1::UpdateParticipantRequest& request) {
  const v1::Participant& change = request.participant();
  Stored<v1::Participant>& stored = world_.participants.at(change.name());
  if (stored.etag != change.etag()) {
    return Refused(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH);
  }
  v1::Participant after = stored.message;
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "booking_policy") after.set_booking_policy(change.booking_policy());
    if (path == "organization") after.set_organization(change.organization());
  }
  const bool approves = after.booking_policy() == v1::BOOKING_POLICY_APPROVAL;
  if (approves && after.organization().empty()) {
    return Refused(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELD);
  }
  if (after.SerializeAsString() != stored.message.SerializeAsString()) ++stored.version;
  stored.message = after;
  Verdict verdict;
  verdict.withdrawn = WithdrawApprovals(world_, after.name());
  verdict.owners = verdict.withdrawn;
  return verdict;
}

Verdict Model::Answer(const v1::PublishEventsRequest& request) {
  return EventWritesModel(world_).Publish({request.names().begin(), request.names().end()},
                                          request.programme(), /*publish=*/true);
}

Verdict Model::Answer(const v1::UnpublishEventsRequest& request) {
  return EventWritesModel(world_).Publish({request.names().begin(), request.names().end()},
                                          request.programme(), /*publish=*/false);
}

Verdict Model::Answer(const v1::DeleteEventRequest& request) {
  v1::EventWrite write;
  *write.mutable_delete_() = request;
  Verdict verdict = EventWritesModel(world_).Write({write});
  // The answer has no event, and says nothing else either.
  verdict.events.clear();
  return verdict;
}

}  // namespace taqvim::property
