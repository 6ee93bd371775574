#include "client/cli/apply_plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "client/cli/annotations.h"
#include "google/protobuf/util/field_mask_util.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string ResourceOf(const v1::Booking& booking) {
  return absl::StrCat(booking.space(), booking.venue(), booking.participant());
}

// The booking that the wanted one, which has no id, stands for: of the same
// resource, and not asked for by its own id.
const v1::Booking* FindUnnamed(const v1::Booking& wanted, const v1::Event& current,
                               const std::set<std::string>& taken) {
  for (const v1::Booking& booking : current.bookings()) {
    if (ResourceOf(booking) == ResourceOf(wanted) && !taken.contains(booking.id())) return &booking;
  }
  return nullptr;
}

const v1::Booking* FindById(const std::string& id, const v1::Event& current) {
  for (const v1::Booking& booking : current.bookings()) {
    if (booking.id() == id) return &booking;
  }
  return nullptr;
}

// Ids and time zones that the server gave to bookings, and that the file leaves
// to it, stay.
void KeepWhatTheServerGave(const v1::Event& current, v1::Event* wanted) {
  std::set<std::string> taken;
  for (const v1::Booking& booking : wanted->bookings()) taken.insert(booking.id());
  for (v1::Booking& booking : *wanted->mutable_bookings()) {
    const v1::Booking* same = booking.id().empty() ? FindUnnamed(booking, current, taken)
                                                   : FindById(booking.id(), current);
    if (same == nullptr) continue;
    booking.set_id(same->id());
    taken.insert(same->id());
    if (booking.time_zone().empty() && ResourceOf(booking) == ResourceOf(*same)) {
      booking.set_time_zone(same->time_zone());
    }
  }
}

// Takes the fields that the file sets over to the resource as it is.
void Overlay(const Message& wanted, const std::vector<std::string>& fields, Message* resource) {
  google::protobuf::FieldMask mask;
  for (const std::string& field : fields) mask.add_paths(field);
  google::protobuf::util::FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(wanted, mask, options, resource);
}

bool IsArchived(const Message& resource) {
  const FieldDescriptor* archived = resource.GetDescriptor()->FindFieldByName("archived");
  return archived != nullptr && resource.GetReflection()->GetBool(resource, archived);
}

// What changes of the names in the differences, such as `bookings` for
// `bookings.hall.set_up`.
std::vector<std::string> FieldsOf(const std::vector<FieldDifference>& differences) {
  std::vector<std::string> fields;
  for (const FieldDifference& difference : differences) {
    const std::string field = difference.field.substr(0, difference.field.find('.'));
    if (fields.empty() || fields.back() != field) fields.push_back(field);
  }
  return fields;
}

absl::Status CannotChange(const WantedResource& wanted, absl::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat(wanted.where, ": ", wanted.name, " ", why, "; give this entry another id."));
}

// Whether venues have been asked to approve its bookings and none has refused.
bool IsAskedFor(const v1::Event& event) {
  return event.has_ask_time() &&
         std::none_of(event.approvals().begin(), event.approvals().end(),
                      [](const auto& one) { return one.state() == v1::APPROVAL_STATE_REFUSED; });
}

absl::Status PlanEvent(const v1::Event& current, ApplyStep* step) {
  const bool is_tentative = current.state() == v1::EVENT_STATE_TENTATIVE;
  const bool is_live = is_tentative || current.state() == v1::EVENT_STATE_CONFIRMED;
  step->confirm = step->wanted->confirm && is_tentative && !IsAskedFor(current);
  if (!is_live && (step->wanted->confirm || step->action != ApplyAction::kUnchanged)) {
    const bool lapsed = current.state() == v1::EVENT_STATE_EXPIRED;
    return CannotChange(*step->wanted, lapsed ? "has lapsed, which cannot be undone"
                                              : "was cancelled, which cannot be undone");
  }
  return absl::OkStatus();
}

absl::Status PlanChange(const Message& current, ApplyStep* step) {
  const WantedResource& wanted = *step->wanted;
  std::unique_ptr<Message> body(wanted.body->New());
  body->CopyFrom(*wanted.body);
  if (step->IsEvent()) {
    KeepWhatTheServerGave(static_cast<const v1::Event&>(current),
                          static_cast<v1::Event*>(body.get()));
  }
  step->differences = Differences(current, *body, wanted.fields);
  if (!step->differences.empty()) step->action = ApplyAction::kUpdate;
  if (IsArchived(current)) return CannotChange(wanted, "was deleted and is archived");
  step->mask = FieldsOf(step->differences);
  step->resource.reset(current.New());
  step->resource->CopyFrom(current);
  Overlay(*body, wanted.fields, step->resource.get());
  if (!step->IsEvent()) return absl::OkStatus();
  return PlanEvent(static_cast<const v1::Event&>(current), step);
}

absl::Status PlanStep(client::Client& client, ApplyStep* step) {
  const WantedResource& wanted = *step->wanted;
  auto current = GetResource(client, *wanted.kind, wanted.name);
  if (current.ok()) return PlanChange(**current, step);
  if (!absl::IsNotFound(current.status())) return current.status();
  step->action = ApplyAction::kCreate;
  step->confirm = wanted.confirm;
  step->resource.reset(wanted.body->New());
  step->resource->CopyFrom(*wanted.body);
  return absl::OkStatus();
}

void AddWrites(const ApplyStep& step, std::vector<v1::EventWrite>* writes) {
  const auto& event = static_cast<const v1::Event&>(*step.resource);
  if (step.action == ApplyAction::kCreate) {
    auto& create = *writes->emplace_back().mutable_create();
    create.set_event_id(event.name().substr(event.name().rfind('/') + 1));
    *create.mutable_event() = event;
  } else if (step.action == ApplyAction::kUpdate) {
    auto& update = *writes->emplace_back().mutable_update();
    *update.mutable_event() = event;
    for (const std::string& path : step.mask) update.mutable_update_mask()->add_paths(path);
  }
  if (step.confirm) writes->emplace_back().mutable_confirm()->set_name(event.name());
}

}  // namespace

absl::StatusOr<std::vector<ApplyStep>> PlanApply(client::Client& client,
                                                 const std::vector<WantedResource>& wanted) {
  std::vector<ApplyStep> plan;
  for (const WantedResource& resource : wanted) {
    ApplyStep& step = plan.emplace_back();
    step.wanted = &resource;
    if (auto status = PlanStep(client, &step); !status.ok()) return status;
  }
  return plan;
}

std::vector<v1::EventWrite> EventWritesOf(const std::vector<ApplyStep>& plan) {
  std::vector<v1::EventWrite> writes;
  for (const ApplyStep& step : plan) {
    if (step.IsEvent()) AddWrites(step, &writes);
  }
  return writes;
}

v1::Assumptions AssumptionsOf(const std::vector<ApplyStep>& plan) {
  v1::Assumptions assumptions;
  const auto* reflection = assumptions.GetReflection();
  for (const ApplyStep& step : plan) {
    // Closures cannot be assumed; they are judged when they stand.
    const FieldDescriptor* list =
        assumptions.GetDescriptor()->FindFieldByName(step.wanted->kind->key);
    if (list == nullptr || step.action == ApplyAction::kUnchanged) continue;
    reflection->AddMessage(&assumptions, list)->CopyFrom(*step.resource);
  }
  return assumptions;
}

}  // namespace taqvim::cli
