#include "server/schedule/write/event_steps.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/approver_name.h"
#include "server/base/errors.h"
#include "server/base/event_state.h"
#include "server/base/names.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/claiming/kept_days.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/drafts/moves.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/uid.h"
#include "server/schedule/write/cancel.h"
#include "server/schedule/write/move_groups.h"
#include "server/schedule/write/publish.h"
#include "server/schedule/write/state_name.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

void AddOverrides(const google::protobuf::RepeatedField<int>& overrides, Draft& draft) {
  for (int rule : overrides) draft.overrides.push_back(static_cast<v1::ConflictRule>(rule));
}

}  // namespace

std::string EventSteps::NewId(int item, int attempt) {
  storage::Transaction& transaction = drafts_.transaction();
  return ids_ ? ids_(item, attempt) : NewResourceId(transaction.now(), transaction.Random());
}

// A name that no event has: with the id asked for or, without one, a new id.
absl::StatusOr<std::string> EventSteps::NewName(const std::string& id, int item) {
  // Ids of one millisecond may be alike; another number helps.
  constexpr int kAttempts = 8;
  std::string name;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    name = NamePrefix(Kind::kEvent) + (id.empty() ? NewId(item, attempt) : id);
    ASSIGN_OR_RETURN(auto taken, drafts_.Final(name));
    if (!taken && drafts_.Find(name) == nullptr) return name;
    if (!id.empty()) break;
  }
  return AlreadyExists(name);
}

absl::Status EventSteps::Create(const v1::CreateEventRequest& request, int item,
                                const std::string& path) {
  storage::Transaction& transaction = drafts_.transaction();
  ASSIGN_OR_RETURN(auto name, NewName(request.event_id(), item));
  Draft& draft = drafts_.Add(transaction.NewId(), name);
  v1::Event& event = draft.after;
  event = request.event();
  ClearOutputOnly(&event);
  KeepRecurrence(draft.before, event);
  event.set_name(std::move(name));
  event.set_uid(NewUid(transaction));
  event.set_state(v1::EVENT_STATE_TENTATIVE);
  event.set_creator(std::string(caller_.principal));
  *event.mutable_create_time() = *event.mutable_update_time() = drafts_.now();
  {
    FieldErrors::Scope scope(errors_, absl::StrCat(path, "event"));
    ResolveExpireTime(std::nullopt, transaction.now(), event, errors_);
  }
  draft.item = item;
  draft.written = true;
  draft.path = absl::StrCat(path, "event");
  if (request.confirm()) ConfirmDraft(draft);
  AddOverrides(request.overrides(), draft);
  written_.push_back(draft.name());
  return absl::OkStatus();
}

// The draft of a stored event that an item writes.
absl::StatusOr<Draft*> EventSteps::Open(const std::string& name, std::string_view etag, int item,
                                        std::string path) {
  ASSIGN_OR_RETURN(auto draft, drafts_.Open(name));
  if (draft == nullptr || draft->deleted) return NotFound(name);
  Draft& opened = *draft;
  if (!etag.empty() && (opened.is_new() || etag != opened.before.etag())) {
    return EtagMismatch(name);
  }
  if (!opened.written) {
    opened.item = item;
    opened.path = std::move(path);
    opened.written = true;
  }
  *opened.after.mutable_update_time() = drafts_.now();
  written_.push_back(name);
  return &opened;
}

