// The requests about events: a part of requests.h.
#include "server/base/approver_name.h"
#include "server/base/request_limits.h"
#include "server/base/strings.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/requests.h"
#include "server/schedule/check/validate.h"
#include "server/schedule/check/validate_filter.h"
#include "server/schedule/rules/rule_table.h"

namespace taqvim::schedule {

using storage::Kind;

namespace {

constexpr int kMostWrites = 5000;
constexpr int kMostAssumed = 5000;
constexpr int kMostConflicts = 10'000;
constexpr int kMostNames = 1000;

std::string OverridableRules() {
  std::string names;
  const auto* rules = v1::ConflictRule_descriptor();
  for (int i = 0; i < rules->value_count(); ++i) {
    if (!IsOverridable(static_cast<v1::ConflictRule>(rules->value(i)->number()))) continue;
    Append(&names, names.empty() ? "" : ", ", rules->value(i)->name());
  }
  return names;
}

void CheckOverride(int number, FieldErrors& errors) {
  const auto rule = static_cast<v1::ConflictRule>(number);
  if (v1::ConflictRule_IsValid(number) && IsOverridable(rule)) return;
  const std::string& name = v1::ConflictRule_Name(rule);
  errors.Add("", Cat(name.empty() ? Cat(number) : name, " cannot be overridden; only ",
                     OverridableRules(), " can"));
}

void CheckOverrides(const google::protobuf::RepeatedField<int>& overrides, FieldErrors& errors) {
  for (int i = 0; i < overrides.size() && !errors.full(); ++i) {
    FieldErrors::Scope scope(errors, "overrides", i);
    CheckOverride(overrides[i], errors);
  }
}

// The parts of a write without its request id.
void CheckWrite(const v1::CreateEventRequest& request, FieldErrors& errors) {
  CheckCreate("event", request.event_id(), request.has_event(), request.event(), errors);
  CheckOverrides(request.overrides(), errors);
}

void CheckWrite(const v1::UpdateEventRequest& request, FieldErrors& errors) {
  CheckUpdate(Kind::kEvent, "event", request.has_event(), request.event(), request.update_mask(),
              errors);
  CheckOverrides(request.overrides(), errors);
  if (request.withdraw_move() && request.ask_approval()) {
    errors.Add("withdraw_move", "cannot be given with ask_approval, which replaces the move.");
  }
}

void CheckWrite(const v1::ConfirmEventRequest& request, FieldErrors& errors) {
  CheckName(Kind::kEvent, "name", request.name(), true, errors);
  CheckOverrides(request.overrides(), errors);
}

void CheckWrite(const v1::CancelEventRequest& request, FieldErrors& errors) {
  CheckName(Kind::kEvent, "name", request.name(), true, errors);
  CheckTexts("reason", request.reason(), Demand::kOptional, kReasonRule, errors);
}

void CheckWrite(const v1::DeleteEventRequest& request, FieldErrors& errors) {
  CheckName(Kind::kEvent, "name", request.name(), true, errors);
  CheckEtag(request.etag(), errors);
}

// Names or a programme.
template <class Request>
requires requires(const Request& request) {
  request.names();
  request.programme();
}
void CheckWrite(const Request& request, FieldErrors& errors) {
  CheckNames(Kind::kEvent, "names", request.names(), kMostPublished, errors);
  CheckName(Kind::kEvent, "programme", request.programme(), false, errors);
  if (request.names().empty() == request.programme().empty()) {
    errors.Add("names", request.names().empty()
                            ? "are required: the events, or send a programme with all of its events"
                            : "must be left out where a programme is given; send one of both");
  }
}

template <class Request>
void CheckApprover(const Request& request, FieldErrors& errors) {
  CheckName(Kind::kVenue, "venue", request.venue(), false, errors);
  CheckName(Kind::kParticipant, "participant", request.participant(), false, errors);
}

// One booking, or the venue or the participant whose open bookings are meant.
template <class Request>
void CheckDecision(const Request& request, FieldErrors& errors) {
  CheckName(Kind::kEvent, "name", request.name(), true, errors);
  CheckApprover(request, errors);
  if (request.booking().empty() && ApproverIn(request).empty()) {
    errors.Add("booking",
               "is required: the id of a booking, or send a venue or a participant for all its "
               "open ones");
  }
}

void CheckWrite(const v1::ApproveBookingRequest& request, FieldErrors& errors) {
  CheckDecision(request, errors);
  CheckOverrides(request.overrides(), errors);
}

void CheckWrite(const v1::RefuseBookingRequest& request, FieldErrors& errors) {
  CheckDecision(request, errors);
  CheckTexts("reason", request.reason(), Demand::kOptional, kReasonRule, errors);
}

void CheckWrite(const v1::PrioritizeHoldRequest& request, FieldErrors& errors) {
  constexpr int kFurthest = 1'000'000;
  CheckName(Kind::kEvent, "name", request.name(), true, errors);
  if (!request.has_order()) {
    errors.Add("order",
               "is required: where to put it, such as -1 before all that were never ordered");
  }
  CheckRange("order", request.order(), -kFurthest, kFurthest, errors);
}

template <class Request>
absl::Status ValidateWrite(const Request& request) {
  FieldErrors errors;
  CheckWrite(request, errors);
  CheckRequestId(request.request_id(), errors);
  return errors.ToStatus();
}

template <class Request>
void CheckItem(std::string_view field, const Request& request, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, field);
  CheckWrite(request, errors);
  if (!request.request_id().empty()) {
    errors.Add("request_id", "must be unset in a batch; that of the batch counts");
  }
  if (request.validate_only()) {
    errors.Add("validate_only", "must be unset in a batch; that of the batch counts");
  }
}

// The same of an item that is answered with one event.
template <class Request>
void CheckItemOfOne(std::string_view field, const Request& request, FieldErrors& errors) {
  CheckItem(field, request, errors);
  if (request.names_size() == 1 && request.programme().empty()) return;
  FieldErrors::Scope scope(errors, field);
  errors.Add("names", "must be exactly one in a batch; give each event a write of its own");
}

void CheckItem(const v1::EventWrite& write, FieldErrors& errors) {
  switch (write.write_case()) {
    case v1::EventWrite::kCreate:
      return CheckItem("create", write.create(), errors);
    case v1::EventWrite::kUpdate:
      return CheckItem("update", write.update(), errors);
    case v1::EventWrite::kConfirm:
      return CheckItem("confirm", write.confirm(), errors);
    case v1::EventWrite::kCancel:
      return CheckItem("cancel", write.cancel(), errors);
    case v1::EventWrite::kDelete:
      return CheckItem("delete", write.delete_(), errors);
    case v1::EventWrite::kPublish:
      return CheckItemOfOne("publish", write.publish(), errors);
    case v1::EventWrite::kUnpublish:
      return CheckItemOfOne("unpublish", write.unpublish(), errors);
    case v1::EventWrite::WRITE_NOT_SET:
      errors.Add("",
                 "is empty; set one of create, update, confirm, cancel, delete, publish, "
                 "unpublish");
  }
}

template <class Request>
void CheckWrites(const Request& request, int min, FieldErrors& errors) {
  CheckSize("writes", request.writes_size(), min, kMostWrites, errors);
  if (request.writes_size() > kMostWrites) return;
  for (int i = 0; i < request.writes_size() && !errors.full(); ++i) {
    FieldErrors::Scope scope(errors, "writes", i);
    CheckItem(request.writes(i), errors);
  }
}

template <class Resource>
void CheckAssumed(Kind kind, std::string_view field,
                  const google::protobuf::RepeatedPtrField<Resource>& resources,
                  FieldErrors& errors) {
  CheckSize(field, resources.size(), 0, kMostAssumed, errors);
  if (resources.size() > kMostAssumed) return;
  for (int i = 0; i < resources.size() && !errors.full(); ++i) {
    FieldErrors::Scope scope(errors, field, i);
    CheckName(kind, "name", resources[i].name(), true, errors);
    CheckMessage(resources[i], errors);
  }
}

void CheckAssumptions(const v1::Assumptions& assumptions, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "assumptions");
  CheckAssumed(Kind::kOrganization, "organizations", assumptions.organizations(), errors);
  CheckAssumed(Kind::kVenue, "venues", assumptions.venues(), errors);
  CheckAssumed(Kind::kSpace, "spaces", assumptions.spaces(), errors);
  CheckAssumed(Kind::kParticipant, "participants", assumptions.participants(), errors);
  CheckAssumed(Kind::kAgreement, "agreements", assumptions.agreements(), errors);
  CheckAssumed(Kind::kClosure, "closures", assumptions.closures(), errors);
}

}  // namespace

