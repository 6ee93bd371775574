#include "server/schedule/write/event_steps.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/base/event_state.h"
#include "server/base/names.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/write/reciprocal.h"
#include "server/schedule/write/series.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::LinkRole;

constexpr int kMaxCascade = 1000;

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(time));
}

std::string StateName(const v1::Event& event) {
  switch (event.state()) {
    case v1::EVENT_STATE_TENTATIVE:
      return "tentative";
    case v1::EVENT_STATE_CONFIRMED:
      return "confirmed";
    case v1::EVENT_STATE_CANCELLED:
      return "cancelled";
    case v1::EVENT_STATE_EXPIRED:
      return "expired";
    default:
      return "in an unknown state";
  }
}

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
    if (!taken) return name;
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
  event.set_state(v1::EVENT_STATE_TENTATIVE);
  event.set_creator(std::string(caller_.principal));
  *event.mutable_create_time() = *event.mutable_update_time() = ToTimestamp(transaction.now());
  {
    FieldErrors::Scope scope(errors_, absl::StrCat(path, "event"));
    SettleExpireTime(std::nullopt, transaction.now(), event, errors_);
  }
  draft.item = item;
  draft.written = true;
  draft.path = absl::StrCat(path, "event");
  AddOverrides(request.overrides(), draft);
  written_.push_back(draft.name());
  return absl::OkStatus();
}

// The draft of a stored event that an item writes.
absl::StatusOr<Draft*> EventSteps::Open(const std::string& name, std::string_view etag, int item,
                                        std::string path) {
  ASSIGN_OR_RETURN(auto draft, drafts_.Open(name));
  if (!draft) return NotFound(name);
  Draft& opened = *draft;
  if (!etag.empty() && (opened.is_new() || etag != opened.before.etag())) {
    return EtagMismatch(name);
  }
  if (!opened.written) {
    opened.item = item;
    opened.path = std::move(path);
    opened.written = true;
  }
  *opened.after.mutable_update_time() = ToTimestamp(drafts_.transaction().now());
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
  const auto kind = draft.after.kind_case();
  const auto expiry = ExpirySeconds(draft.after);
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.event(), &draft.after));
  KeepRecurrence(draft.before, draft.after);
  FieldErrors::Scope scope(errors_, draft.path);
  if (draft.after.kind_case() != kind) {
    errors_.Add("kind", "is fixed when the event is created; create another event instead.");
  }
  CheckUpdated(draft.before, draft.after, errors_);
  SettleExpireTime(expiry, drafts_.transaction().now(), draft.after, errors_);
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
  *draft.after.mutable_confirm_time() = ToTimestamp(drafts_.transaction().now());
  draft.confirming = true;
}

// The approval that this caller gives now.
v1::BookingApproval EventSteps::Decided(v1::ApprovalState state) const {
  v1::BookingApproval approval;
  approval.set_state(state);
  approval.set_principal(std::string(caller_.principal));
  *approval.mutable_decide_time() = ToTimestamp(drafts_.transaction().now());
  return approval;
}

absl::Status EventSteps::Approve(const v1::ApproveBookingRequest& request) {
  ASSIGN_OR_RETURN(auto opened, Open(request.name(), request.etag(), 0, ""));
  Draft& draft = *opened;
  const Decision decision{request.booking(), request.venue(), Decided(v1::APPROVAL_STATE_APPROVED)};
  RETURN_IF_ERROR(Decide(decision, draft.after, errors_));
  if (AllApproved(draft.after)) ConfirmDraft(draft);
  AddOverrides(request.overrides(), draft);
  return absl::OkStatus();
}

absl::Status EventSteps::Refuse(const v1::RefuseBookingRequest& request) {
  ASSIGN_OR_RETURN(auto opened, Open(request.name(), request.etag(), 0, ""));
  Decision decision{request.booking(), request.venue(), Decided(v1::APPROVAL_STATE_REFUSED)};
  *decision.approval.mutable_reason() = request.reason();
  return Decide(decision, opened->after, errors_);
}

absl::Status EventSteps::Cancel(const v1::CancelEventRequest& request, int item,
                                const std::string& path) {
  ASSIGN_OR_RETURN(auto opened, Open(request.name(), request.etag(), item, path));
  return CancelDraft(*opened, request);
}

absl::Status EventSteps::CancelDraft(Draft& draft, const v1::CancelEventRequest& request) {
  if (!draft.live()) {
    return IllegalState(draft.name(), absl::StrCat("is ", StateName(draft.after), " already"));
  }
  draft.after.set_state(v1::EVENT_STATE_CANCELLED);
  draft.confirming = false;
  *draft.after.mutable_cancel_reason() = request.reason();
  *draft.after.mutable_update_time() = ToTimestamp(drafts_.transaction().now());
  return request.cascade() ? Cascade(draft, request) : absl::OkStatus();
}