absl::Status EventSteps::Update(const v1::UpdateEventRequest& request, int item,
                                const std::string& path) {
  ASSIGN_OR_RETURN(auto opened, Open(request.event().name(), request.event().etag(), item,
                                     absl::StrCat(path, "event")));
  Draft& draft = *opened;
  if (!draft.live()) {
    return IllegalState(
        draft.name(), absl::StrCat("is ", StateName(draft.after), " and can no longer be changed"));
  }
  if (request.withdraw_move()) {
    if (!IsMovePending(draft.after)) {
      return IllegalState(draft.name(), "has no move that waits and could be withdrawn");
    }
    draft.after.clear_move();
  }
  const auto kind = draft.after.kind_case();
  const auto expiry = ExpirySeconds(draft.after);
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.event(), &draft.after));
  drafts_.ReferencesChanged();
  KeepRecurrence(draft.before, draft.after);
  // What is private is published to nobody.
  if (draft.after.visibility() == v1::VISIBILITY_PRIVATE) UnpublishDraft(draft);
  FieldErrors::Scope scope(errors_, draft.path);
  if (draft.after.kind_case() != kind) {
    errors_.Add("kind", "is fixed when the event is created; create another event instead.");
  }
  CheckUpdated(draft.before, draft.after, errors_);
  ResolveExpireTime(expiry, drafts_.transaction().now(), draft.after, errors_);
  draft.asks |= request.ask_approval();
  AddOverrides(request.overrides(), draft);
  return absl::OkStatus();
}

absl::Status EventSteps::Confirm(const v1::ConfirmEventRequest& request, int item,
                                 const std::string& path) {
  ASSIGN_OR_RETURN(auto opened, Open(request.name(), request.etag(), item, path));
  Draft& draft = *opened;
  if (draft.after.state() != v1::EVENT_STATE_TENTATIVE) {
    return IllegalState(draft.name(), absl::StrCat("is ", StateName(draft.after),
                                                   "; only a tentative event can be confirmed"));
  }
  ConfirmDraft(draft);
  AddOverrides(request.overrides(), draft);
  return absl::OkStatus();
}

void EventSteps::ConfirmDraft(Draft& draft) {
  draft.after.set_state(v1::EVENT_STATE_CONFIRMED);
  *draft.after.mutable_confirm_time() = drafts_.now();
  draft.confirming = true;
}

// The approval that this caller gives now.
v1::BookingApproval EventSteps::Decided(v1::ApprovalState state) const {
  v1::BookingApproval approval;
  approval.set_state(state);
  approval.set_principal(std::string(caller_.principal));
  *approval.mutable_decide_time() = drafts_.now();
  return approval;
}

absl::Status EventSteps::Approve(const v1::ApproveBookingRequest& request) {
  ASSIGN_OR_RETURN(auto opened, Open(request.name(), request.etag(), 0, ""));
  Draft& draft = *opened;
  const Decision decision{request.booking(), ApproverIn(request),
                          Decided(v1::APPROVAL_STATE_APPROVED)};
  AddOverrides(request.overrides(), draft);
  if (IsMovePending(draft.after)) {
    RETURN_IF_ERROR(DecideOnMove(decision, draft.after, errors_));
    return MoveTogether(drafts_, draft, moved_along_);
  }
  RETURN_IF_ERROR(Decide(decision, draft.after, errors_));
  if (AllApproved(draft.after)) ConfirmDraft(draft);
  return absl::OkStatus();
}

absl::Status EventSteps::Refuse(const v1::RefuseBookingRequest& request) {
  ASSIGN_OR_RETURN(auto opened, Open(request.name(), request.etag(), 0, ""));
  Decision decision{request.booking(), ApproverIn(request), Decided(v1::APPROVAL_STATE_REFUSED)};
  *decision.approval.mutable_reason() = request.reason();
  if (IsMovePending(opened->after)) return DecideOnMove(decision, opened->after, errors_);
  return Decide(decision, opened->after, errors_);
}

absl::Status EventSteps::Cancel(const v1::CancelEventRequest& request, int item,
                                const std::string& path) {
  ASSIGN_OR_RETURN(auto opened, Open(request.name(), request.etag(), item, path));
  return CancelDraft(drafts_, request, *opened, cascaded_);
}

absl::Status EventSteps::Delete(const v1::DeleteEventRequest& request, int item,
                                const std::string& path) {
  ASSIGN_OR_RETURN(auto opened, Open(request.name(), request.etag(), item, path));
  Draft& draft = *opened;
  if (draft.after.has_confirm_time()) {
    const char* instead = draft.live() ? "; cancel it instead" : "";
    return IllegalState(draft.name(),
                        absl::StrCat("was confirmed, so it stays on record", instead));
  }
  draft.deleted = true;
  // What is no longer planned takes nothing.
  if (draft.live()) draft.after.set_state(v1::EVENT_STATE_CANCELLED);
  return absl::OkStatus();
}

