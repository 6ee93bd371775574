#include "tests/property/model.h"

#include <algorithm>

#include "tests/property/event_writes_model.h"

namespace taqvim::property {

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

Verdict Model::Answer(const v1::DeleteEventRequest& request) {
  auto event = world_.events.find(request.name());
  if (event == world_.events.end()) {
    return Refused(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  if (event->second.etag != request.etag()) {
    return Refused(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH);
  }
  if (event->second.message.has_confirm_time()) {
    return Refused(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_ILLEGAL_STATE);
  }
  for (const auto& [name, other] : world_.events) {
    const v1::Event& message = other.message;
    if (message.host() != request.name() && message.programme() != request.name()) continue;
    return Refused(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_RESOURCE_IN_USE);
  }
  Verdict verdict;
  verdict.owners.insert(request.name());
  for (const Claim& claim : event->second.claims) verdict.atoms.insert(claim.atom);
  world_.live.erase(request.name());
  world_.events.erase(event);
  return verdict;
}

}  // namespace taqvim::property
