// The writes of EventService: each makes its steps and answers; a part of server/schedule/api.h.
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/schedule/api.h"
#include "server/schedule/free/suggestions.h"
#include "server/schedule/judge/answer_bounds.h"
#include "server/schedule/judge/conflict_page.h"
#include "server/schedule/methods/assumptions.h"
#include "server/schedule/stored/page_token.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/write/event_writes.h"
#include "server/schedule/write/verdict.h"

namespace taqvim::schedule {
namespace {

// What an answer says beside the events.
template <class Response>
void TellBeside(EventWrites& writes, Response& response, AnswerBytes room = AnswerBytes()) {
  if constexpr (requires { response.cascaded_total(); }) {
    TellCascaded(writes.steps().cascaded(), room, response);
  }
  if constexpr (requires { response.advisory_total(); }) {
    TellAdvisories(writes.verdict().conflicts, writes.verdict().total, room, response);
  }
}

// Judges and writes one event, and answers it.
template <class Response>
absl::StatusOr<Response> WriteOne(EventWrites& writes, absl::Status step) {
  if (!step.ok()) return step;
  RETURN_IF_ERROR(writes.Judge());
  RETURN_IF_ERROR(writes.Apply());
  Response response;
  writes.TakeInto(writes.steps().written().front(), *response.mutable_event());
  TellBeside(writes, response);
  return response;
}

// Of an event what tells whoever wrote it that it is written, and how it stands.
v1::Event InBrief(const v1::Event& event) {
  v1::Event brief;
  brief.set_name(event.name());
  brief.set_uid(event.uid());
  brief.set_state(event.state());
  brief.set_etag(event.etag());
  brief.set_hold_rank(event.hold_rank());
  if (event.has_ask_time()) *brief.mutable_ask_time() = event.ask_time();
  return brief;
}

// The events of several, in brief where there is no room for all of them.
template <class Response>
void TellWritten(EventWrites& writes, AnswerBytes& room, Response& response) {
  const std::vector<std::string>& names = writes.steps().written();
  // What several items write is told as often; the last time it is not needed any more.
  absl::flat_hash_map<std::string_view, size_t> last;
  for (size_t i = 0; i < names.size(); ++i) last[names[i]] = i;
  AnswerBytes left = room;
  for (size_t i = 0; i < names.size(); ++i) {
    v1::Event& event = *response.add_events();
    if (last[names[i]] == i) {
      writes.TakeInto(names[i], event);
    } else {
      event = writes.written(names[i]);
    }
    if (response.events_omitted()) {
      event = InBrief(event);
    } else if (!left.Take(event)) {
      response.set_events_omitted(true);
      for (v1::Event& told : *response.mutable_events()) told = InBrief(told);
    }
  }
  if (response.events_omitted()) {
    room.Take(response);
  } else {
    room = left;
  }
}

// Judges and writes what was published or unpublished, and answers it.
template <class Response>
absl::StatusOr<Response> WriteAll(EventWrites& writes, absl::Status step) {
  if (!step.ok()) return step;
  RETURN_IF_ERROR(writes.Judge());
  RETURN_IF_ERROR(writes.Apply());
  Response response;
  AnswerBytes room;
  TellWritten(writes, room, response);
  return response;
}

// What moved together with the event, if it did.
void TellMovedAlong(EventWrites& writes, v1::ApproveBookingResponse& response) {
  if (response.event().has_move()) return;
  const std::vector<std::string>& moved = writes.steps().moved_along();
  response.set_moved_total(static_cast<int32_t>(moved.size()));
  AnswerBytes room;
  if (room.Take(response)) *response.mutable_moved_events() = NamesThatFit(moved, room);
}

template <class Request>
absl::Status MakeSteps(const Request& request, EventSteps& steps) {
  for (int i = 0; i < request.writes_size(); ++i) {
    RETURN_IF_ERROR(steps.Write(request.writes(i), i));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::CreateEventResponse> CreateEvent(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::CreateEventRequest& request) {
  EventWrites writes(transaction, caller);
  return WriteOne<v1::CreateEventResponse>(writes, writes.steps().Create(request, 0, ""));
}

absl::StatusOr<v1::UpdateEventResponse> UpdateEvent(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::UpdateEventRequest& request) {
  EventWrites writes(transaction, caller);
  return WriteOne<v1::UpdateEventResponse>(writes, writes.steps().Update(request, 0, ""));
}

absl::StatusOr<v1::ConfirmEventResponse> ConfirmEvent(storage::Transaction& transaction,
                                                      const Caller& caller,
                                                      const v1::ConfirmEventRequest& request) {
  EventWrites writes(transaction, caller);
  return WriteOne<v1::ConfirmEventResponse>(writes, writes.steps().Confirm(request, 0, ""));
}

absl::StatusOr<v1::CancelEventResponse> CancelEvent(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::CancelEventRequest& request) {
  EventWrites writes(transaction, caller);
  return WriteOne<v1::CancelEventResponse>(writes, writes.steps().Cancel(request, 0, ""));
}

absl::StatusOr<v1::PublishEventsResponse> PublishEvents(storage::Transaction& transaction,
                                                        const Caller& caller,
                                                        const v1::PublishEventsRequest& request) {
  EventWrites writes(transaction, caller);
  return WriteAll<v1::PublishEventsResponse>(writes, writes.steps().Publish(request, 0, ""));
}

absl::StatusOr<v1::UnpublishEventsResponse> UnpublishEvents(
    storage::Transaction& transaction, const Caller& caller,
    const v1::UnpublishEventsRequest& request) {
  EventWrites writes(transaction, caller);
  return WriteAll<v1::UnpublishEventsResponse>(writes, writes.steps().Unpublish(request, 0, ""));
}

absl::StatusOr<v1::PrioritizeHoldResponse> PrioritizeHold(
    storage::Transaction& transaction, const Caller& caller,
    const v1::PrioritizeHoldRequest& request) {
  EventWrites writes(transaction, caller);
  return WriteOne<v1::PrioritizeHoldResponse>(writes, writes.steps().Prioritize(request));
}

absl::StatusOr<v1::ApproveBookingResponse> ApproveBooking(
    storage::Transaction& transaction, const Caller& caller,
    const v1::ApproveBookingRequest& request) {
  EventWrites writes(transaction, caller);
  auto response = WriteOne<v1::ApproveBookingResponse>(writes, writes.steps().Approve(request));
  if (response.ok()) TellMovedAlong(writes, *response);
  return response;
}

absl::StatusOr<v1::RefuseBookingResponse> RefuseBooking(storage::Transaction& transaction,
                                                        const Caller& caller,
                                                        const v1::RefuseBookingRequest& request) {
  EventWrites writes(transaction, caller);
  return WriteOne<v1::RefuseBookingResponse>(writes, writes.steps().Refuse(request));
}

absl::StatusOr<v1::DeleteEventResponse> DeleteEvent(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::DeleteEventRequest& request) {
  EventWrites writes(transaction, caller);
  RETURN_IF_ERROR(writes.steps().Delete(request, 0, ""));
  RETURN_IF_ERROR(writes.Judge());
  RETURN_IF_ERROR(writes.Apply());
  return v1::DeleteEventResponse();
}

absl::StatusOr<v1::BatchWriteEventsResponse> BatchWriteEvents(
    storage::Transaction& transaction, const Caller& caller,
    const v1::BatchWriteEventsRequest& request) {
  EventWrites writes(transaction, caller);
  RETURN_IF_ERROR(MakeSteps(request, writes.steps()));
  RETURN_IF_ERROR(writes.Judge());
  RETURN_IF_ERROR(writes.Apply());
  v1::BatchWriteEventsResponse response;
  AnswerBytes room;
  TellWritten(writes, room, response);
  TellBeside(writes, response, room);
  return response;
}

absl::StatusOr<v1::CheckEventsResponse> CheckEvents(storage::Transaction& transaction,
                                                    const Caller& caller,
                                                    const v1::CheckEventsRequest& request) {
  RETURN_IF_ERROR(PutAllAssumed(transaction, caller, request.assumptions()));
  // Conflicts are told in the order of names, which must be the same on all pages.
  auto ids = [question = QuestionHash(request)](int item, int attempt) {
    return CheckedResourceId(question, item, attempt);
  };
  EventWrites writes(transaction, caller, ids);
  RETURN_IF_ERROR(MakeSteps(request, writes.steps()));
  RETURN_IF_ERROR(writes.Judge());
  const Verdict& verdict = writes.verdict();
  v1::CheckEventsResponse first;
  if (verdict.blocked && request.page_token().empty()) {
    ASSIGN_OR_RETURN(auto suggestions,
                     SuggestInstead(request.writes(), writes.drafts(), verdict.conflicts));
    first.mutable_suggestions()->Assign(suggestions.begin(), suggestions.end());
  }
  AnswerBytes room;
  room.Take(first);
  auto response = PageConflicts(request, verdict.conflicts, transaction.revision(), room);
  if (!response.ok()) return response;
  response->set_total_size(verdict.total);
  response->set_total_is_lower_bound(verdict.total_is_lower_bound);
  response->set_blocked(verdict.blocked);
  response->mutable_suggestions()->Swap(first.mutable_suggestions());
  return response;
}

}  // namespace taqvim::schedule