absl::Status EventSteps::Publish(const v1::PublishEventsRequest& request, int item,
                                 const std::string& path) {
  ASSIGN_OR_RETURN(auto names, MeantBy(drafts_, request));
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(auto opened, Open(name, "", item, path));
    RETURN_IF_ERROR(PublishDraft(drafts_, *opened));
  }
  return absl::OkStatus();
}

absl::Status EventSteps::Unpublish(const v1::UnpublishEventsRequest& request, int item,
                                   const std::string& path) {
  ASSIGN_OR_RETURN(auto names, MeantBy(drafts_, request));
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(auto opened, Open(name, "", item, path));
    UnpublishDraft(*opened);
  }
  return absl::OkStatus();
}

absl::Status EventSteps::Prioritize(const v1::PrioritizeHoldRequest& request) {
  ASSIGN_OR_RETURN(auto opened, Open(request.name(), request.etag(), 0, ""));
  v1::Event& event = opened->after;
  if (event.state() != v1::EVENT_STATE_TENTATIVE) {
    return IllegalState(event.name(), absl::StrCat("is ", StateName(event),
                                                   "; only tentative events hold what they book"));
  }
  bool found = request.booking().empty();
  for (v1::BookingHold& hold : *event.mutable_holds()) {
    if (!request.booking().empty() && hold.booking() != request.booking()) continue;
    hold.set_order(request.order());
    found = true;
  }
  if (!found) {
    errors_.Add("booking", absl::StrCat("is ", request.booking(), ", but ", event.name(),
                                        " has no booking of that id."));
  }
  return absl::OkStatus();
}

absl::Status EventSteps::Expire(const std::string& name) {
  ASSIGN_OR_RETURN(auto opened, Open(name, "", 0, ""));
  opened->after.set_state(v1::EVENT_STATE_EXPIRED);
  return absl::OkStatus();
}

absl::Status EventSteps::LapseMove(const std::string& name) {
  ASSIGN_OR_RETURN(auto opened, Open(name, "", 0, ""));
  opened->after.clear_move();
  return absl::OkStatus();
}

absl::Status EventSteps::WithdrawApprovals(const std::string& name, const Approver& approver) {
  ASSIGN_OR_RETURN(auto opened, Open(name, "", 0, ""));
  WithdrawPending(approver, opened->after);
  WithdrawFromMove(approver, opened->after);
  return absl::OkStatus();
}

absl::Status EventSteps::Roll(const std::string& name) {
  ASSIGN_OR_RETURN(auto opened, Open(name, "", 0, "event"));
  opened->occasion = Occasion::kRoll;
  return absl::OkStatus();
}

absl::Status EventSteps::Write(const v1::EventWrite& write, int item) {
  const std::string path = absl::StrCat("writes[", item, "].");
  switch (write.write_case()) {
    case v1::EventWrite::kCreate:
      return Create(write.create(), item, path + "create.");
    case v1::EventWrite::kUpdate:
      return Update(write.update(), item, path + "update.");
    case v1::EventWrite::kConfirm:
      return Confirm(write.confirm(), item, path + "confirm.");
    case v1::EventWrite::kCancel:
      return Cancel(write.cancel(), item, path + "cancel.");
    case v1::EventWrite::kDelete:
      return Delete(write.delete_(), item, path + "delete.");
    case v1::EventWrite::kPublish:
      return Publish(write.publish(), item, path + "publish.");
    case v1::EventWrite::kUnpublish:
      return Unpublish(write.unpublish(), item, path + "unpublish.");
    case v1::EventWrite::WRITE_NOT_SET:
      break;
  }
  return InvalidField(absl::StrCat("writes[", item, "]"), "must say what to write.");
}

}  // namespace taqvim::schedule