absl::Status Validate(const v1::BatchGetEventsRequest& request) {
  FieldErrors errors;
  CheckSize("names", request.names_size(), 1, kMostNames, errors);
  CheckNames(Kind::kEvent, "names", request.names(), kMostNames, errors);
  return errors.ToStatus();
}

absl::Status Validate(const v1::GetEventRequest& request) {
  return ValidateGet(Kind::kEvent, request);
}

absl::Status Validate(const v1::ListEventsRequest& request) {
  FieldErrors errors;
  CheckFilter(request.filter(), errors);
  CheckPageSize(request.page_size(), errors);
  return errors.ToStatus();
}

absl::Status Validate(const v1::CreateEventRequest& request) { return ValidateWrite(request); }
absl::Status Validate(const v1::UpdateEventRequest& request) { return ValidateWrite(request); }
absl::Status Validate(const v1::ConfirmEventRequest& request) { return ValidateWrite(request); }
absl::Status Validate(const v1::CancelEventRequest& request) { return ValidateWrite(request); }

absl::Status Validate(const v1::PublishEventsRequest& request) { return ValidateWrite(request); }
absl::Status Validate(const v1::UnpublishEventsRequest& request) { return ValidateWrite(request); }
absl::Status Validate(const v1::PrioritizeHoldRequest& request) { return ValidateWrite(request); }
absl::Status Validate(const v1::ApproveBookingRequest& request) { return ValidateWrite(request); }
absl::Status Validate(const v1::RefuseBookingRequest& request) { return ValidateWrite(request); }

absl::Status Validate(const v1::ListPendingBookingsRequest& request) {
  FieldErrors errors;
  CheckApprover(request, errors);
  CheckPageSize(request.page_size(), errors);
  return errors.ToStatus();
}

absl::Status Validate(const v1::DeleteEventRequest& request) {
  return ValidateDelete(Kind::kEvent, request);
}

absl::Status Validate(const v1::BatchWriteEventsRequest& request) {
  FieldErrors errors;
  CheckWrites(request, 1, errors);
  CheckRequestId(request.request_id(), errors);
  return errors.ToStatus();
}

absl::Status Validate(const v1::CheckEventsRequest& request) {
  FieldErrors errors;
  CheckWrites(request, request.assumptions().ByteSizeLong() > 0 ? 0 : 1, errors);
  CheckAssumptions(request.assumptions(), errors);
  CheckPageSize(request.page_size(), errors, kMostConflicts);
  return errors.ToStatus();
}

}  // namespace taqvim::schedule