// Cancels what lives in the event or belongs to its programme.
absl::Status EventSteps::Cascade(const Draft& draft, const v1::CancelEventRequest& request) {
  for (LinkRole role : {LinkRole::kHost, LinkRole::kProgramme}) {
    ASSIGN_OR_RETURN(auto names, drafts_.Referring(draft, role));
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(auto other, drafts_.Open(name));
      if (!other || !other->live()) continue;
      if (!other->written) {
        other->item = draft.item;
        other->path = draft.path;
        other->written = true;
      }
      cascaded_.push_back(name);
      if (cascaded_.size() > kMaxCascade) {
        return InvalidField("cascade", absl::StrCat("would cancel more than ", kMaxCascade,
                                                    " events; cancel some of them first."));
      }
      RETURN_IF_ERROR(CancelDraft(*other, request));
    }
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

absl::Status EventSteps::WithdrawApprovals(const std::string& name, const std::string& venue) {
  ASSIGN_OR_RETURN(auto opened, Open(name, "", 0, ""));
  WithdrawPending([&](const std::string& other) { return other != venue; }, opened->after);
  return absl::OkStatus();
}

absl::Status EventSteps::Roll(const std::string& name) {
  ASSIGN_OR_RETURN(auto opened, Open(name, "", 0, "event"));
  opened->rolling = true;
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
    case v1::EventWrite::WRITE_NOT_SET:
      break;
  }
  return InvalidField(absl::StrCat("writes[", item, "]"), "must say what to write.");
}

absl::Status EventSteps::SettleProgramme(const Draft& draft) {
  const std::string& name = draft.after.programme();
  if (name.empty() || name == draft.before.programme()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto programme, drafts_.Final(name));
  if (!programme) {
    errors_.AddMissing("programme", name, "does not exist; create it first.");
  } else if (!programme->has_culture_days()) {
    errors_.Add("programme", absl::StrCat(name, " is not culture days; only they are programmes."));
  } else if (!IsLive(*programme)) {
    return IllegalState(draft.name(),
                        absl::StrCat("cannot join ", name, ", which is ", StateName(*programme)));
  }
  return absl::OkStatus();
}

absl::Status EventSteps::SettleHost(const Draft& draft) {
  const std::string& name = draft.after.host();
  if (name.empty() || !draft.live()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto host, drafts_.Final(name));
  if (!host) {
    errors_.AddMissing("host", name, "does not exist; create it first.");
    return absl::OkStatus();
  }
  if (name == draft.name()) {
    errors_.Add("host", "is the event itself; name another one.");
    return absl::OkStatus();
  }
  if (name != draft.before.host() && !caller_.rights.SeesAllOf(*host)) {
    // Whether a participant may be booked inside it would tell that it books it.
    errors_.Add("host", absl::StrCat(name, " is not shown to you; ask its owner."));
    return absl::OkStatus();
  }
  const bool host_confirmed = host->state() == v1::EVENT_STATE_CONFIRMED;
  if ((draft.confirmed() || draft.confirming) && !host_confirmed) {
    return IllegalState(draft.name(), absl::StrCat("is inside ", name, ", which is ",
                                                   StateName(*host), "; confirm that first"));
  }
  if (!host_confirmed && host->state() != v1::EVENT_STATE_TENTATIVE) {
    return IllegalState(draft.name(),
                        absl::StrCat("cannot be inside ", name, ", which is ", StateName(*host)));
  }
  return absl::OkStatus();
}

absl::Status EventSteps::SettleHosted(const Draft& draft) {
  if (draft.live()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto names, drafts_.Referring(draft, LinkRole::kHost));
  std::vector<std::string> standing;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(auto event, drafts_.Final(name));
    if (event && IsLive(*event)) standing.push_back(name);
  }
  if (standing.empty()) return absl::OkStatus();
  return ResourceInUse(
      draft.name(), "hosts events that stand; cancel it with cascade, or them before it", standing);
}

absl::Status EventSteps::Settle() {
  RETURN_IF_ERROR(LinkReciprocals(drafts_, caller_.rights, errors_));
  for (const auto& draft : drafts_.all()) {
    FieldErrors::Scope scope(errors_, draft->path);
    RETURN_IF_ERROR(SettleProgramme(*draft));
    RETURN_IF_ERROR(SettleHost(*draft));
  }
  if (!errors_.empty()) return errors_.ToStatus();
  for (const auto& draft : drafts_.all()) {
    RETURN_IF_ERROR(SettleHosted(*draft));
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
